import {
  clusterSteps,
  comparePair,
  contentClasses,
  type Edge,
  type Epoch,
  type Features,
  isBond,
  type MergeStep,
  type Model,
  originEdge,
  originRoots,
  type PairDecision,
  type PairScore,
  UnionFind,
} from '#libs/linkage';
import { pairKey } from './decisions.js';

/** Records that words on some of them can reach, with every edge among them. */
export interface Neighbourhood {
  features: ReadonlyMap<string, Features>;
  edges: readonly Edge[];
  epoch: Epoch;
  model: Model;
}

/** A partition of a neighbourhood. */
export interface Partition {
  /** Sorted, each by record id. */
  clusters: string[][];
  /** Root of origin of each record. */
  roots: Map<string, string>;
  /** Sets that were one before any score was asked: MUST, origins, copies. */
  given: string[][];
  steps: MergeStep[];
}

/** Scores of the pairs of a neighbourhood, each compared once. */
export function scoresOf({ features, epoch, model }: Neighbourhood): PairScore {
  const known = new Map<string, ReturnType<PairScore>>();
  return (a, b) => {
    const key = pairKey(a, b);
    let scored = known.get(key);
    if (!scored) {
      scored = comparePair(features.get(a) as Features, features.get(b) as Features, epoch, model);
      known.set(key, scored);
    }
    return scored;
  };
}

/**
 * The clusters of a neighbourhood under `words`: for these records the same as a run over all of them, as no merge leaves a component.
 */
export function partition(hood: Neighbourhood, words: readonly PairDecision[], score = scoresOf(hood)): Partition {
  const { features, model } = hood;
  const known = words.filter(({ a, b }) => features.has(a) && features.has(b));
  const single = new Set(known.flatMap(({ a, b }) => [a, b]));
  const classes = contentClasses([...features.values()], single, model);
  const classOf = (id: string): string => classes.get(id) as string;
  const origins = originEdges(hood, single);
  const copies = new Map<string, string[]>();
  for (const id of [...features.keys()].sort()) copies.set(classOf(id), [...(copies.get(classOf(id)) ?? []), id]);
  const whole = (ids: readonly string[]): string[] => ids.flatMap((id) => copies.get(id) ?? [id]).sort();
  const joined = origins
    .map(({ a, b }) => ({ a: classOf(a), b: classOf(b), relation: 'ORIGIN' }))
    .filter(({ a, b }) => a !== b);
  const bonds = hood.edges.filter((edge) => edge.type === 'MATTER' && isBond(edge, model));
  const found: Partition = { clusters: [], roots: new Map(), given: [], steps: [] };
  for (const component of componentsOf(hood, classOf, [...copies.keys()], known, joined)) {
    const { clusters, steps } = clusterSteps(component, score, known, joined, model, bonds);
    found.clusters.push(...clusters.map(whole));
    found.steps.push(...steps);
    found.given.push(...clusterSteps(component, score, known, joined, withoutScores(model), []).clusters.map(whole));
  }
  found.clusters.sort((x, y) => ((x[0] as string) < (y[0] as string) ? -1 : 1));
  const barred = new Set(known.filter(({ kind }) => kind !== 'MUST').map(({ a, b }) => pairKey(a, b)));
  const roots = origins.filter(({ a, b }) => !barred.has(pairKey(a, b)));
  found.roots = originRoots(features.values(), roots);
  return found;
}

/** Under this model no score joins anything. */
const withoutScores = (model: Model): Model => ({
  ...model,
  thresholds: { ...model.thresholds, link: Number.POSITIVE_INFINITY, component: Number.POSITIVE_INFINITY },
});

/** Stored origins, and those between equal texts of which one is decided on: it stands for itself now and is compared with each copy. */
function originEdges({ features, edges, model }: Neighbourhood, single: ReadonlySet<string>) {
  const found = new Map<string, { a: string; b: string; relation: 'ORIGIN' }>();
  const add = (a: string, b: string): void => void found.set(pairKey(a, b), { a, b, relation: 'ORIGIN' });
  for (const edge of edges) if (edge.type === 'ORIGIN' && isBond(edge, model)) add(edge.a, edge.b);
  const texts = new Map<string, Features[]>();
  for (const item of features.values()) texts.set(item.fingerprint, [...(texts.get(item.fingerprint) ?? []), item]);
  for (const id of single) {
    const item = features.get(id) as Features;
    for (const other of texts.get(item.fingerprint) ?? [])
      if (other !== item && originEdge(item, other, model).relation === 'ORIGIN') add(id, other.recordId);
  }
  return [...found.values()];
}

function componentsOf(
  { edges, model }: Neighbourhood,
  classOf: (id: string) => string,
  representatives: readonly string[],
  words: readonly PairDecision[],
  origins: readonly { a: string; b: string }[],
): string[][] {
  const sets = new UnionFind(representatives);
  const join = (a: string, b: string): void => void sets.union(classOf(a), classOf(b));
  for (const edge of edges) if (isBond(edge, model)) join(edge.a, edge.b);
  for (const { a, b } of origins) join(a, b);
  for (const { a, b, kind } of words) if (kind === 'MUST') join(a, b);
  return sets.groups();
}
