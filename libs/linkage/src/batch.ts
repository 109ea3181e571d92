import { derivedId } from '#libs/kernel';
import { eachCandidate, numberPairs } from './candidate-pairs.js';
import { type Bond, clusterSteps, type OriginPair } from './cluster.js';
import { comparePair } from './compare.js';
import { contentClasses, contentKey } from './content-class.js';
import { buildEpoch } from './epoch.js';
import { featuresOf } from './features.js';
import { MODEL_1, type Model } from './model.js';
import { originRoots } from './origin.js';
import { isBond, matterEdge, originEdgeOf } from './pair-edges.js';
import type { Edge, Epoch, Features, LinkRecord, PairDecision, PairScore } from './types.js';
import { UnionFind } from './union-find.js';

export interface BatchResult {
  /** Every record is in one cluster; clusters and members sorted by record id. */
  clusters: { id: string; members: string[] }[];
  /** The record that stands for each record's content, and the key of that content. */
  contents: Map<string, { representative: string; contentKey: string }>;
  /** Root of origin of each record. */
  origins: Map<string, string>;
  /** What was found worth keeping: origins, pairs that may be one matter, and pairs about one person or thing. */
  edges: Edge[];
  epoch: Epoch;
  /** Pairs that officers declared both the same and different; to be resolved by them. */
  clashes: { a: string; b: string }[];
  /** Pairs that were scored because they share enough keys. */
  candidates: number;
}

/** Name of a matter: it follows from the smallest record in it. */
export const matterIdOf = (members: readonly string[]): string => derivedId('matter', [...members].sort()[0] ?? '');

/** Origin edges, each pair judged once however many ways lead to it. Pairs are places in `all`, lower first. */
class OriginEdges {
  private readonly judged = new Set<number>();
  private readonly found: Edge[] = [];

  constructor(
    private readonly all: readonly Features[],
    private readonly model: Model,
  ) {}

  /** `last` promises that no later call names the pair again: it need not be remembered. */
  add(first: number, second: number, last = false): void {
    const pair = first * this.all.length + second;
    if (this.judged.has(pair)) return;
    if (!last) this.judged.add(pair);
    const edge = originEdgeOf(this.all[first] as Features, this.all[second] as Features, this.model);
    if (edge) this.found.push(edge);
  }

  values(): readonly Edge[] {
    return this.found;
  }
}

interface Found {
  edges: Edge[];
  candidates: number;
}

function findEdges(all: readonly Features[], classes: ReadonlyMap<string, string>, epoch: Epoch, model: Model): Found {
  const origins = new OriginEdges(all, model);
  const matters: Edge[] = [];
  const placeOf = new Map(all.map((item, place) => [item.recordId, place]));
  for (const [place, item] of all.entries()) {
    const representative = placeOf.get(classes.get(item.recordId) as string) as number;
    if (representative !== place) origins.add(representative, place);
  }
  for (const [first, second] of numberPairs(all, model)) origins.add(first, second);
  const distinct = all.filter((item) => classes.get(item.recordId) === item.recordId);
  const places = distinct.map(({ recordId }) => placeOf.get(recordId) as number);
  let candidates = 0;
  eachCandidate(
    distinct,
    epoch,
    model,
    (first, second, close) => {
      const a = distinct[first] as Features;
      const b = distinct[second] as Features;
      if (close) origins.add(places[first] as number, places[second] as number, true);
      candidates++;
      const edge = matterEdge(a, b, epoch, model);
      if (edge) matters.push(edge);
    },
    (first, second) => origins.add(places[first] as number, places[second] as number),
  );
  return { edges: origins.values().concat(matters), candidates };
}

/** Components by bonds that may merge, origins and MUST; inside them copies stand behind their representative. */
function componentsOf(
  ids: readonly string[],
  edges: readonly Edge[],
  decisions: readonly PairDecision[],
  classes: ReadonlyMap<string, string>,
  model: Model,
): string[][] {
  const sets = new UnionFind(ids);
  const joined = (id: string): string => classes.get(id) as string;
  for (const edge of edges) if (isBond(edge, model)) sets.union(joined(edge.a), joined(edge.b));
  for (const { a, b, kind } of decisions) if (kind === 'MUST') sets.union(joined(a), joined(b));
  return sets.groups();
}

