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

/** The time a text speaks of: the first it names that is possible; a vague one only when there is no other. */
export function occurrenceOf(text: string, anchor: string): Occurrence {
  const dates = findDates(text, anchor).filter((date) => date.error === undefined);
  return occurrence(dates.find((date) => date.from !== undefined) ?? dates[0]);
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
  /八项规定|公款(?:吃喝|旅游|送礼)|违规吃喝|公车私用|大操大办|收送礼[品金]|收受礼[品金]|办公用房超标|津补贴|津贴补贴|接受宴请|楼堂馆所/u;
const FOUR_WINDS = /四风|形式主义|官僚主义|享乐主义|奢靡/u;

function evidenceOf(text: string, papers: readonly NamedPaper[]): Evidence[] {
  const evidence: Evidence[] = papers.map((paper) => ({ ...paper }));
  for (const number of findDocumentNumbers(text)) {
    const named = evidence.find((item) => item.docNo === undefined && item.desc?.includes(number.raw));
    if (named) named.docNo = number.norm;
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
