import { csvRows, readProjectFile } from '#libs/kernel';
import { comparePair } from './compare.js';
import { extremes, type ScoredPair } from './how.js';
import type { Model } from './model.js';
import type { Comparison, Epoch, Features, MatterRelation, PairDecision, PairScore } from './types.js';

/** Why two groups are not one. `a`, `b`: the pair that shows it, where it is one pair. */
export interface Obstacle {
  kind: 'CANNOT' | 'UNSURE' | 'USCC' | 'ID_NUMBER' | 'OTHER_NAME' | 'CLEARED' | 'FLOOR' | 'ANCHOR' | 'LINK';
  a?: string;
  b?: string;
  /** Chinese; quotes no content. */
  sentence: string;
}

/** What the best pair would be worth if both records agreed in one more thing. */
export interface WhatIf {
  /** Things that agree then; each step adds one. */
  fields: string[];
  score: number;
  relation: MatterRelation;
}

export interface WhyNot {
  best: ScoredPair & { comparison: Comparison };
  weakest: ScoredPair;
  /** Mean over pairs of origins, 1/100 bit, and what it would have to be. */
  link: number;
  needed: number;
  obstacles: Obstacle[];
  /** Each thing that would raise the best pair, the one that raises it most first. */
  single: WhatIf[];
  /** The fewest of them, taken by their worth, with which the best pair would merge by itself; nothing where all together do not. */
  together?: WhatIf;
}

const SENTENCES = new Map(
  csvRows(readProjectFile('libs/linkage/data/why-not.csv')).map(({ kind, sentence }) => [kind ?? '', sentence ?? '']),
);

/** Chinese name of a field of {@link WhatIf}, or words for an obstacle. */
export const whyNotWords = (kind: string): string => SENTENCES.get(kind) ?? kind;

/** `other` as it would be if it said what `one` says of a field; nothing where `one` says nothing of it. */
const AGREEING: Readonly<Record<string, (other: Features, one: Features) => Features | undefined>> = {
  unit: (other, one) =>
    one.units.length > 0 ? { ...other, units: one.units, unitParents: one.unitParents, usccs: one.usccs } : undefined,
  person: (other, one) => (one.persons.length > 0 ? { ...other, persons: one.persons } : undefined),
  number: (other, one) =>
    one.numbers[0]
      ? { ...other, refs: [...other.refs, { norm: one.numbers[0].norm, relation: 'RECEIVED_FROM' }] }
      : undefined,
  contract: (other, one) => (one.contractNo ? { ...other, contractNo: one.contractNo } : undefined),
  time: (other, one) => (one.time ? { ...other, time: one.time } : undefined),
  amount: (other, one) => (one.amount ? { ...other, amount: one.amount } : undefined),
  thing: (other, one) => (one.things.length > 0 ? { ...other, things: one.things } : undefined),
  act: (other, one) => (one.acts.length > 0 ? { ...other, acts: one.acts } : undefined),
  topic: (other, one) => ({ ...other, domain: one.domain, disciplines: one.disciplines }),
};

/** Both sides agreeing in `field`: the side that says nothing of it takes what the other says. */
function agreeing(a: Features, b: Features, field: string): [Features, Features] {
  const change = AGREEING[field];
  const right = change?.(b, a);
  if (right) return [a, right];
  return [change?.(a, b) ?? a, b];
}

interface Scorer {
  epoch: Epoch;
  model: Model;
}

const whatIf = (a: Features, b: Features, fields: readonly string[], { epoch, model }: Scorer): WhatIf => {
  const [x, y] = fields.reduce<[Features, Features]>(([left, right], field) => agreeing(left, right, field), [a, b]);
  const { score, relation } = comparePair(x, y, epoch, model);
  return { fields: [...fields], score, relation };
};

function changes(a: Features, b: Features, now: Comparison, scorer: Scorer): Pick<WhyNot, 'single' | 'together'> {
  const single = Object.keys(AGREEING)
    .map((field) => whatIf(a, b, [field], scorer))
    .filter(({ score, relation }) => score > now.score || (score === now.score && relation !== now.relation))
    .sort((x, y) => y.score - x.score);
  const names = single.map(({ fields }) => fields[0] as string);
  for (let count = 1; count <= names.length; count++) {
    const together = whatIf(a, b, names.slice(0, count), scorer);
    if (together.relation === 'AUTO') return { single, together };
  }
  return { single };
}

/** Mean over pairs of origins, of an origin's copies the best-informed pair. */
function meanLink(
  left: readonly (readonly string[])[],
  right: readonly (readonly string[])[],
  score: PairScore,
): number {
  let sum = 0;
  for (const x of left) for (const y of right) sum += extremes(x, y, score).best.score;
  return Math.round(sum / (left.length * right.length));
}

function originsAmong(ids: readonly string[], roots: ReadonlyMap<string, string>): string[][] {
  const groups = new Map<string, string[]>();
  for (const id of ids) groups.set(roots.get(id) ?? id, [...(groups.get(roots.get(id) ?? id) ?? []), id]);
  return [...groups.values()];
}

/**
 * Why the records `left` and `right` are two matters: what stands between them, and what would change it.
 * Uses the same comparison as linkage; `roots` are the origins, `words` the officers' standing words.
 */
export function whyNot(
  left: readonly Features[],
  right: readonly Features[],
  roots: ReadonlyMap<string, string>,
  words: readonly PairDecision[],
  epoch: Epoch,
  model: Model,
): WhyNot {
  const byId = new Map([...left, ...right].map((item) => [item.recordId, item]));
  const of = (id: string): Features => byId.get(id) as Features;
  const compared = new Map<string, Comparison>();
  const score = (a: string, b: string): Comparison => {
    const key = a < b ? `${a}|${b}` : `${b}|${a}`;
    const held = compared.get(key) ?? comparePair(of(a), of(b), epoch, model);
    compared.set(key, held);
    return held;
  };
  const [ls, rs] = [left, right].map((side) => side.map(({ recordId }) => recordId).sort()) as [string[], string[]];
  const { best, weakest } = extremes(ls, rs, score);
  const link = meanLink(originsAmong(ls, roots), originsAmong(rs, roots), score);
  const pairs = ls.flatMap((a) => rs.map((b) => ({ a, b, ...score(a, b) })));
  const comparison = score(best.a, best.b);
  return {
    best: { ...best, comparison },
    weakest,
    link,
    needed: model.thresholds.link,
    obstacles: [
      ...words.filter(({ a, b }) => ls.includes(a) !== ls.includes(b)).flatMap(wordObstacle),
      ...pairs.flatMap(({ a, b, veto }) => (veto === undefined ? [] : [obstacle(veto as Obstacle['kind'], a, b)])),
      ...(weakest.score < model.thresholds.pairFloor ? [obstacle('FLOOR', weakest.a, weakest.b)] : []),
      ...(pairs.some(({ anchor }) => anchor) ? [] : [obstacle('ANCHOR')]),
      ...(link < model.thresholds.link ? [obstacle('LINK')] : []),
    ],
    ...changes(of(best.a), of(best.b), comparison, { epoch, model }),
  };
}

const obstacle = (kind: Obstacle['kind'], a?: string, b?: string): Obstacle => ({
  kind,
  ...(a !== undefined && b !== undefined ? { a, b } : {}),
  sentence: whyNotWords(kind),
});

const wordObstacle = ({ a, b, kind }: PairDecision): Obstacle[] => (kind === 'MUST' ? [] : [obstacle(kind, a, b)]);
