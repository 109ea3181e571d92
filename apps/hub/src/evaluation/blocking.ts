import { buildEpoch, contentClasses, eachCandidate, type Features, type Model, numberPairs } from '#libs/linkage';
import type { Figures, Truth } from './figures.js';

/** Pairs that belong together, each once, by place in `all`. */
function truePairs(all: readonly Features[], { matters, pairs = [] }: Truth): [number, number][] {
  const place = new Map(all.map(({ recordId }, at) => [recordId, at]));
  const found: [number, number][] = [];
  for (const { a, b, same } of pairs) {
    const [x, y] = [place.get(a), place.get(b)];
    if (same && x !== undefined && y !== undefined) found.push(x < y ? [x, y] : [y, x]);
  }
  const members = new Map<string, number[]>();
  for (const [at, { recordId }] of all.entries()) {
    const matter = matters?.get(recordId);
    if (matter === undefined) continue;
    const others = members.get(matter) ?? [];
    members.set(matter, others);
    for (const other of others) found.push([other, at]);
    others.push(at);
  }
  return found;
}

/** How many of the true pairs linkage compares, and how many pairs it compares in all. Copies stand behind their representative. */
export function blockingOf(features: readonly Features[], truth: Truth, model: Model): Figures['blocking'] {
  const all = [...features].sort((x, y) => (x.recordId < y.recordId ? -1 : 1));
  const classes = contentClasses(all, new Set(), model);
  const place = new Map(all.map(({ recordId }, at) => [recordId, at]));
  const standsAt = all.map(({ recordId }) => place.get(classes.get(recordId) as string) as number);
  const distinct = all.filter((_, at) => standsAt[at] === at);
  const home = distinct.map(({ recordId }) => place.get(recordId) as number);
  const keyOf = (x: number, y: number): number => Math.min(x, y) * all.length + Math.max(x, y);
  const wanted = truePairs(all, truth);
  const missing = new Set(wanted.map(([x, y]) => keyOf(standsAt[x] as number, standsAt[y] as number)));
  let candidates = 0;
  const met = (first: number, second: number): void => {
    missing.delete(keyOf(home[first] as number, home[second] as number));
  };
  eachCandidate(
    distinct,
    buildEpoch(all, model),
    model,
    (first, second) => {
      candidates++;
      met(first, second);
    },
    met,
  );
  for (const [x, y] of numberPairs(all, model)) missing.delete(keyOf(standsAt[x] as number, standsAt[y] as number));
  const seen = wanted.filter(([x, y]) => {
    const [left, right] = [standsAt[x] as number, standsAt[y] as number];
    return left === right || !missing.has(keyOf(left, right));
  });
  return {
    recall: wanted.length === 0 ? 1 : seen.length / wanted.length,
    candidatesPerRecord: all.length === 0 ? 0 : candidates / all.length,
  };
}
