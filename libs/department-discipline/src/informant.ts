import { codeTable, type Informant, type InformantClass, type SourceFields } from '#libs/contracts';

/** A joint letter without a number was signed by two at least. */
const LEAST_JOINT = 2;
/** 实名 alone says that there is a name, not that somebody asked its bearer. */
const SAID_VERIFIED = /(?<![未不待])(?:已|经)?核实/u;
const NAMED: ReadonlySet<string> = new Set(['R1', 'R2', 'R3', 'R4']);

/**
 * Class and counts of the informant (T17); nothing where the layout says nothing of them.
 * 处理检举控告工作规则: a signature counts as verified only when it was confirmed.
 */
export function informantOf(fields: SourceFields): Informant | undefined {
  const label = fields.text('signedType');
  if (label === undefined) return undefined;
  let code = codeTable('T17').find(label)?.code as InformantClass | undefined;
  const verified = fields.flag('signedVerified');
  if (code === 'R1' && (verified ?? SAID_VERIFIED.test(label)) === false) code = 'R2';
  if (code === 'R2' && verified === true) code = 'R1';
  if (code === 'R5' && fields.flag('hasInformantPhone') === true) code = 'R4';
  if (code === undefined) return undefined;
  const joint = code === 'R3';
  const said = fields.integer('jointCount');
  const smallCircle = fields.flag('smallCircle');
  return {
    class: code,
    verified: code === 'R1' || (joint && verified === true),
    count: code === 'R6' ? 0 : Math.max(said ?? 1, joint ? LEAST_JOINT : 1),
    joint,
    anonymous: code === 'R4' || code === 'R5',
    contactable: NAMED.has(code),
    ...(smallCircle === undefined ? {} : { smallCircle }),
  };
}
