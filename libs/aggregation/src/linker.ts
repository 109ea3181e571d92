import { canonicalJson, type Clock, derivedId, newId, sha256 } from '#libs/kernel';
import { type Edge, type LinkRecord, linkBatch, type PairDecision } from '#libs/linkage';
import type { Database, Row, Statements } from '#libs/persistence';
import { activeRecords, type KnownRecord } from './known-record.js';
import type { ResolvedPerson, Resolution } from './resolution.js';
import { type Registries, loadRegistries } from './registries.js';

export interface LinkReport {
  records: number;
  matters: number;
  /** Hash of the partition: equal facts give an equal hash, whatever the order of arrival. */
  partitionHash: string;
  events: { created: number; grew: number; merged: number; split: number; retired: number };
}

/**
 * Makes matters out of records. Clusters are a function of what is stored (records, decisions, registry), so a run
 * starts from the facts and not from the former clusters; only the difference to the former ones is written and published.
 */
export class Linker {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly division: string,
  ) {}

  /** Links when something changed since the last run (records, decisions, registry or roster); else does nothing. */
  async linkWhatIsNew(progress?: (done: number, of: number) => void): Promise<LinkReport | undefined> {
    const [state, last] = await this.db.read(async (statements) => [
      await factsState(statements),
      await lastEpoch(statements),
    ]);
    if (last === state) return undefined;
    return this.link(state, progress);
  }

  private async link(state: string, progress?: (done: number, of: number) => void): Promise<LinkReport> {
    const registries = await this.db.read(loadRegistries);
    const records = await this.resolveAll(registries, progress);
    const decisions = await this.db.read(standingDecisions);
    const batch = linkBatch(
      records.map((record) => linkRecord(record, registries)),
      decisions,
    );
    const at = this.clock.now().toISOString();
    const partitionHash = sha256(canonicalJson(batch.clusters.map((cluster) => [...cluster.members].sort()).sort()));
    const events = await this.db.transaction(async (statements) => {
      await writeResolutions(statements, records);
      await writeNoteUnits(statements, registries, this.division);
      await writeFacts(statements, batch);
      const changes = await writeClusters(statements, batch.clusters, at);
      await writeMatters(statements, batch.clusters, records, at);
      await statements.query('DELETE FROM link_epoch');
      await statements.insert('link_epoch', [
        {
          epoch_id: state,
          model: batch.epoch.modelVersion,
          records: records.length,
          frequencies: '{}',
          partition_hash: partitionHash,
          built_at: at,
        },
      ]);
      return changes;
    });
    return { records: records.length, matters: batch.clusters.length, partitionHash, events };
  }

  private async resolveAll(registries: Registries, progress?: (done: number, of: number) => void): Promise<KnownRecord[]> {
    const known: KnownRecord[] = [];
    let after = '';
    for (;;) {
      const rows = await this.db.read((statements) => activeRecords(statements, after));
      for (const row of rows) {
        known.push({ ...row, resolution: registries.resolve(row.clue, this.division) });
      }
      const last = rows.at(-1);
      if (!last) return known;
      after = last.recordId;
      progress?.(known.length, known.length);
    }
  }
}

/** Digest of everything a partition depends on. */
async function factsState(statements: Pick<Statements, 'query'>): Promise<string> {
  const parts: unknown[] = [];
  for (const sql of [
    `SELECT COUNT(*) AS n, COALESCE(SUM(version), 0) AS v, MAX(updated_at) AS u FROM record WHERE state = 'ACTIVE'`,
    `SELECT COUNT(*) AS n, MAX(updated_at) AS u FROM record WHERE state = 'WITHDRAWN'`,
    `SELECT COUNT(*) AS n, SUM(version) AS v FROM situation_note`,
    `SELECT COUNT(*) AS n, MAX(decision_id) AS d FROM decision`,
    `SELECT unit_id, name, uscc, division, parent_id, valid_from, valid_to FROM unit ORDER BY unit_id`,
    `SELECT unit_id, alias, valid_from, valid_to FROM unit_alias ORDER BY unit_id, alias, valid_from`,
    `SELECT event_id, functions FROM unit_event ORDER BY event_id`,
    `SELECT post_id, protocol_order, is_first_leader, valid_to FROM roster_post ORDER BY post_id`,
  ]) {
    parts.push(await statements.query(sql));
  }
  return sha256(JSON.stringify(parts)).slice(0, 40);
}

