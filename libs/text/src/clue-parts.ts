import type { AmountKind, Clue, ClueAmount, DatePrecision, Evidence } from '#libs/contracts';
import { mainAmount, type ParsedAmount, toYuan } from './amount.js';
import { disciplinesOf, domainOf, offencesOf } from './classify.js';
import { findDates, type ParsedDate } from './date.js';
import { findDocumentNumbers } from './document-number.js';
import { findMatterFacts, type NamedPaper } from './matter-facts.js';

/** When the matter happened, as the clue says it. */
export interface Occurrence {
  occurFrom?: string;
  occurTo?: string;
  occurPrecision: DatePrecision;
  occurRelative?: boolean;
  occurRaw?: string;
}

/** A parsed time in the clue's fields. */
export function occurrence(parsed: ParsedDate | undefined): Occurrence {
  if (!parsed) return { occurPrecision: 'NONE' };
  return {
    ...(parsed.from ? { occurFrom: parsed.from } : {}),
    ...(parsed.to ? { occurTo: parsed.to } : {}),
    occurPrecision: parsed.precision,
    ...(parsed.relative ? { occurRelative: true } : {}),
    occurRaw: parsed.raw.slice(0, 100),
  };
}

/** What stands behind a day that tells the background: births, careers, foundings, changes of divisions, laws. */
const BACKGROUND_BEHIND =
  /^(?:[年月日号份]|[^，,。；;！!？?\n]){0,16}?(?:出生|生人|成立|建成|建厂|建校|毕业|入伍|退伍|参加工作|入职|结婚|划入|划归|更名|改制|颁布|施行|修订|出台|退休|特许|事件|落户|合并|始建)/u;
const BACKGROUND_BEFORE = /(?:生于|成立于|建于|毕业于|根据|依据|按照|《[^》\n]{0,30})[^，,。；;！!？?\n]{0,6}$/u;

function isBackground(text: string, at: number, raw: string): boolean {
  if (at < 0) return false;
  const end = at + raw.length;
  return (
    BACKGROUND_BEFORE.test(text.slice(Math.max(0, at - 40), at)) || BACKGROUND_BEHIND.test(text.slice(end, end + 24))
  );
}

/**
 * The time a text speaks of: the first it names that is possible; one that only tells the background (born, founded, in force since),
 * or a vague one, only when there is no other.
 */
export function occurrenceOf(text: string, anchor: string): Occurrence {
  const dates = findDates(text, anchor).filter((date) => date.error === undefined);
  let at = 0;
  let vague: ParsedDate | undefined;
  for (const date of dates) {
    const found = text.indexOf(date.raw, at);
    if (found >= 0) at = found + date.raw.length;
    if (isBackground(text, found, date.raw)) continue;
    if (date.from !== undefined) return occurrence(date);
    vague ??= date;
  }
  return occurrence(vague ?? dates.find((date) => date.from !== undefined) ?? dates[0]);
}

/** A parsed amount in the clue's fields. */
export function clueAmount(parsed: ParsedAmount | undefined, kind: AmountKind): ClueAmount | undefined {
  if (!parsed || (parsed.min === undefined && parsed.max === undefined)) return undefined;
  return {
    ...(parsed.min === undefined ? {} : { min: toYuan(parsed.min) }),
    ...(parsed.max === undefined ? {} : { max: toYuan(parsed.max) }),
    currency: parsed.currency,
    approx: parsed.approx,
    kind,
    raw: parsed.raw.slice(0, 200),
  };
}

/** What can be read from the (scrubbed) text of a matter alone. */
export type TextParts = Pick<Clue, 'discipline' | 'offence' | 'domain' | 'counterparties' | 'evidence'> &
  Occurrence &
  Partial<
    Pick<
      Clue,
      'amount' | 'project' | 'contractNo' | 'place' | 'witnessMentioned' | 'eightRules' | 'fourWinds' | 'focus3'
    >
  >;

const EIGHT_RULES =
  /八项规定|公款(?:吃喝|旅游|送礼)|违规吃喝|公车私用|大操大办|收送礼[品金]|收受礼[品金]|办公用房超标|发放?[^，。；;\n]{0,8}津(?:贴)?补贴|接受宴请|楼堂馆所/u;
const FOUR_WINDS = /四风|形式主义|官僚主义|享乐主义|奢靡/u;

/** A number cited as a rule that applies, not as a paper of the matter. */
const CITED_AS_RULE =
  /(?:根据|依据|按照|依照|参照|违反|据|结合|沿用)[^，,。；;\n]{0,40}$|《[^》\n]{0,40}(?:通知|办法|规定|条例|意见|细则|标准|方案)》[（(]?$/u;

function evidenceOf(text: string, papers: readonly NamedPaper[]): Evidence[] {
  const evidence: Evidence[] = papers.map((paper) => ({ ...paper }));
  for (const number of findDocumentNumbers(text)) {
    const named = evidence.find((item) => item.docNo === undefined && item.desc?.includes(number.raw));
    if (named) named.docNo = number.norm;
    else if (CITED_AS_RULE.test(text.slice(Math.max(0, text.indexOf(number.raw) - 44), text.indexOf(number.raw))))
      continue;
    else if (!evidence.some((item) => item.docNo === number.norm))
      evidence.push({ kind: '官方认定', docNo: number.norm, hasFile: false });
    if (evidence.length === 20) break;
  }
  return evidence;
}

/** Everything that `text` says about its matter. `anchor` is the day from which relative times count. */
export function partsOfText(text: string, anchor: string, amountKind: AmountKind = 'INVOLVED'): TextParts {
  const facts = findMatterFacts(text);
  const discipline = disciplinesOf(text);
  const amount = clueAmount(mainAmount(text), amountKind);
  const eightRules = EIGHT_RULES.test(text);
  return {
    discipline,
    offence: offencesOf(text),
    domain: domainOf(text),
    ...occurrenceOf(text, anchor),
    ...(amount ? { amount } : {}),
    ...(facts.project ? { project: facts.project } : {}),
    ...(facts.contractNo ? { contractNo: facts.contractNo } : {}),
    ...(facts.place ? { place: facts.place } : {}),
    counterparties: facts.counterparties.map((name) => ({ name })),
    evidence: evidenceOf(text, facts.papers),
    ...(facts.witnesses > 0 ? { witnessMentioned: facts.witnesses } : {}),
    ...(eightRules ? { eightRules } : {}),
    ...(eightRules || FOUR_WINDS.test(text) ? { fourWinds: true } : {}),
    ...(discipline.includes('4') ? { focus3: ['F2'] } : {}),
  };
}
