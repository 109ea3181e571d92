import { hasSuffix } from './things.js';

/** Share of the shorter title that both have, from which two titles are alike. */
const ALIKE = 0.5;
const SHORTEST = 6;

/**
 * Two titles that read alike but for a piece that each has of its own where a name stands: 甲小区临街油烟扰民/乙小区临街油烟扰民.
 * A piece that only one of them has is nothing: people add words.
 */
export function alignTitles(a: string, b: string): 'swapped' | undefined {
  const x = a.replace(DIVISIONS, '');
  const y = b.replace(DIVISIONS, '');
  const short = Math.min(x.length, y.length);
  if (short < SHORTEST) return undefined;
  let tail = 0;
  while (tail < short && x[x.length - 1 - tail] === y[y.length - 1 - tail]) tail++;
  let head = 0;
  while (head < short - tail && x[head] === y[head]) head++;
  const left = x.slice(head, x.length - tail);
  const right = y.slice(head, y.length - tail);
  if (left === '' || right === '' || head + tail < ALIKE * short) return undefined;
  // What differs must end in a name: the name and the word for its kind stand before what both say.
  const same = x.slice(x.length - tail);
  return hasSuffix(`某某${same.slice(0, 2)}`) || head + tail >= ALIKE * Math.max(x.length, y.length) ? 'swapped' : undefined;
}
const DIVISIONS = /[a-z]\d{0,2}[市区县州]/gu;
