const { imul } = Math;

/** 32-bit hash of `length` UTF-16 units of `text` from `start`. */
function hashSlice(text: string, start: number, length: number): number {
  let hash = 0x811c9dc5 ^ length;
  for (let index = start; index < start + length; index++) {
    hash = imul(hash ^ text.charCodeAt(index), 0x01000193);
    hash ^= hash >>> 15;
  }
  hash = imul(hash ^ (hash >>> 13), 0x5bd1e995);
  return (hash ^ (hash >>> 15)) >>> 0;
}

export const hashText = (text: string): number => hashSlice(text, 0, text.length);

/** Sorted distinct hashes of the `size`-character pieces of `text`; no piece reaches over a blank. */
export function gramsOf(text: string, size: number): Uint32Array {
  const seen = new Set<number>();
  let clear = 0;
  for (let end = 0; end < text.length; end++) {
    clear = text.charCodeAt(end) === 32 ? 0 : clear + 1;
    if (clear >= size) seen.add(hashSlice(text, end - size + 1, size));
  }
  return Uint32Array.from(seen).sort();
}

const PERMUTATIONS = 64;
const ROWS = 4;
const MULTIPLIERS = Uint32Array.from({ length: PERMUTATIONS }, (_, index) => hashText(`m${index}`) | 1);
const OFFSETS = Uint32Array.from({ length: PERMUTATIONS }, (_, index) => hashText(`o${index}`));

/**
 * 16 bands of 4 rows each over a 64-permutation MinHash (Broder 1997), one number a band. Two texts with 85 % of their
 * grams in common share a band but for one pair in 10^5, two with 65 % in 96 of 100.
 */
export function bandsOf(grams: Uint32Array): number[] {
  const signature = new Uint32Array(PERMUTATIONS).fill(0xffffffff);
  for (const gram of grams)
    for (let index = 0; index < PERMUTATIONS; index++) {
      let value = imul(gram ^ (OFFSETS[index] as number), MULTIPLIERS[index] as number);
      value = (value ^ (value >>> 16)) >>> 0;
      if (value < (signature[index] as number)) signature[index] = value;
    }
  const bands: number[] = [];
  for (let band = 0; band < PERMUTATIONS / ROWS; band++) {
    let hash = band;
    for (let row = 0; row < ROWS; row++) {
      hash = imul(hash ^ (signature[band * ROWS + row] as number), 0x01000193);
      hash ^= hash >>> 15;
    }
    bands.push(hash >>> 0);
  }
  return bands;
}

/** Size of the intersection of two sorted lists. */
export function overlap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x === y) count++;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return count;
}

/** |A∩B| / |A∪B| of two sorted lists; 0 when both are empty. */
export function jaccard(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const shared = overlap(a, b);
  const union = a.length + b.length - shared;
  return union === 0 ? 0 : shared / union;
}
