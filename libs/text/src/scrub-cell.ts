import { selfSpans, signerSpans } from './scrub-identity.js';
import { patternSpans } from './scrub-patterns.js';
import { type CutKind, cutSpans, standingPlaces } from './scrub-spans.js';

/**
 * Scrubbing of a cell that is no free text (a name, a post, a unit): numbers, accounts and addresses, and who says of himself that
 * he wrote it (`举报人：…`, `我叫…`). Other names stay; a text without such a thing comes back as the same string.
 */
export function scrubCell(text: string): { text: string; cut: Partial<Record<CutKind, number>> } {
  const cut: Partial<Record<CutKind, number>> = {};
  const numbers = patternSpans(text);
  const plain = numbers.length === 0 ? text : cutSpans(text, numbers, standingPlaces(text, []), cut);
  const spans: ReturnType<typeof patternSpans> = [];
  const told = new Set<string>();
  signerSpans(plain, spans, told);
  selfSpans(plain, spans, told);
  return { text: cutSpans(plain, spans, standingPlaces(plain, []), cut), cut };
}
