import { buildEpoch, type Edge, type Epoch, featuresOf, isBond, MODEL_1, type PairDecision } from '#libs/linkage';
import type { Reads } from '#libs/persistence';
import type { Neighbourhood } from '#libs/review';
import { type PlacedRecord, recordsNamed } from '../known-record.js';
import { currentEpoch, epochTables } from '../link-epoch.js';
import { linkRecord } from '../link-record.js';
import { edgesAt } from '../link-store.js';
import { loadRegistries, type Registries } from '../registries.js';

/** Records of one read with what linkage makes of them. */
export interface Linked {
  registries: Registries;
  records: ReadonlyMap<string, PlacedRecord>;
  hood: Neighbourhood;
}

/** Reads what linkage found, so that pairs can be compared as it compares them: the same features, frequencies and edges. */
export class LinkedPairs {
  private held: { epochId: string; epoch: Epoch } | undefined;

  constructor(readonly division: string) {}

  /** Everything that words on `seeds` can reach: closed under edges that may merge and under MUST. */
  async around(reads: Reads, seeds: readonly string[], words: readonly PairDecision[]): Promise<Linked> {
    const registries = await loadRegistries(reads);
    const { ids, edges } = await closure(reads, seeds, words);
    return this.linked(reads, registries, ids, edges);
  }

  /** Just these records, without their edges. */
  async named(reads: Reads, recordIds: readonly string[]): Promise<Linked> {
    return this.linked(reads, await loadRegistries(reads), recordIds, []);
  }

  private async linked(
    reads: Reads,
    registries: Registries,
    ids: readonly string[],
    edges: readonly Edge[],
  ): Promise<Linked> {
    const records = await recordsNamed(reads, ids, registries, this.division);
    const features = records.map((record) => featuresOf(linkRecord(record, registries)));
    const byId = new Map(features.map((item) => [item.recordId, item]));
    const inside = edges.filter(({ a, b }) => byId.has(a) && byId.has(b));
    const epoch = await this.epoch(reads);
    return {
      registries,
      records: new Map(records.map((record) => [record.recordId, record])),
      hood: { features: byId, edges: inside, epoch, model: MODEL_1 },
    };
  }

  /** The tables under which matters stand now. Before the first epoch there are no matters to ask about. */
  private async epoch(reads: Reads): Promise<Epoch> {
    const current = await currentEpoch(reads);
    if (!current) return buildEpoch([], MODEL_1);
    if (this.held?.epochId !== current.epochId)
      this.held = { epochId: current.epochId, epoch: await epochTables(reads, current.epochId) };
    return this.held.epoch;
  }
}

async function closure(
  reads: Reads,
  seeds: readonly string[],
  words: readonly PairDecision[],
): Promise<{ ids: string[]; edges: Edge[] }> {
  const tied = new Map<string, string[]>();
  for (const { a, b, kind } of words) {
    if (kind !== 'MUST') continue;
    tied.set(a, [...(tied.get(a) ?? []), b]);
    tied.set(b, [...(tied.get(b) ?? []), a]);
  }
  const ids = new Set<string>();
  const edges = new Map<string, Edge>();
  for (let front = [...new Set(seeds)]; front.length > 0; ) {
    for (const id of front) ids.add(id);
    const found = await edgesAt(reads, front);
    for (const edge of found) edges.set(`${edge.type}|${edge.a}|${edge.b}`, edge);
    const next = found.filter((edge) => isBond(edge, MODEL_1)).flatMap(({ a, b }) => [a, b]);
    front = [...new Set([...next, ...front.flatMap((id) => tied.get(id) ?? [])])].filter((id) => !ids.has(id));
  }
  return { ids: [...ids], edges: [...edges.values()] };
}
