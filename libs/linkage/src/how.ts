import type { MergeStep, PairScore } from './types.js';

/** A pair of records with its score, 1/100 bit. */
export interface ScoredPair {
  a: string;
  b: string;
  score: number;
}

/** One merge with what was merged: both groups, their mean link, the pair that speaks most for it and the one that speaks least. */
export interface HowStep {
  left: string[];
  right: string[];
  link: number;
  best: ScoredPair;
  weakest: ScoredPair;
}

/** How one cluster came to be. */
export interface How {
  /** Groups of two and more that were one before any score was asked. */
  given: string[][];
  steps: HowStep[];
  /** Over all pairs of the cluster; nothing for a single record. */
  weakest?: ScoredPair;
}

const pairsBetween = (left: readonly string[], right: readonly string[], score: PairScore): ScoredPair[] =>
  left.flatMap((x) => right.map((y) => ({ ...(x < y ? { a: x, b: y } : { a: y, b: x }), score: score(x, y).score })));

const extreme = (pairs: readonly ScoredPair[], sign: 1 | -1): ScoredPair =>
  pairs.reduce((held, pair) => (sign * (pair.score - held.score) > 0 ? pair : held));

/** The pair with the highest and the pair with the lowest score between two groups, ties by record id. */
export function extremes(
  left: readonly string[],
  right: readonly string[],
  score: PairScore,
): { best: ScoredPair; weakest: ScoredPair } {
  const pairs = pairsBetween([...left].sort(), [...right].sort(), score);
  return { best: extreme(pairs, 1), weakest: extreme(pairs, -1) };
}

/** Replays the merges of one cluster. `given` and `steps` are those of its component; both name groups by their smallest record. */
export function howOf(
  members: readonly string[],
  given: readonly (readonly string[])[],
  steps: readonly MergeStep[],
  score: PairScore,
): How {
  const inside = new Set(members);
  const own = given.filter(([first]) => first !== undefined && inside.has(first)).map((group) => [...group].sort());
  const groups = new Map(own.map((group) => [group[0] as string, group]));
  const replayed = steps
    .filter(({ a }) => inside.has(a))
    .map(({ a, b, link }): HowStep => {
      const left = groups.get(a) ?? [a];
      const right = groups.get(b) ?? [b];
      groups.set(a, [...left, ...right].sort());
      groups.delete(b);
      return { left, right, link, ...extremes(left, right, score) };
    });
  const sorted = [...members].sort();
  const pairs = sorted.flatMap((x, at) => pairsBetween([x], sorted.slice(at + 1), score));
  return {
    given: own.filter((group) => group.length > 1),
    steps: replayed,
    ...(pairs.length > 0 ? { weakest: extreme(pairs, -1) } : {}),
  };
}
