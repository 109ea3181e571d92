import {
  codeTable,
  type Disposition,
  type Finding,
  type Handling,
  type SourceFields,
  type StatementStatus,
} from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';

/** Where a letter stands, and what that means for its wording and its use. */
export interface Progress {
  statementStatus: StatementStatus;
  handling: Handling;
  disposition?: Disposition;
  /** The office registered the same letter before. */
  repeated: boolean;
}

const WORDS = csvRows(readProjectFile('libs/department-discipline/data/letter-words.csv'));
const effects = (kind: string): ReadonlyMap<string, string> =>
  new Map(WORDS.filter((row) => row.kind === kind).map((row) => [row.word ?? '', row.effect ?? '']));

const STATES = effects('state');
const SCOPES = effects('scope');

/** T07c result → how firmly the facts stand. */
const RESULT_STATUS: Readonly<Record<string, StatementStatus>> = {
  1: 'VERIFIED',
  2: 'PART',
  3: 'CLEARED',
  4: 'CLEARED',
};
/** T07 way → status and use while it runs. 初核 and 立案 must not be crossed by an inspection. */
const WAY_STATUS: Readonly<Record<string, { status: StatementStatus; handling: Handling }>> = {
  2: { status: 'PRELIM', handling: 'AVOID' },
  4: { status: 'CLEARED', handling: 'GENERAL' },
  41: { status: 'CLEARED', handling: 'GENERAL' },
  42: { status: 'CLEARED', handling: 'GENERAL' },
  5: { status: 'FILED', handling: 'AVOID' },
};

/** The nature is one that the office itself puts outside discipline work. */
export const isOutOfScope = (nature: string): boolean => SCOPES.has(nature);

const PRECEDENCE: readonly Handling[] = ['GENERAL', 'LEADER_ONLY', 'AVOID', 'STAT_ONLY', 'PAPER_ONLY'];

/** The more restrictive of two uses. */
export const stricter = (a: Handling, b: Handling): Handling =>
  PRECEDENCE.indexOf(a) >= PRECEDENCE.indexOf(b) ? a : b;

function unknownState(field: string): Finding {
  return {
    code: 'W-CODE-UNKNOWN',
    field,
    message: '不是已知的办理状态或结果，按未办理处理',
    remedy: '请改用代码表T07、T07c中的名称',
  };
}

/** Stage, result and restriction of a letter, from its status, result and instruction columns. */
export function progressOf(fields: SourceFields, warnings: Finding[]): Progress {
  const state = fields.text('status');
  const way = state === undefined ? undefined : codeTable('T07').find(state)?.code;
  const effect = state === undefined ? undefined : STATES.get(state);
  if (state !== undefined && way === undefined && effect === undefined) warnings.push(unknownState('status'));
  const resultText = fields.text('result');
  const result = resultText === undefined ? undefined : codeTable('T07c').find(resultText);
  if (resultText !== undefined && result === undefined) warnings.push(unknownState('result'));

  const running = way === undefined ? undefined : WAY_STATUS[way];
  const settled = result === undefined ? undefined : RESULT_STATUS[result.code];
  const instructed = fields.flag('hasInstruction') === true || /^已批/u.test(fields.text('instructionState') ?? '');
  let handling: Handling = instructed ? 'LEADER_ONLY' : 'GENERAL';
  if (running !== undefined && settled === undefined) handling = stricter(handling, running.handling);
  if (effect === 'stat') handling = stricter(handling, 'STAT_ONLY');

  const handler = fields.text('handler');
  const disposition: Disposition = {
    ...(state === undefined ? {} : { stage: state.slice(0, 60) }),
    ...(way === undefined ? {} : { way }),
    ...(result === undefined ? {} : { result: result.label }),
    ...(handler === undefined ? {} : { handler: handler.slice(0, 100) }),
  };
  return {
    statementStatus: settled ?? running?.status ?? 'ALLEGED',
    handling,
    ...(Object.keys(disposition).length > 0 ? { disposition } : {}),
    repeated: effect === 'repeat' || fields.flag('isRepeat') === true,
  };
}
