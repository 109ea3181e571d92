import { MASKED_DIVISIONS } from './divisions.js';
import { isBorder } from './lexicon.js';

/** Share of the shorter title that both have, from which two titles read alike. */
const ALIKE = 0.5;
const SHORTEST = 6;
/** Characters of a title that are compared. */
const READ = 48;

/** Length of the longest common subsequence of every two ends of `a` and `b`, row by row. */
function commonLengths(a: string, b: string): Uint8Array {
  const width = b.length + 1;
  const lengths = new Uint8Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] as number) + 1
          : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
  return lengths;
}

/**
 * Whether two titles read alike but for a piece of two or more characters that each has of its own at its beginning, where the name
 * stands: 甲小区临街油烟扰民/乙花园临街油烟扰民. A piece that only one of them has is nothing: people add words. Divisions do not count.
 */
export function subjectsSwapped(first: string, second: string): boolean {
  const a = first.replace(MASKED_DIVISIONS, '').slice(0, READ);
  const b = second.replace(MASKED_DIVISIONS, '').slice(0, READ);
  if (oneCharacterApart(a, b)) return true;
  const short = Math.min(a.length, b.length);
  if (short < SHORTEST) return false;
  const lengths = commonLengths(a, b);
  if ((lengths[0] as number) < ALIKE * short) return false;
  const width = b.length + 1;
  let [i, j, fromA, fromB, matched] = [0, 0, 0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      // A single common character between two pieces is chance.
      if (fromA >= 2 && fromB >= 2) return matched <= OPENING;
      [fromA, fromB] = [0, 0];
      matched++;
      i++;
      j++;
    } else if ((lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number)) {
      fromA++;
      i++;
    } else {
      fromB++;
      j++;
    }
  }
  return false;
}

/** One character of a name makes another one: 二中/五中, 红石村/青石村. */
function oneCharacterApart(a: string, b: string): boolean {
  if (a.length !== b.length || a.length < SHORTEST) return false;
  const at = [...a].flatMap((character, index) => (character === b[index] ? [] : [index]));
  const only = at[0];
  return at.length === 1 && only !== undefined && !isBorder(a[only] as string) && !isBorder(b[only] as string);
}

/** Common characters before the piece: 反映, 关于, 请求解决. */
const OPENING = 4;
