import {
  bcubed,
  connectedComponents,
  greedyBestMatch,
  type Partition,
  pairwise,
  pairwiseOn,
  type Quality,
  type ScoredPair,
  wilson,
} from '#libs/evaluation';
import { buildEpoch, comparePair, type Features, MODEL_1, type Model } from '#libs/linkage';
import { blockingOf } from './blocking.js';
import type { Figures, Linked, Truth } from './figures.js';

/** Any edge of origin is stronger than any score. */
const ORIGIN_SCORE = 100_000;

const scoreOf = (edge: Linked['edges'][number]): number =>
  edge.type === 'ORIGIN' ? (edge.relation === 'ORIGIN' ? ORIGIN_SCORE : Number.NEGATIVE_INFINITY) : edge.score;

/** Pairs of one matter as far as the truth knows: `undefined` where it does not. */
function judge({ matters, pairs = [] }: Truth): (a: string, b: string) => boolean | undefined {
  const said = new Map(pairs.flatMap(({ a, b, same }) => [[`${a}|${b}`, same] as const, [`${b}|${a}`, same] as const]));
  return (a, b) => {
    const [x, y] = [matters?.get(a), matters?.get(b)];
    return x === undefined || y === undefined ? said.get(`${a}|${b}`) : x === y;
  };
}

const quality = (found: Partition, { matters, pairs }: Truth): Quality =>
  matters ? pairwise(found, matters) : pairwiseOn(found, pairs ?? []);

function autoOf(linked: Linked, truth: Truth): Figures['auto'] {
  const same = judge(truth);
  let n = 0;
  let hits = 0;
  for (const { a, b, type, relation } of linked.edges) {
    if (type !== 'MATTER' || relation !== 'AUTO' || linked.matters.get(a) !== linked.matters.get(b)) continue;
    const right = same(a, b);
    if (right === undefined) continue;
    n++;
    if (right) hits++;
  }
  return { precision: n === 0 ? 1 : hits / n, wilsonLow: wilson(hits, n).low, n };
}

function unitsOf(features: readonly Features[], units: Partition): Figures['units'] {
  const named = features.filter(({ recordId }) => units.has(recordId));
  const resolved = named.filter((item) => item.units.length > 0);
  const right = resolved.filter((item) => item.units.includes(units.get(item.recordId) as string));
  return {
    top1: resolved.length === 0 ? 1 : right.length / resolved.length,
    coverage: named.length === 0 ? 1 : resolved.length / named.length,
  };
}

function barErrorsOf(features: readonly Features[], edges: Linked['edges'], model: Model): number {
  const byId = new Map(features.map((item) => [item.recordId, item]));
  const epoch = buildEpoch(features, model);
  let errors = 0;
  for (const { a, b, type, score } of edges) {
    const [x, y] = [byId.get(a), byId.get(b)];
    if (type !== 'MATTER' || !x || !y) continue;
    const compared = comparePair(x, y, epoch, model);
    let sum = 0;
    for (const { bits } of compared.bars) sum += bits;
    if (sum !== compared.score || compared.score !== score) errors++;
  }
  return errors;
}

/** Every figure over one linked set. `arrival`: record ids in the order in which they came. */
export function measure(
  features: readonly Features[],
  linked: Linked,
  truth: Truth,
  arrival: readonly string[],
  model: Model = MODEL_1,
): Figures {
  const scored: ScoredPair[] = linked.edges.map((edge) => ({ a: edge.a, b: edge.b, score: scoreOf(edge) }));
  const { auto } = model.thresholds;
  return {
    pairwise: quality(linked.matters, truth),
    bcubed: truth.matters ? bcubed(linked.matters, truth.matters) : null,
    auto: autoOf(linked, truth),
    blocking: blockingOf(features, truth, model),
    origins: truth.origins ? pairwise(linked.origins, truth.origins) : null,
    units: truth.units ? unitsOf(features, truth.units) : null,
    barErrors: barErrorsOf(features, linked.edges, model),
    baselines: {
      connectedComponents: quality(connectedComponents(arrival, scored, auto), truth),
      greedy: quality(greedyBestMatch(arrival, scored, auto), truth),
    },
  };
}
