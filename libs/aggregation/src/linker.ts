import { type Clock, canonicalJson, sha256 } from '#libs/kernel';
import { featuresOf, type LinkRecord, linkFeatures, MODEL_1, type PairDecision } from '#libs/linkage';
import type { Database, Statements } from '#libs/persistence';
import { activeRecords, type KnownRecord } from './known-record.js';
import { loadRegistries, type Registries } from './registries.js';
import type { Resolution } from './resolution.js';
import { type ClusterChanges, writeClusters, writeMatters } from './write-clusters.js';
import { writeFacts } from './write-facts.js';
import { writeNoteUnits, writeResolutions } from './write-resolutions.js';

export interface LinkReport {
  records: number;
  matters: number;
  /** Hash of the partition: equal facts give an equal hash, whatever the order of arrival. */
  partitionHash: string;
  events: ClusterChanges;
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
    const features = records.map((record) => featuresOf(linkRecord(record, registries)));
    const batch = linkFeatures(features, decisions, MODEL_1);
    const at = this.clock.now().toISOString();
    const partitionHash = sha256(canonicalJson(batch.clusters.map((cluster) => [...cluster.members].sort()).sort()));
    const events = await this.db.transaction(async (statements) => {
      await writeResolutions(statements, records);
      await writeNoteUnits(statements, registries, this.division);
      await writeFacts(statements, features, batch, MODEL_1.cap);
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

  private async resolveAll(
    registries: Registries,
    progress?: (done: number, of: number) => void,
  ): Promise<KnownRecord[]> {
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
