import { deflateSync, inflateSync } from 'node:zlib';
import type { Crowd, Edge, Features, Linked, LinkMemory, MatterRelation } from '#libs/linkage';
import type { Reads, Row } from '#libs/persistence';
import { groupBy } from './registry.js';
import { rowsFor, select } from './rows-for.js';

/** Features that were read lately. A place never changes what it names, so nothing here is ever out of date. */
export class FeatureCache {
  private readonly held = new Map<number, Features>();

  constructor(private readonly most = 4000) {}

  get(place: number): Features | undefined {
    const features = this.held.get(place);
    if (features) this.put(place, features);
    return features;
  }

  put(place: number, features: Features): void {
    this.held.delete(place);
    this.held.set(place, features);
    if (this.held.size > this.most) this.held.delete(this.held.keys().next().value as number);
  }

  clear(): void {
    this.held.clear();
  }
}

export const packed = (value: unknown): Uint8Array => deflateSync(JSON.stringify(value), { level: 1 });
export const unpacked = <T>(bytes: Uint8Array): T => JSON.parse(inflateSync(bytes).toString()) as T;

interface RecordRow {
  record_id: string;
  place: number;
  content_key: string;
  representative: string;
}

const COLUMNS = 'record_id, place, content_key, representative';

/** What was linked before, read from the tables in one snapshot. */
export class LinkStore implements LinkMemory {
  constructor(
    private readonly reads: Reads,
    private readonly cache: FeatureCache,
  ) {}

  byRecord(ids: readonly string[]): Promise<Linked[]> {
    return this.linked(ids, 'record_id');
  }

  byPlace(places: readonly number[]): Promise<Linked[]> {
    return this.linked(places, 'place');
  }

  ofContent(contentKey: string): Promise<Linked[]> {
    return this.linked([contentKey], 'content_key');
  }

  async known(ids: readonly string[]): Promise<string[]> {
    const rows = await rowsFor<RecordRow>(
      this.reads,
      ids,
      (marks) => `SELECT record_id FROM link_record WHERE record_id IN (${marks})`,
    );
    return rows.map(({ record_id }) => record_id);
  }

  async heads(contentKeys: readonly string[]): Promise<Map<string, string>> {
    const rows = await rowsFor<{ content_key: string; head: string }>(
      this.reads,
      contentKeys,
      (marks) =>
        `SELECT content_key, MIN(record_id) AS head FROM link_record WHERE content_key IN (${marks}) GROUP BY content_key`,
    );
    return new Map(rows.map(({ content_key, head }) => [content_key, head]));
  }

  async behind(representatives: readonly string[]): Promise<Map<string, string[]>> {
    const rows = await rowsFor<RecordRow>(
      this.reads,
      representatives,
      (marks) => `SELECT record_id, representative FROM link_record WHERE representative IN (${marks})`,
    );
    const groups = groupBy(rows, ({ representative }) => representative);
    return new Map([...groups].map(([id, group]) => [id, group.map(({ record_id }) => record_id)]));
  }

  async carriers(keys: readonly number[]): Promise<Map<number, number[]>> {
    const rows = await rowsFor<{ key_hash: number; place: number }>(
      this.reads,
      keys,
      (marks) => `SELECT key_hash, place FROM link_key WHERE key_hash IN (${marks})`,
    );
    const groups = new Map<number, number[]>();
    for (const { key_hash, place } of rows) {
      const held = groups.get(key_hash);
      if (held) held.push(place);
      else groups.set(key_hash, [place]);
    }
    return groups;
  }

  async crowds(keys: readonly number[]): Promise<Map<number, Crowd>> {
    const rows = await rowsFor<{ key_hash: number; carriers: number; first_record: string }>(
      this.reads,
      keys,
      (marks) => `SELECT key_hash, carriers, first_record FROM link_crowd WHERE key_hash IN (${marks})`,
    );
    return new Map(rows.map(({ key_hash, carriers, first_record }) => [key_hash, { carriers, first: first_record }]));
  }

  edges(ids: readonly string[]): Promise<Edge[]> {
    return edgesAt(this.reads, ids);
  }

  private async linked(values: readonly (string | number)[], column: string): Promise<Linked[]> {
    const rows = await rowsFor<RecordRow>(
      this.reads,
      [...new Set(values)],
      (marks) => `SELECT ${COLUMNS} FROM link_record WHERE ${column} IN (${marks})`,
    );
    const features = await this.features(rows.map(({ place }) => place));
    return rows.map(({ record_id, place, content_key, representative }) => ({
      recordId: record_id,
      place,
      contentKey: content_key,
      representative,
      features: features.get(place) as Features,
    }));
  }

  private async features(places: readonly number[]): Promise<Map<number, Features>> {
    const found = new Map<number, Features>();
    const missing: number[] = [];
    for (const place of places) {
      const held = this.cache.get(place);
      if (held) found.set(place, held);
      else missing.push(place);
    }
    const rows = await rowsFor<{ place: number; features: Uint8Array }>(
      this.reads,
      missing,
      (marks) => `SELECT place, features FROM link_features WHERE place IN (${marks})`,
    );
    for (const row of rows) {
      const features = unpacked<Features>(row.features);
      found.set(row.place, features);
      this.cache.put(row.place, features);
    }
    return found;
  }
}

/** Edges that have one of the records at either end, each once. */
export async function edgesAt(reads: Reads, recordIds: readonly string[]): Promise<Edge[]> {
  const edges = new Map<string, Edge>();
  for (const end of ['record_a', 'record_b']) {
    const rows = await select(reads, 'edge', end, recordIds);
    for (const row of rows) edges.set(`${row.record_a}|${row.record_b}|${row.relation}`, edgeOf(row));
  }
  return [...edges.values()];
}

/** An origin edge that an officer has to judge is kept apart from one that is certain. */
const ORIGINS: Readonly<Record<string, Edge['relation']>> = { ORIGIN: 'ORIGIN', ORIGIN_REV: 'REVIEW' };

/** An edge as it is stored. */
export function edgeOf(row: Row): Edge {
  const relation = String(row.relation);
  const origin = ORIGINS[relation];
  return {
    a: String(row.record_a),
    b: String(row.record_b),
    type: origin ? 'ORIGIN' : 'MATTER',
    relation: origin ?? (relation as MatterRelation),
    score: Number(row.score),
    anchor: Number(row.anchor) === 1,
    ...(row.veto === null ? {} : { veto: String(row.veto) }),
    reason: String(row.reason),
  };
}

/** How an edge's relation is stored. */
export const relationName = ({ type, relation }: Edge): string =>
  type === 'ORIGIN' && relation === 'REVIEW' ? 'ORIGIN_REV' : relation;
