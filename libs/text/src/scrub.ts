import { NUMBER_PATTERNS } from './digit-runs.js';
import { salutationSpans, selfSpans, signatureSpans } from './scrub-identity.js';
import { cutNames } from './scrub-names.js';
import { patternSpans } from './scrub-patterns.js';
import { type CutKind, cutSpans, type Span, standingPlaces } from './scrub-spans.js';

export type { CutKind } from './scrub-spans.js';

/** What no scrubbed text may match. Amounts and record codes with their cue words are let through. */
export const IDENTITY_PATTERNS: readonly RegExp[] = [
  ...NUMBER_PATTERNS,
  /(?<![\d〇零○洞一壹幺二贰两三叁四肆五伍六陆七柒拐八捌九玖勾][ -]?)[一幺壹][三四五六七八九][〇零一二三四五六七八九]{9}(?![ -]?[\d〇零○洞一壹幺二贰两三叁四肆五伍六陆七柒拐八捌九玖勾])/u,
  /[A-Za-z0-9]@[A-Za-z0-9-]+\.[A-Za-z0-9]/u,
  /https?:\/\/[!-~]{2}/iu,
  /微信号?[:：]?[A-Za-z][A-Za-z0-9_-]{5,24}|QQ号?[:：]?\d{5,12}/iu,
  /我叫[\p{Script=Han}]{2,4}[，,。]/u,
];

/** Characters that show nothing and only part what belongs together. */
const INVISIBLE =
  /\u034f|[\u00ad\u061c\u115f\u1160\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]|\u200d|[\u17b4\u17b5]|[\u180b-\u180e]|[\ufe00-\ufe0f]/gu;

/** Passes after which a text is taken as it is; ordinary letters need two, the second of which finds nothing. */
const MOST_PASSES = 25;

function onePass(
  raw: string,
  keep: readonly string[],
  kept: ReadonlySet<string>,
  writers: readonly string[],
  cut: Partial<Record<CutKind, number>>,
): string {
  const text = cutSpans(raw, patternSpans(raw), standingPlaces(raw, keep), cut);
  const spans: Span[] = [];
  const told = new Set(writers);
  salutationSpans(text, spans);
  signatureSpans(text, spans, told);
  selfSpans(text, spans, told);
  const plain = cutSpans(text, spans, standingPlaces(text, keep), cut);
  return cutNames(plain, told, standingPlaces(plain, keep), kept, cut);
}

/**
 * Cuts out of a free text what points at the person who wrote it or at witnesses (处理检举控告工作规则 art. 47): first numbers and places,
 * then self-references, signatures, salutations and names. Names in `keep` (reported persons, counterparties, roster) stay.
 * `writers` are names known to be the writer's: they go wherever they stand. Amounts, document numbers and record codes stay. Scrubbing a scrubbed text changes nothing.
 */
export function scrubText(
  raw: string,
  options: { keep?: readonly string[]; writers?: readonly string[] } = {},
): { text: string; cut: Partial<Record<CutKind, number>> } {
  const keep = options.keep ?? [];
  const kept = new Set(keep);
  const writers = options.writers ?? [];
  const cut: Partial<Record<CutKind, number>> = {};
  let before = raw.replace(INVISIBLE, '');
  let text = onePass(before, keep, kept, writers, cut);
  for (let pass = 1; text !== before && pass < MOST_PASSES; pass++) {
    before = text;
    text = onePass(before, keep, kept, writers, cut);
  }
  return { text, cut };
}