async function lastEpoch(statements: Pick<Statements, 'query'>): Promise<string | undefined> {
  const [row] = await statements.query<{ epoch_id: string }>('SELECT epoch_id FROM link_epoch');
  return row?.epoch_id;
}

/** The last word on each pair of records; UNSURE and REVOKE leave the pair to the scores. */
async function standingDecisions(statements: Pick<Statements, 'query'>): Promise<PairDecision[]> {
  const rows = await statements.query<{ record_a: string; record_b: string; kind: string }>(
    'SELECT record_a, record_b, kind FROM decision ORDER BY decided_at, decision_id',
  );
  const last = new Map(rows.map((row) => [`${row.record_a}\u0000${row.record_b}`, row]));
  return [...last.values()]
    .filter((row) => row.kind !== 'REVOKE')
    .map((row) => ({ a: row.record_a, b: row.record_b, kind: row.kind as PairDecision['kind'] }));
}

function linkRecord(record: KnownRecord, registries: Registries): LinkRecord {
  const units = unitsNow(record.resolution);
  return {
    recordId: record.recordId,
    department: record.department,
    clue: record.clue,
    unitIds: units,
    unitParents: [...new Set(units.flatMap((unit) => registries.tree.near(unit)))],
    persons: record.clue.persons.map((person, index) => {
      const resolved = record.resolution.persons[index];
      return {
        name: person.name ?? '',
        masked: person.masked ?? false,
        ...(resolved?.post ? { rosterPersonId: resolved.post.personId } : {}),
        ...(resolved?.unitId ? { unitId: resolved.unitId } : {}),
      };
    }),
  };
}

/** Units of a record as they are called now, without doubles. */
export const unitsNow = (resolution: Resolution): string[] => [
  ...new Set(resolution.units.flatMap(({ match }) => match.unitNow ?? match.unitId ?? [])),
];

async function writeResolutions(statements: Statements, records: readonly KnownRecord[]): Promise<void> {
  await statements.query('DELETE FROM record_unit');
  await statements.query('DELETE FROM record_person');
  await statements.query(`DELETE FROM officer_queue WHERE state = 'OPEN'`);
  const units: Row[] = [];
  const persons: Row[] = [];
  const queue: Row[] = [];
  for (const { recordId, resolution } of records) {
    resolution.units.forEach(({ raw, match }, position) => {
      units.push({
        record_id: recordId,
        position,
        raw,
        unit_id: match.unitId ?? null,
        unit_now: match.unitNow ?? match.unitId ?? null,
        method: match.method,
        confidence: match.confidence,
        reason: match.reason,
      });
      if (!match.unitId) queue.push(queueItem('UNIT', recordId, raw, match.candidates.slice(0, 5)));
    });
    resolution.persons.forEach((person, position) => {
      persons.push(personRow(recordId, position, person));
      if (person.candidates.length > 1) {
        const candidates = person.candidates.slice(0, 5).map(({ personId, name, post, unitId }) => ({ personId, name, post, unitId }));
        queue.push(queueItem('PERSON', recordId, person.raw, candidates));
      }
    });
  }
  await statements.insert('record_unit', units);
  await statements.insert('record_person', persons);
  await statements.insert('officer_queue', [...new Map(queue.map((item) => [item.item_id, item])).values()]);
}

const personRow = (recordId: string, position: number, person: ResolvedPerson): Row => ({
  record_id: recordId,
  position,
  name: person.name ?? null,
  person_id: person.post?.personId ?? null,
  unit_id: person.unitId ?? null,
  post: person.post?.post ?? null,
  confidence: person.confidence,
  reason: person.reason,
});

const queueItem = (kind: string, recordId: string, raw: string, candidates: unknown[]): Row => ({
  item_id: derivedId('queue', kind, recordId, raw),
  kind,
  record_id: recordId,
  raw,
  candidates: JSON.stringify(candidates),
  state: 'OPEN',
});

/** Notes are about units too. */
async function writeNoteUnits(statements: Statements, registries: Registries, division: string): Promise<void> {
  const rows = await statements.query<{ record_id: string; unit_raw: string; note: string }>(
    'SELECT record_id, unit_raw, note FROM situation_note WHERE unit_raw IS NOT NULL',
  );
  const byUnit = new Map<string, string[]>();
  for (const row of rows) {
    const date = (JSON.parse(row.note) as { date: string }).date;
    const match = registries.index.resolve(row.unit_raw, { date, division });
    const unitId = match.unitNow ?? match.unitId;
    if (unitId) byUnit.set(unitId, [...(byUnit.get(unitId) ?? []), row.record_id]);
  }
  await statements.query('UPDATE situation_note SET unit_id = NULL');
  for (const [unitId, ids] of byUnit) {
    for (let start = 0; start < ids.length; start += 1000) {
      const part = ids.slice(start, start + 1000);
      const marks = part.map(() => '?').join(',');
      await statements.query(`UPDATE situation_note SET unit_id = ? WHERE record_id IN (${marks})`, [unitId, ...part]);
    }
  }
}

