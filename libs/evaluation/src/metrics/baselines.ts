import type { Partition } from './partition.js';

/** A scored pair; `score` in 1/100 bit, higher is likelier. */
export interface ScoredPair {
  a: string;
  b: string;
  score: number;
}

/** What every pair at or above the threshold puts together, through others too. */
export function connectedComponents(
  items: readonly string[],
  pairs: readonly ScoredPair[],
  threshold: number,
): Partition {
  const parent = new Map(items.map((item) => [item, item]));
  const rootOf = (item: string): string => {
    let root = item;
    while (parent.get(root) !== root) root = parent.get(root) as string;
    for (let at = item; at !== root; ) {
      const next = parent.get(at) as string;
      parent.set(at, root);
      at = next;
    }
    return root;
  };
  for (const { a, b, score } of pairs)
    if (score >= threshold && parent.has(a) && parent.has(b)) parent.set(rootOf(a), rootOf(b));
  return new Map(items.map((item) => [item, rootOf(item)]));
}

/** Each item, in order of arrival, joins the class of its best earlier match at or above the threshold, else it opens one. */
export function greedyBestMatch(items: readonly string[], pairs: readonly ScoredPair[], threshold: number): Partition {
  const place = new Map(items.map((item, at) => [item, at]));
  const best = new Map<string, { other: string; score: number }>();
  for (const { a, b, score } of pairs) {
    const [x, y] = [place.get(a), place.get(b)];
    if (score < threshold || x === undefined || y === undefined) continue;
    const [later, earlier] = x > y ? [a, b] : [b, a];
    const held = best.get(later);
    const ahead = held && score === held.score && (place.get(earlier) as number) < (place.get(held.other) as number);
    if (!held || score > held.score || ahead) best.set(later, { other: earlier, score });
  }
  const classes = new Map<string, string>();
  for (const item of items) classes.set(item, classes.get(best.get(item)?.other ?? '') ?? item);
  return classes;
}
