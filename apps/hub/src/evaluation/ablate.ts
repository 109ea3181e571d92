import { pairwise, type Quality } from '#libs/evaluation';
import { linkFeatures, MODEL_1, type Model } from '#libs/linkage';
import type { LinkedSet } from './evaluate.js';

/** Sections of the model that weigh one kind of evidence. */
const WEIGHTS = [
  'unit',
  'person',
  'number',
  'topic',
  'time',
  'amount',
  'body',
  'title',
  'words',
  'thing',
  'act',
] as const satisfies readonly (keyof Model)[];

/** Leaves that say how to look and not what it is worth. */
const NO_WEIGHT = new Set(['share', 'placeShare', 'swappedBody', 'commonShare', 'minimumGrams']);

/** The section with every weight at nought; of `[level, bits]` the bits. */
function weightless(value: unknown, key = ''): unknown {
  if (NO_WEIGHT.has(key)) return value;
  if (typeof value === 'number') return 0;
  if (Array.isArray(value)) return value.map(([level]) => [level, 0]);
  return Object.fromEntries(Object.entries(value as object).map(([name, part]) => [name, weightless(part, name)]));
}

/** The shipped model with one thing taken away, by name. */
function variants(): [string, Model][] {
  const { thresholds, noAnchor, origin } = MODEL_1;
  const never = Number.MAX_SAFE_INTEGER;
  return [
    ['完整', MODEL_1],
    ...WEIGHTS.map((section): [string, Model] => [
      `−${section}`,
      { ...MODEL_1, [section]: weightless(MODEL_1[section]) } as Model,
    ]),
    ['−otherHand', { ...MODEL_1, otherHand: 0 }],
    ['−pairFloor', { ...MODEL_1, thresholds: { ...thresholds, pairFloor: -never } }],
    ['−noAnchor', { ...MODEL_1, noAnchor: { ...noAnchor, ceiling: never } }],
    ['−boilerplate', { ...MODEL_1, boilerplateMinimum: never }],
    ['−slips', { ...MODEL_1, origin: { ...origin, slips: 0, within: 2 } }],
  ];
}

export interface Ablation {
  name: string;
  matters: Quality;
  origins: Quality;
}

/** What each comparator and guard is worth: the same features, linked without it. */
export function ablate({ features, truth }: LinkedSet, watch: (done: number, of: number) => void): Ablation[] {
  const all = variants();
  return all.map(([name, model], at) => {
    watch(at, all.length);
    const { clusters, origins } = linkFeatures(features, [], model);
    const found = new Map(clusters.flatMap(({ id, members }) => members.map((member) => [member, id] as const)));
    return { name, matters: pairwise(found, truth.matters), origins: pairwise(origins, truth.origins ?? new Map()) };
  });
}
