import {
  comparePair,
  explainBar,
  type HowStep,
  howOf,
  originEdge,
  probability,
  type ScoredPair,
  whyNot,
  whyNotWords,
} from '#libs/linkage';
import type { Database } from '#libs/persistence';
import { type Decision, pairKey, partition, scoresOf, standing, wordsAfter } from '#libs/review';
import { cardsOf, type RecordCard } from './cards.js';
import type { Linked, LinkedPairs } from './linked-pairs.js';
import { originCounter } from './prepare.js';
import { matterNamed } from './references.js';
import { readDecisions } from './store.js';

/** The bars of one pair; they add up to its score. */
export interface Waterfall {
  a: string;
  b: string;
  /** 1/100 bit. */
  score: number;
  /** 0–1. */
  probability: number;
  relation: string;
  bars: { field: string; level: string; bits: number; sentence: string }[];
}

/** Records that were one before any score was asked, and why. */
export interface GivenGroup {
  records: string[];
  reasons: { a: string; b: string; kind: 'MUST' | 'ORIGIN'; reason: string }[];
}

export interface MatterExplanation {
  matterId: string;
  records: RecordCard[];
  independentOrigins: number;
  given: GivenGroup[];
  /** Merges in order. */
  steps: HowStep[];
  /** The pair of the matter that speaks least for it. */
  weakest?: ScoredPair;
  /** Best pair of each merge, and the weakest of all. */
  pairs: Waterfall[];
}

export interface WhyNotView {
  matters: [string, string];
  records: RecordCard[];
  best: Waterfall;
  weakest: ScoredPair;
  /** Mean link of the two matters, and what it would have to be; 1/100 bit. */
  link: number;
  needed: number;
  obstacles: { kind: string; a?: string; b?: string; sentence: string }[];
  /** What the best pair would be worth if both agreed in something more. */
  changes: { fields: string[]; words: string; score: number; relation: string }[];
  /** The fewest of these with which it would merge by itself. */
  together?: { fields: string[]; words: string; score: number };
}

/** Why records are one matter, and why two matters are not one. Computed by what links, from what is stored. */
export class Explanations {
  constructor(
    private readonly db: Database,
    private readonly pairs: LinkedPairs,
  ) {}

  /** @throws AppError `E-MATTER-UNKNOWN` */
  matter(name: string): Promise<MatterExplanation> {
    return this.db.read(async (reads) => {
      const { matterId, members } = await matterNamed(reads, name);
      const decisions = await readDecisions(reads);
      const words = wordsAfter(decisions, []);
      const linked = await this.pairs.around(reads, members, words);
      const score = scoresOf(linked.hood);
      const { given, steps, roots } = partition(linked.hood, words, score);
      const how = howOf(members, given, steps, score);
      const cards = cardsOf(membersOnly(linked, members), linked.registries);
      const key = new Map(
        [...how.steps.map(({ best }) => best), ...(how.weakest ? [how.weakest] : [])].map((pair) => [
          pairKey(pair.a, pair.b),
          pair,
        ]),
      );
      return {
        matterId,
        records: members.flatMap((id) => cards.get(id) ?? []),
        independentOrigins: originCounter(linked.records)(members, roots),
        given: how.given.map((records) => ({ records, reasons: reasonsOf(records, linked, decisions) })),
        steps: how.steps,
        ...(how.weakest ? { weakest: how.weakest } : {}),
        pairs: [...key.values()].map(({ a, b }) => waterfall(a, b, linked)),
      };
    });
  }

  /** @throws AppError `E-MATTER-UNKNOWN` */
  whyNot(first: string, second: string): Promise<WhyNotView> {
    return this.db.read(async (reads) => {
      const [left, right] = [await matterNamed(reads, first), await matterNamed(reads, second)];
      const words = wordsAfter(await readDecisions(reads), []);
      const ids = [...left.members, ...right.members];
      const linked = await this.pairs.around(reads, ids, words);
      const { hood } = linked;
      const side = (members: readonly string[]) => members.flatMap((id) => hood.features.get(id) ?? []);
      const { roots } = partition(hood, words);
      const found = whyNot(side(left.members), side(right.members), roots, words, hood.epoch, hood.model);
      const cards = cardsOf(membersOnly(linked, ids), linked.registries);
      const { best, single, together, weakest, link, needed, obstacles } = found;
      return {
        matters: [left.matterId, right.matterId],
        records: ids.flatMap((id) => cards.get(id) ?? []),
        best: waterfall(best.a, best.b, linked),
        weakest,
        link,
        needed,
        obstacles,
        changes: single.map((change) => ({ ...change, words: worded(change.fields) })),
        ...(together
          ? { together: { fields: together.fields, words: worded(together.fields), score: together.score } }
          : {}),
      };
    });
  }
}

const worded = (fields: readonly string[]): string => fields.map(whyNotWords).join('、');

const membersOnly = ({ records }: Linked, ids: readonly string[]) => ids.flatMap((id) => records.get(id) ?? []);

function waterfall(a: string, b: string, { hood }: Linked): Waterfall {
  const [x, y] = [hood.features.get(a), hood.features.get(b)];
  if (!x || !y) throw new Error('pair of unknown records');
  const { score, relation, bars } = comparePair(x, y, hood.epoch, hood.model);
  return {
    a,
    b,
    score,
    probability: probability(score),
    relation,
    bars: bars.map((bar) => ({ field: bar.field, level: bar.level, bits: bar.bits, sentence: explainBar(bar) })),
  };
}

/** The officers' words and the origins inside a group that was one from the start. */
function reasonsOf(
  records: readonly string[],
  { hood }: Linked,
  decisions: readonly Decision[],
): GivenGroup['reasons'] {
  const inside = new Set(records);
  const within = ({ a, b }: { a: string; b: string }): boolean => inside.has(a) && inside.has(b);
  const musts = standing(decisions)
    .filter((word) => word.kind === 'MUST' && within(word))
    .map(({ a, b, officer }) => ({ a, b, kind: 'MUST' as const, reason: `人工决定（${officer}）` }));
  const origins = hood.edges
    .filter((edge) => edge.relation === 'ORIGIN' && within(edge))
    .map(({ a, b }) => {
      const [x, y] = [hood.features.get(a), hood.features.get(b)];
      return { a, b, kind: 'ORIGIN' as const, reason: x && y ? originEdge(x, y, hood.model).reason : '' };
    });
  return [...musts, ...origins];
}
