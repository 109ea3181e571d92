import type { Clue } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import type { TextFacts } from './clue-text.js';
import { type Level, level, notApplicable } from './rubric.js';

const ASK_WHERE: ReadonlyMap<string, string> = new Map(
  csvRows(readProjectFile('libs/scoring/data/where-supplements.csv')).map((row) => [row.domain ?? '', row.text ?? '']),
);
/** Domains (T14) that say something of the matter's field: not 党建, 作风, 其他. */
const NO_FIELD = new Set(['', 'D22', 'D24', 'D99']);
/** A place that is only a division or its code (990101, 青禾区, 和平镇) finds nothing. */
const WIDE_PLACE = /^[\d\s]*$|(?:省|市|县|区|镇|乡|街道)$/u;

/** WHERE 事项明确: named project, contract, account or place; structured fields first, then the prose. */
export function where(clue: Clue, text: TextFacts): Level {
  if (clue.contractNo) return level('WHERE.CONTRACT', 'contractNo');
  if (clue.project) return level('WHERE.PROJECT', 'project');
  if (clue.place && (!WIDE_PLACE.test(clue.place) || /小区$|社区$/u.test(clue.place)))
    return level('WHERE.PLACE', 'place');
  if (text.site || (text.unitAsPlace && text.act)) return level('WHERE.TEXT', 'summary');
  const ask = ASK_WHERE.get(clue.domain);
  if (!NO_FIELD.has(clue.domain)) return level('WHERE.FIELD', 'domain', ask);
  return text.field ? level('WHERE.FIELD', 'summary', ask) : level('WHERE.NONE', undefined, ask);
}

/** Statuses under which an offence is a stated act, not a heading under which somebody filed a letter. */
const ESTABLISHED = new Set(['PROSECUTED', 'JUDGED', 'VERIFIED', 'PART']);

/** WHAT 行为具体: act, way and other side. A judgement of character (作风霸道) is no act. */
export function what(clue: Clue, text: TextFacts): Level {
  const structuredAct =
    Boolean(clue.audit?.problemType) || (clue.offence.length > 0 && ESTABLISHED.has(clue.statementStatus));
  const otherSide = text.otherSide || clue.counterparties.length > 0;
  if (!text.act && !structuredAct) return text.evaluation ? level('WHAT.EVALUATION', 'summary') : level('WHAT.NONE');
  const field = text.act ? 'summary' : 'audit';
  if (text.method && otherSide) return level('WHAT.FULL', field);
  if (text.method) return level('WHAT.ACT_METHOD', field);
  return level(otherSide ? 'WHAT.ACT_OTHER' : 'WHAT.ACT', field);
}

/** Organisation and life discipline (T03): matters that need no money. */
const WITHOUT_MONEY = new Set(['2', '6']);

/** AMT 金额数量. Does not apply to matters of organisation or life discipline alone that name no amount. */
export function amount(clue: Clue, text: TextFacts): Level {
  const given = clue.amount;
  if (given && (given.min !== undefined || given.max !== undefined)) {
    const exact = !given.approx && given.min === given.max;
    return level(exact ? 'AMT.EXACT' : 'AMT.APPROXIMATE', 'amount');
  }
  if (
    clue.discipline.length > 0 &&
    clue.discipline.every((code) => WITHOUT_MONEY.has(code)) &&
    !clue.offence.some((code) => code.startsWith('4A'))
  )
    return notApplicable('AMT', '组织、生活纪律事项，不要求金额');
  if (clue.audit?.quantity) return level('AMT.QUANTITY', 'audit');
  return text.quantity ? level('AMT.QUANTITY', 'summary') : level('AMT.NONE');
}
