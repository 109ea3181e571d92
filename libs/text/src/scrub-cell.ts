import { patternSpans } from './scrub-patterns.js';
import { type CutKind, cutSpans, standingPlaces } from './scrub-spans.js';

/**
 * The first pass of scrubbing alone: numbers, accounts and addresses in a cell that is no free text (a name, a post, a unit).
 * Names and self-references stay; a text without such a number comes back as the same string.
 */
export function scrubCell(text: string): { text: string; cut: Partial<Record<CutKind, number>> } {
  const cut: Partial<Record<CutKind, number>> = {};
  const spans = patternSpans(text);
  if (spans.length === 0) return { text, cut };
  return { text: cutSpans(text, spans, standingPlaces(text, []), cut), cut };
}
