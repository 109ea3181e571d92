import type { Model } from './model.js';
import { PairTable } from './pair-table.js';
import type { MergeStep, PairDecision, PairScore } from './types.js';
import { UnionFind } from './union-find.js';

export interface OriginPair {
  a: string;
  b: string;
  relation: string | undefined;
}

export interface ClusterResult {
  /** Sorted, each by record id. */
  clusters: string[][];
  /** MUST chains that hold a CANNOT pair. They are not resolved: no MUST of such a chain is followed until an officer does. */
  clashes: { a: string; b: string }[];
  /** The component was larger than the model allows and its weakest bonds were cut first. */
  oversize: boolean;
  steps: MergeStep[];
}

const within = (ids: ReadonlySet<string>, pair: { a: string; b: string }): boolean =>
  ids.has(pair.a) && ids.has(pair.b);

const byIds = (x: { a: string; b: string }, y: { a: string; b: string }): number =>
  x.a < y.a ? -1 : x.a > y.a ? 1 : x.b < y.b ? -1 : x.b > y.b ? 1 : 0;

const ordered = <T extends { a: string; b: string }>(pair: T): T =>
  pair.a <= pair.b ? pair : { ...pair, a: pair.b, b: pair.a };

/** Sets that are one before any score is asked: officers' MUST, then origins where no CANNOT stands between. */
class Given {
  readonly groups: UnionFind;
  readonly origins: UnionFind;
  readonly clashes: { a: string; b: string }[] = [];
  readonly apart: PairDecision[];

  constructor(ids: readonly string[], decisions: readonly PairDecision[], originEdges: readonly OriginPair[]) {
    const known = new Set(ids);
    const inside = decisions
      .filter((decision) => within(known, decision))
      .map(ordered)
      .sort(byIds);
    this.apart = inside.filter(({ kind }) => kind !== 'MUST');
    this.groups = this.mustGroups(ids, inside);
    this.origins = new UnionFind(ids);
    const edges = originEdges
      .filter((edge) => edge.relation === 'ORIGIN' && within(known, edge))
      .map(ordered)
      .sort(byIds);
    for (const { a, b } of edges)
      if (!this.keptApart(a, b)) {
        this.groups.union(a, b);
        this.origins.union(a, b);
      }
  }

  private mustGroups(ids: readonly string[], decisions: readonly PairDecision[]): UnionFind {
    const musts = decisions.filter(({ kind }) => kind === 'MUST');
    const wished = new UnionFind(ids);
    for (const { a, b } of musts) wished.union(a, b);
    const broken = new Set<string>();
    for (const { a, b, kind } of decisions)
      if (kind === 'CANNOT' && wished.find(a) === wished.find(b)) {
        broken.add(wished.find(a));
        this.clashes.push({ a, b });
      }
    const groups = new UnionFind(ids);
    for (const { a, b } of musts) if (!broken.has(wished.find(a))) groups.union(a, b);
    return groups;
  }

  private keptApart(a: string, b: string): boolean {
    const x = this.groups.find(a);
    const y = this.groups.find(b);
    return this.apart.some((pair) => {
      const left = this.groups.find(pair.a);
      const right = this.groups.find(pair.b);
      return (left === x && right === y) || (left === y && right === x);
    });
  }
}

/** A pair whose score may merge it. */
export interface Bond {
  a: string;
  b: string;
  score: number;
}

/** Parts of at most `model.thresholds.component` groups: the threshold of a bond rises bit by bit inside what is too large. */
function partsOf(groups: string[][], bonds: readonly Bond[], model: Model): string[][][] {
  const { component, link } = model.thresholds;
  if (groups.length <= component) return [groups];
  const headOf = new Map(groups.flatMap((group) => group.map((id): [string, string] => [id, group[0] as string])));
  const between = bonds.map(({ a, b, score }) => ({ a: headOf.get(a), b: headOf.get(b), score }));
  const split = (part: string[][], threshold: number): string[][][] => {
    if (part.length <= component) return [part];
    const inside = new Set(part.map((group) => group[0] as string));
    const sets = new UnionFind(inside);
    for (const { a, b, score } of between)
      if (a && b && score >= threshold && inside.has(a) && inside.has(b)) sets.union(a, b);
    const parts = new Map<string, string[][]>();
    for (const group of part) {
      const root = sets.find(group[0] as string);
      parts.set(root, [...(parts.get(root) ?? []), group]);
    }
    return [...parts.values()].flatMap((next) => split(next, threshold + 100));
  };
  return split(groups, link);
}

/**
 * Constrained average linkage of one component. A function of the sets only: the order of `records`, `decisions`
 * and `originEdges` is of no account. Two groups join when the mean over pairs of origins (of an origin's copies the
 * best-informed pair counts) is at least `thresholds.link`, no pair of origins is below `pairFloor`, some pair is
 * anchored, and no officer or veto keeps them apart. `bonds` are the pairs by which a component that is too large is
 * divided: those that were compared because they share enough keys; where none are given, all.
 */
export function clusterSteps(
  records: readonly string[],
  score: PairScore,
  decisions: readonly PairDecision[],
  originEdges: readonly OriginPair[],
  model: Model,
  bonds: readonly Bond[] = bondsOf(records, score, model),
): ClusterResult {
  const ids = [...new Set(records)].sort();
  const given = new Given(ids, decisions, originEdges);
  const groups = given.groups.groups();
  const parts = partsOf(groups, bonds, model);
  const clusters: string[][] = [];
  const steps: MergeStep[] = [];
  for (const part of parts) {
    const table = new PairTable(part, given.origins, given.apart, score, model);
    for (let step = table.mergeBest(); step; step = table.mergeBest()) steps.push(step);
    clusters.push(...table.groups());
  }
  clusters.sort((x, y) => ((x[0] as string) < (y[0] as string) ? -1 : 1));
  return { clusters, clashes: given.clashes, oversize: parts.length > 1, steps };
}

/** Every pair that its score may merge. */
const bondsOf = (records: readonly string[], score: PairScore, model: Model): Bond[] =>
  records.flatMap((a, at) =>
    records
      .slice(0, at)
      .map((b) => ({ a, b, score: score(a, b).score }))
      .filter((bond) => bond.score >= model.thresholds.link),
  );

/** The clusters of {@link clusterSteps} alone. */
export function clusterComponent(
  records: readonly string[],
  score: PairScore,
  decisions: readonly PairDecision[],
  originEdges: readonly OriginPair[],
  model: Model,
): string[][] {
  return clusterSteps(records, score, decisions, originEdges, model).clusters;
}
