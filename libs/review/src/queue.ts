import { type MatterRelation, probability } from '#libs/linkage';
import { type Decision, inOrder, pairKey } from './decisions.js';
import { inSample, sampleRank } from './sample.js';

/** An edge between two matters. */
export interface CrossEdge {
  a: string;
  b: string;
  /** 1/100 bit. */
  score: number;
  relation: MatterRelation;
}

/** REVIEW: two matters that may be one. The others are drawn at random: a pair inside one matter, a pair that nothing links. */
export type ItemKind = 'REVIEW' | 'AUTO' | 'DISTINCT';

/** A question to officers: are these two the same facts? */
export interface QueueItem {
  kind: ItemKind;
  /** Matters of the two records; one and the same for AUTO. */
  matters: [string, string];
  /** The pair of records that speaks most for it, the smaller id first. */
  a: string;
  b: string;
  /** 1/100 bit. */
  best: number;
  /** Edges between the two matters. */
  edges: number;
  /** Records of both sides. */
  members: number;
  /** p(1−p) × packet weight × members. */
  value: number;
}

/** What a queue is made of. */
export interface QueueInput {
  /** Edges whose score asks for a look, of one matter or between two. */
  edges: readonly CrossEdge[];
  matterOf: (recordId: string) => string | undefined;
  sizeOf: (matterId: string) => number;
  /** Weight of a matter in the packets. */
  weightOf: (matterId: string) => number;
  standing: readonly Decision[];
  /** True where the evidence of a pair is no longer that on which the word was given. */
  isNew: (word: Decision) => boolean;
}

/** Share of doubt × weight × how many records the answer moves. */
export function expectedValue(score: number, weight: number, members: number): number {
  const p = probability(score);
  return p * (1 - p) * weight * members;
}

/**
 * Pairs of matters that wait for an officer, the most valuable first, ties by record id. A pair of matters between which a
 * CANNOT stands is answered; one under UNSURE comes back with an edge that the word does not name, or with other evidence.
 */
export function reviewItems(input: QueueInput): QueueItem[] {
  const { edges, matterOf, sizeOf, weightOf } = input;
  const apart = betweenMatters(input, 'CANNOT');
  const unsure = new Map(
    input.standing.filter(({ kind }) => kind === 'UNSURE').map((word) => [pairKey(word.a, word.b), word] as const),
  );
  const items = new Map<string, { item: QueueItem; open: boolean }>();
  for (const edge of edges) {
    const [left, right] = [matterOf(edge.a), matterOf(edge.b)];
    if (left === undefined || right === undefined || left === right) continue;
    const key = pairKey(left, right);
    if (apart.has(key)) continue;
    const word = unsure.get(pairKey(edge.a, edge.b));
    const open = word === undefined || input.isNew(word);
    const held = items.get(key);
    const better = held === undefined || isBetter(edge, held.item);
    const members = sizeOf(left) + sizeOf(right);
    const weight = Math.max(weightOf(left), weightOf(right));
    const item: QueueItem = better
      ? { ...questionOf('REVIEW', edge, [left, right]), members, value: expectedValue(edge.score, weight, members) }
      : held.item;
    items.set(key, { item: { ...item, edges: (held?.item.edges ?? 0) + 1 }, open: open || held?.open === true });
  }
  return [...items.values()]
    .filter(({ open }) => open)
    .map(({ item }) => item)
    .sort(byValue);
}

const isBetter = (edge: CrossEdge, item: QueueItem): boolean =>
  edge.score > item.best || (edge.score === item.best && pairKey(edge.a, edge.b) < pairKey(item.a, item.b));

const questionOf = (kind: ItemKind, { a, b, score }: CrossEdge, matters: [string, string]): QueueItem => ({
  kind,
  matters,
  ...inOrder(a, b),
  best: score,
  edges: 1,
  members: 2,
  value: 0,
});

const byValue = (x: QueueItem, y: QueueItem): number =>
  y.value - x.value || (pairKey(x.a, x.b) < pairKey(y.a, y.b) ? -1 : 1);

function betweenMatters({ standing, matterOf }: QueueInput, kind: Decision['kind']): Set<string> {
  const found = new Set<string>();
  for (const word of standing) {
    const [left, right] = [matterOf(word.a), matterOf(word.b)];
    if (word.kind === kind && left && right && left !== right) found.add(pairKey(left, right));
  }
  return found;
}

/**
 * The tenth of `pairs` that chance (a digest of the two ids) draws and no officer has judged, in the order of that chance.
 * Pairs of an unknown record are left out.
 */
export function sampleItems(
  kind: 'AUTO' | 'DISTINCT',
  pairs: readonly CrossEdge[],
  matterOf: (recordId: string) => string | undefined,
  judged: ReadonlySet<string>,
): QueueItem[] {
  const drawn = pairs
    .filter(({ a, b, relation }) => relation === kind && inSample(a, b) && !judged.has(pairKey(a, b)))
    .flatMap((pair): QueueItem[] => {
      const [left, right] = [matterOf(pair.a), matterOf(pair.b)];
      return left === undefined || right === undefined ? [] : [questionOf(kind, pair, [left, right])];
    });
  return byChance(drawn);
}

/** Pairs on which others have given their word and `officer` has not, in the order of chance: to measure how far they agree. */
export function secondLooks(
  decisions: readonly Decision[],
  officer: string,
  matterOf: (recordId: string) => string | undefined,
): QueueItem[] {
  const given = decisions.filter(({ kind }) => kind !== 'REVOKE');
  const own = new Set(given.filter((word) => word.officer === officer).map(({ a, b }) => pairKey(a, b)));
  const others = new Map(given.map(({ a, b }) => [pairKey(a, b), { a, b }] as const));
  const left = [...others]
    .filter(([key]) => !own.has(key))
    .flatMap(([, { a, b }]): QueueItem[] => {
      const [one, other] = [matterOf(a), matterOf(b)];
      if (one === undefined || other === undefined) return [];
      return [questionOf('REVIEW', { a, b, score: 0, relation: 'REVIEW' }, [one, other])];
    });
  return byChance(left);
}

/** In the order of chance. Digests are made once a pair and not once a comparison. */
const byChance = (items: readonly QueueItem[]): QueueItem[] =>
  items
    .map((item) => ({ item, rank: sampleRank(item.a, item.b) }))
    .sort((x, y) => (x.rank < y.rank ? -1 : 1))
    .map(({ item }) => item);

const EVERY = 10;

/** One list: each tenth question is drawn at random, by turns from both samples, so that estimates cost a tenth of the work. */
export function interleave(
  items: readonly QueueItem[],
  auto: readonly QueueItem[],
  distinct: readonly QueueItem[],
): QueueItem[] {
  const drawn: QueueItem[] = [];
  for (let at = 0; at < Math.max(auto.length, distinct.length); at++)
    drawn.push(...[auto[at], distinct[at]].filter((item) => item !== undefined));
  const list: QueueItem[] = [];
  const [asked, random] = [[...items], drawn];
  while (asked.length + random.length > 0) {
    const turn = (list.length + 1) % EVERY === 0;
    const next = (turn ? random.shift() : asked.shift()) ?? asked.shift() ?? random.shift();
    if (next) list.push(next);
  }
  return list;
}
