import { comparePair, explainBar, extremes, probability } from '#libs/linkage';
import type { Database, Reads } from '#libs/persistence';
import {
  type CrossEdge,
  type Decision,
  evidenceDiffers,
  type ItemKind,
  inOrder,
  inSample,
  interleave,
  pairKey,
  type QueueItem,
  recordRank,
  reviewItems,
  sampleItems,
  sampleRank,
  scoresOf,
  secondLooks,
  standing,
} from '#libs/review';
import { cardsOf, type RecordCard } from './cards.js';
import type { Linked, LinkedPairs } from './linked-pairs.js';
import { edgesToReview, mattersByRecord, readDecisions } from './store.js';

/** Two records to be judged, and what stands behind them. Blind, only the two cards are told. */
export interface ReviewItem {
  a: RecordCard;
  b: RecordCard;
  kind?: ItemKind;
  /** Matters of the two records, with their sizes. */
  matters?: { matterId: string; records: number }[];
  /** 1/100 bit. */
  score?: number;
  /** 0–1. */
  probability?: number;
  /** Over all pairs between the two matters, 1/100 bit. */
  weakest?: number;
  edges?: number;
  value?: number;
  /** Chinese, one line a bar; they add up to the score. */
  bars?: string[];
}

export interface QueueQuery {
  limit: number;
  /** Hides what the machine thinks. */
  blind?: boolean;
  /** Only what others have judged and this officer has not; always blind. */
  secondLookOf?: string;
}

export interface QueueView {
  items: ReviewItem[];
  /** Questions in all. */
  open: number;
}

/** A matter at a unit that is being inspected weighs this much more than one that no packet prints. */
const IN_PACKET = 3;
/** Records by chance among whose neighbours the sample of unlike pairs is drawn, and pairs taken at most. */
const DRAWN_RECORDS = 200;
const DRAWN_PAIRS = 40;

/** The queue of questions to officers. */
export class ReviewQueue {
  constructor(
    private readonly db: Database,
    private readonly pairs: LinkedPairs,
  ) {}

  /** The next questions, the most valuable first; each tenth drawn at random. */
  next({ limit, blind = false, secondLookOf }: QueueQuery): Promise<QueueView> {
    return this.db.read(async (reads) => {
      const decisions = await readDecisions(reads);
      const matters = await mattersByRecord(reads);
      const list =
        secondLookOf === undefined
          ? await this.questions(reads, decisions, matters)
          : secondLooks(decisions, secondLookOf, (id) => matters.get(id));
      const shown = list.slice(0, limit);
      const items = await this.views(reads, shown, matters, blind || secondLookOf !== undefined);
      return { items, open: list.length };
    });
  }

  private async questions(
    reads: Reads,
    decisions: readonly Decision[],
    matters: ReadonlyMap<string, string>,
  ): Promise<QueueItem[]> {
    const edges = (await edgesToReview(reads)) as CrossEdge[];
    const matterOf = (id: string): string | undefined => matters.get(id);
    const sizes = new Map<string, number>();
    for (const matter of matters.values()) sizes.set(matter, (sizes.get(matter) ?? 0) + 1);
    const printed = await mattersInPackets(reads);
    const words = standing(decisions);
    const items = reviewItems({
      edges,
      matterOf,
      sizeOf: (matter) => sizes.get(matter) ?? 0,
      weightOf: (matter) => (printed.has(matter) ? IN_PACKET : 1),
      standing: words,
      isNew: await this.newEvidence(reads, words),
    });
    const judged = new Set(words.map(({ a, b }) => pairKey(a, b)));
    const inside = edges.filter(({ a, b }) => matterOf(a) !== undefined && matterOf(a) === matterOf(b));
    const auto = sampleItems('AUTO', inside, matterOf, judged);
    return interleave(items, auto, sampleItems('DISTINCT', await this.unlike(reads, matters), matterOf, judged));
  }

  /** Words of UNSURE whose pair looks otherwise by now. */
  private async newEvidence(reads: Reads, words: readonly Decision[]): Promise<(word: Decision) => boolean> {
    const unsure = words.filter(({ kind, evidence }) => kind === 'UNSURE' && evidence !== undefined);
    const { hood } = await this.pairs.named(reads, [...new Set(unsure.flatMap(({ a, b }) => [a, b]))]);
    const changed = new Set(
      unsure.filter(({ a, b, evidence }) => {
        const [x, y] = [hood.features.get(a), hood.features.get(b)];
        return x && y && evidence && evidenceDiffers(evidence, comparePair(x, y, hood.epoch, hood.model));
      }),
    );
    return (word) => changed.has(word);
  }