/**
 * The partition of a set of records, all in memory: the reference that every incremental way is measured against.
 * A function of the records, the decisions and the model; the order of both lists is of no account.
 * Decisions that name an unknown record are passed over.
 */
export function linkBatch(
  records: readonly LinkRecord[],
  decisions: readonly PairDecision[] = [],
  model: Model = MODEL_1,
): BatchResult {
  return linkFeatures(records.map(featuresOf), decisions, model);
}

/** {@link linkBatch} over features that are already there, under a frozen epoch where one is given. */
export function linkFeatures(
  given: readonly Features[],
  decisions: readonly PairDecision[],
  model: Model,
  frozen?: Epoch,
): BatchResult {
  const all = [...given].sort((x, y) => (x.recordId < y.recordId ? -1 : 1));
  const epoch = frozen ?? buildEpoch(all, model);
  const features = new Map(all.map((item) => [item.recordId, item]));
  const known = decisions.filter(({ a, b }) => features.has(a) && features.has(b));
  const single = new Set(known.flatMap(({ a, b }) => [a, b]));
  const classes = contentClasses(all, single, model);
  const score: PairScore = (a, b) =>
    comparePair(features.get(a) as Features, features.get(b) as Features, epoch, model);
  const { edges, candidates } = findEdges(all, classes, epoch, model);
  const representatives = all.map(({ recordId }) => recordId).filter((id) => classes.get(id) === id);
  const copies = new Map<string, string[]>();
  for (const { recordId } of all) {
    const representative = classes.get(recordId) as string;
    copies.set(representative, [...(copies.get(representative) ?? []), recordId]);
  }
  const originPairs: OriginPair[] = edges
    .filter(({ type }) => type === 'ORIGIN')
    .map(({ a, b, relation }) => ({ a: classes.get(a) as string, b: classes.get(b) as string, relation }))
    .filter(({ a, b }) => a !== b);
  const clusters: string[][] = [];
  const clashes: { a: string; b: string }[] = [];
  const bonds = edges.filter((edge) => edge.type === 'MATTER' && isBond(edge, model));
  const pairsOf = groupPairs(originPairs, known, bonds);
  for (const component of componentsOf(representatives, edges, known, classes, model)) {
    const inside = pairsOf(component);
    const found = clusterSteps(component, score, inside.decisions, inside.origins, model, inside.bonds);
    clashes.push(...found.clashes);
    for (const cluster of found.clusters) clusters.push(cluster.flatMap((id) => copies.get(id) ?? [id]).sort());
  }
  clusters.sort((x, y) => ((x[0] as string) < (y[0] as string) ? -1 : 1));
  const barred = new Set(known.filter(({ kind }) => kind !== 'MUST').flatMap(({ a, b }) => [`${a}|${b}`, `${b}|${a}`]));
  const roots = edges.filter(({ type, a, b }) => type === 'ORIGIN' && !barred.has(`${a}|${b}`));
  return {
    clusters: clusters.map((members) => ({ id: matterIdOf(members), members })),
    contents: new Map(
      all.map((item) => [
        item.recordId,
        {
          representative: classes.get(item.recordId) as string,
          contentKey: contentKey(item, single.has(item.recordId)),
        },
      ]),
    ),
    origins: originRoots(all, roots),
    edges,
    epoch,
    clashes,
    candidates,
  };
}

/** Origin pairs, decisions and bonds by record, so that a component asks only for its own. */
function groupPairs(
  origins: readonly OriginPair[],
  decisions: readonly PairDecision[],
  bonds: readonly Bond[],
): (ids: readonly string[]) => { origins: OriginPair[]; decisions: PairDecision[]; bonds: Bond[] } {
  const byFirst = <T extends { a: string }>(pairs: readonly T[]): Map<string, T[]> => {
    const map = new Map<string, T[]>();
    for (const pair of pairs) {
      const held = map.get(pair.a);
      if (held) held.push(pair);
      else map.set(pair.a, [pair]);
    }
    return map;
  };
  const originsOf = byFirst(origins);
  const decisionsOf = byFirst(decisions);
  const bondsOf = byFirst(bonds);
  return (ids) => ({
    origins: ids.flatMap((id) => originsOf.get(id) ?? []),
    decisions: ids.flatMap((id) => decisionsOf.get(id) ?? []),
    bonds: ids.flatMap((id) => bondsOf.get(id) ?? []),
  });
}