interface Batch {
  origins: ReadonlyMap<string, string>;
  edges: readonly Edge[];
  epoch: { modelVersion: string };
}

async function writeFacts(statements: Statements, batch: Batch): Promise<void> {
  await statements.query('DELETE FROM edge');
  await statements.insert(
    'edge',
    batch.edges.map((edge) => ({
      record_a: edge.a,
      record_b: edge.b,
      relation: edge.type === 'ORIGIN' ? `ORIGIN_${edge.relation === 'ORIGIN' ? 'AUTO' : 'REV'}` : edge.relation,
      score: edge.score,
      anchor: edge.anchor ? 1 : 0,
      veto: edge.veto ?? null,
      reason: edge.reason,
      model: batch.epoch.modelVersion,
    })),
  );
  await statements.query('DELETE FROM origin_member');
  await statements.insert(
    'origin_member',
    [...batch.origins].map(([record_id, origin_id]) => ({ record_id, origin_id })),
  );
}

type Clusters = readonly { id: string; members: readonly string[] }[];

/** Writes the partition and what changed in it. Ids of clusters that are gone are kept in the events only. */
async function writeClusters(statements: Statements, clusters: Clusters, at: string): Promise<LinkReport['events']> {
  const before = new Map<string, string>();
  for (const row of await statements.query<{ record_id: string; matter_id: string }>(
    'SELECT record_id, matter_id FROM cluster_member',
  )) {
    before.set(row.record_id, row.matter_id);
  }
  const events: LinkReport['events'] = { created: 0, grew: 0, merged: 0, split: 0, retired: 0 };
  const rows: Row[] = [];
  const note = (kind: keyof LinkReport['events'], matterId: string, detail: object): void => {
    events[kind] += 1;
    rows.push({ event_id: newId(), matter_id: matterId, kind, detail: JSON.stringify(detail), at });
  };
  const now = new Map(clusters.flatMap(({ id, members }) => members.map((member) => [member, id] as const)));
  for (const { id, members } of clusters) {
    const former = new Set(members.flatMap((member) => before.get(member) ?? []));
    const fresh = members.filter((member) => !before.has(member)).length;
    if (former.size === 0) note('created', id, { records: members.length });
    else if (former.size > 1) note('merged', id, { from: [...former].sort() });
    else if (fresh > 0) note('grew', id, { by: fresh });
  }
  const partsOf = new Map<string, Set<string>>();
  for (const [record, matter] of before) {
    const parts = partsOf.get(matter) ?? new Set<string>();
    const current = now.get(record);
    if (current) parts.add(current);
    partsOf.set(matter, parts);
  }
  for (const [matter, parts] of partsOf) {
    if (parts.size === 0) note('retired', matter, {});
    else if (parts.size > 1) note('split', matter, { into: [...parts].sort() });
  }
  await statements.insert('cluster_event', rows);
  await statements.query('DELETE FROM cluster_member');
  await statements.insert(
    'cluster_member',
    [...now].map(([record_id, matter_id]) => ({ record_id, matter_id })),
  );
  return events;
}

/** A matter's time of change moves when its records or their versions do: readers page by it. */
async function writeMatters(
  statements: Statements,
  clusters: Clusters,
  records: readonly KnownRecord[],
  at: string,
): Promise<void> {
  const versions = new Map(records.map(({ recordId, version }) => [recordId, version]));
  const before = new Map(
    (
      await statements.query<{ matter_id: string; content_hash: string; updated_at: string }>(
        'SELECT matter_id, content_hash, updated_at FROM matter',
      )
    ).map((row) => [row.matter_id, row]),
  );
  await statements.query('DELETE FROM matter');
  await statements.insert(
    'matter',
    clusters.map(({ id, members }) => {
      const content_hash = sha256([...members].sort().map((member) => `${member}@${versions.get(member)}`).join('\n'));
      const former = before.get(id);
      return { matter_id: id, content_hash, updated_at: former?.content_hash === content_hash ? former.updated_at : at };
    }),
  );
}