  /** Pairs of neighbours at one unit that nothing links, as chance draws them: whatever is missed is among such pairs. */
  private async unlike(reads: Reads, matters: ReadonlyMap<string, string>): Promise<CrossEdge[]> {
    const rows = await reads.query<{ record_id: string; unit_now: string }>(
      'SELECT record_id, unit_now FROM record_unit WHERE unit_now IS NOT NULL ORDER BY record_id',
    );
    const drawn = drawnPairs(
      rows.map(({ record_id, unit_now }) => ({ recordId: record_id, unit: unit_now })),
      matters,
    );
    const { hood } = await this.pairs.named(reads, [...new Set(drawn.flatMap(({ a, b }) => [a, b]))]);
    return drawn.flatMap(({ a, b }): CrossEdge[] => {
      const [x, y] = [hood.features.get(a), hood.features.get(b)];
      if (!x || !y) return [];
      const { score, relation } = comparePair(x, y, hood.epoch, hood.model);
      return [{ a, b, score, relation }];
    });
  }

  private async views(
    reads: Reads,
    items: readonly QueueItem[],
    matters: ReadonlyMap<string, string>,
    blind: boolean,
  ): Promise<ReviewItem[]> {
    const asked = new Set(items.flatMap((item) => item.matters));
    const ids = [...matters].filter(([, matter]) => asked.has(matter)).map(([id]) => id);
    const linked = await this.pairs.named(reads, ids);
    const cards = cardsOf(linked.records.values(), linked.registries);
    return items.flatMap((item): ReviewItem[] => {
      const [a, b] = [cards.get(item.a), cards.get(item.b)];
      if (!a || !b) return [];
      return [blind ? { a: withoutMatter(a), b: withoutMatter(b) } : { a, b, ...behind(item, linked, matters) }];
    });
  }
}

/** That both records lie in one matter is what the machine thinks. */
const withoutMatter = (card: RecordCard): RecordCard => ({ ...card, matterId: '' });

function behind(item: QueueItem, linked: Linked, matters: ReadonlyMap<string, string>): Partial<ReviewItem> {
  const { hood } = linked;
  const { kind, edges, value } = item;
  const [x, y] = [hood.features.get(item.a), hood.features.get(item.b)];
  if (!x || !y) return {};
  const found = comparePair(x, y, hood.epoch, hood.model);
  const [left, right] = item.matters.map((matter) =>
    [...matters].filter(([, own]) => own === matter).map(([id]) => id),
  );
  const sides = [...new Set(item.matters)].map((matterId, at) => ({
    matterId,
    records: (at === 0 ? left : right)?.length ?? 0,
  }));
  const weakest =
    item.matters[0] === item.matters[1] ? found.score : extremes(left ?? [], right ?? [], scoresOf(hood)).weakest.score;
  return {
    kind,
    matters: sides,
    score: found.score,
    probability: probability(found.score),
    weakest,
    edges,
    value,
    bars: found.bars.map(explainBar),
  };
}

interface AtUnit {
  recordId: string;
  unit: string;
}

/** Pairs of records at one unit and in two matters that chance draws, in the order of chance. */
function drawnPairs(rows: readonly AtUnit[], matters: ReadonlyMap<string, string>): { a: string; b: string }[] {
  const atUnit = new Map<string, string[]>();
  for (const { recordId, unit } of rows) atUnit.set(unit, [...(atUnit.get(unit) ?? []), recordId]);
  const first = [...new Map(rows.map((row) => [row.recordId, recordRank(row.recordId)]))]
    .sort(([, x], [, y]) => (x < y ? -1 : 1))
    .slice(0, DRAWN_RECORDS)
    .map(([recordId]) => recordId);
  const units = new Map<string, string[]>();
  for (const { recordId, unit } of rows) units.set(recordId, [...(units.get(recordId) ?? []), unit]);
  const found = new Map<string, { a: string; b: string }>();
  for (const one of first)
    for (const other of (units.get(one) ?? []).flatMap((unit) => atUnit.get(unit) ?? []))
      if (other !== one && matters.get(one) !== matters.get(other) && inSample(one, other))
        found.set(pairKey(one, other), inOrder(one, other));
  return [...found.values()]
    .sort((x, y) => (sampleRank(x.a, x.b) < sampleRank(y.a, y.b) ? -1 : 1))
    .slice(0, DRAWN_PAIRS);
}

/** Matters that have a record at, or below, a unit of some round. */
async function mattersInPackets(reads: Reads): Promise<ReadonlySet<string>> {
  const parents = new Map(
    (await reads.query<{ unit_id: string; parent_id: string | null }>('SELECT unit_id, parent_id FROM unit')).map(
      (row) => [row.unit_id, row.parent_id],
    ),
  );
  const targets = new Set(
    (await reads.query<{ unit_id: string }>('SELECT DISTINCT unit_id FROM round_target')).map((row) => row.unit_id),
  );
  const inspected = (unit: string): boolean => {
    const passed = new Set<string>();
    for (let id: string | null | undefined = unit; id && !passed.has(id); id = parents.get(id)) {
      if (targets.has(id)) return true;
      passed.add(id);
    }
    return false;
  };
  const rows = await reads.query<{ matter_id: string; unit_now: string }>(
    `SELECT DISTINCT c.matter_id, u.unit_now FROM cluster_member c JOIN record_unit u ON u.record_id = c.record_id
     WHERE u.unit_now IS NOT NULL`,
  );
  return new Set(rows.filter((row) => inspected(row.unit_now)).map((row) => row.matter_id));
}
