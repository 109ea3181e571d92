import { salutationSpans, selfSpans, signatureSpans } from './scrub-identity.js';
import { cutNames } from './scrub-names.js';
import { patternSpans } from './scrub-patterns.js';
import { type CutKind, cutSpans, type Span, standingPlaces } from './scrub-spans.js';

export type { CutKind } from './scrub-spans.js';

/** What no scrubbed text may match. */
export const IDENTITY_PATTERNS: readonly RegExp[] = [];

const INVISIBLE = /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]/gu;

/**
 * Cuts out of a free text what points at the person who wrote it or at witnesses (处理检举控告工作规则 art. 47): first numbers and places,
 * then self-references, signatures, salutations and names. Names in `keep` (reported persons, counterparties, roster) stay.
 * Amounts, document numbers and record codes stay. Scrubbing a scrubbed text changes nothing.
 */
export function scrubText(raw: string, options: { keep?: readonly string[] } = {}): { text: string; cut: Partial<Record<CutKind, number>> } {
  const keep = options.keep ?? [];
  const cut: Partial<Record<CutKind, number>> = {};
  let text = raw.replace(INVISIBLE, '');
  text = cutSpans(text, patternSpans(text), standingPlaces(text, keep), cut);
  const spans: Span[] = [];
  const told = new Set<string>();
  salutationSpans(text, spans);
  signatureSpans(text, spans, told);
  selfSpans(text, spans, told);
  text = cutSpans(text, spans, standingPlaces(text, keep), cut);
  text = cutNames(text, told, standingPlaces(text, keep), new Set(keep), cut);
  return { text, cut };
}
