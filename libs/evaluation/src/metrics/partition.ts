/** Class of each item: matter, origin or cluster by record. */
export type Partition = ReadonlyMap<string, string>;

/** Precision, recall and their harmonic mean, each 0–1; a share of nothing is 1. */
export interface Quality {
  p: number;
  r: number;
  f1: number;
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);

export function qualityOf(p: number, r: number): Quality {
  return { p, r, f1: p + r === 0 ? 0 : (2 * p * r) / (p + r) };
}

const pairsOf = (size: number): number => (size * (size - 1)) / 2;

interface Overlap {
  items: number;
  found: Map<string, number>;
  true: Map<string, number>;
  /** Items by found and true class. */
  both: { found: string; true: string; size: number }[];
}

const bump = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

/** What is in `truth` counts; an item that was not found stands alone. */
function overlapOf(found: Partition, truth: Partition): Overlap {
  const overlap: Overlap = { items: truth.size, found: new Map(), true: new Map(), both: [] };
  const cells = new Map<string, Map<string, number>>();
  for (const [item, right] of truth) {
    const made = found.get(item) ?? `alone ${item}`;
    bump(overlap.found, made);
    bump(overlap.true, right);
    const row = cells.get(made) ?? new Map<string, number>();
    cells.set(made, row);
    bump(row, right);
  }
  for (const [made, row] of cells)
    for (const [right, size] of row) overlap.both.push({ found: made, true: right, size });
  return overlap;
}

const pairsIn = (sizes: Iterable<number>): number => {
  let pairs = 0;
  for (const size of sizes) pairs += pairsOf(size);
  return pairs;
};

/** Over pairs of items: of those put together the right ones, of those that belong together the found ones. */
export function pairwise(found: Partition, truth: Partition): Quality {
  const overlap = overlapOf(found, truth);
  const right = pairsIn(overlap.both.map(({ size }) => size));
  return qualityOf(share(right, pairsIn(overlap.found.values())), share(right, pairsIn(overlap.true.values())));
}

/** B³ (Bagga and Baldwin): the mean over items of the share of their class that is right, and of their true class that is found. */
export function bcubed(found: Partition, truth: Partition): Quality {
  const overlap = overlapOf(found, truth);
  let p = 0;
  let r = 0;
  for (const cell of overlap.both) {
    p += cell.size ** 2 / (overlap.found.get(cell.found) as number);
    r += cell.size ** 2 / (overlap.true.get(cell.true) as number);
  }
  return qualityOf(share(p, overlap.items), share(r, overlap.items));
}

/** Adjusted Rand index (Hubert and Arabie): 1 for equal partitions, about 0 for chance. */
export function adjustedRand(one: Partition, other: Partition): number {
  const overlap = overlapOf(one, other);
  const together = pairsIn(overlap.both.map(({ size }) => size));
  const left = pairsIn(overlap.found.values());
  const right = pairsIn(overlap.true.values());
  const expected = share(left * right, pairsOf(overlap.items));
  const most = (left + right) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** One pair of items with an officer's or the generator's word on it. */
export interface LabelledPair {
  a: string;
  b: string;
  same: boolean;
}

/** {@link pairwise} over some pairs only. */
export function pairwiseOn(found: Partition, pairs: readonly LabelledPair[]): Quality {
  const together = ({ a, b }: LabelledPair): boolean => found.has(a) && found.get(a) === found.get(b);
  const made = pairs.filter(together);
  const right = made.filter(({ same }) => same).length;
  return qualityOf(share(right, made.length), share(right, pairs.filter(({ same }) => same).length));
}
