import { type Clock, canonicalJson, sha256 } from '#libs/kernel';
import { type Features, featuresOf, type LinkRecord, linkFeatures, MODEL_1, type PairDecision } from '#libs/linkage';
import type { Database, Statements } from '#libs/persistence';
import { factsState } from './facts-state.js';
import { activeRecords, type KnownRecord } from './known-record.js';
import { type LinkStanding, linkStanding } from './link-standing.js';
import { loadRegistries, type Registries } from './registries.js';
import type { Resolution } from './resolution.js';
import { type ClusterChanges, writeClusters, writeMatters } from './write-clusters.js';
import { writeFacts } from './write-facts.js';
import { writeResolutions, writeStatementUnits } from './write-resolutions.js';

export type LinkProgress = (done: number, of: number) => void;

type Reader = Pick<Statements, 'query'>;

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
    /** Active records up to which a run is made without being asked for: everything is held in memory. */
    private readonly limit = Number.POSITIVE_INFINITY,
  ) {}

  /** When matters were last made, and what they do not yet hold. */
  standing(): Promise<LinkStanding> {
    return this.db.read((statements) => linkStanding(statements, this.limit));
  }

  /**
   * Links when something changed since the last run (records, decisions, registry or roster); else does nothing.
   * Above the limit it does nothing either, and {@link standing} says so; `whole` links all the same.
   * Runs wait for one another: a run that read earlier facts must not write after one that read later ones.
   * `progress` is told the steps done (each record is resolved, then read for linkage, then written) and their number.
   */
  linkWhatIsNew(progress: LinkProgress = () => {}, whole = false): Promise<LinkReport | undefined> {
    return this.db.exclusive('linker', async () => {
      const { records, limit } = await this.standing();
      if (!whole && records > limit) return undefined;
      const { now, linked } = await this.facts();
      return now === linked ? undefined : this.link(now, progress);
    });
  }

  /** State of the facts as they stand, and as they stood when they were last linked. */
  facts(): Promise<{ now: string; linked: string | undefined }> {
    return this.db.read(async (statements) => ({
      now: await factsState(statements),
      linked: await lastEpoch(statements),
    }));
  }

  /** Every active record as linkage compares it, under the registry and roster of now. */
  async features(): Promise<Features[]> {
    const registries = await this.db.read(loadRegistries);
    return (await this.readAll(registries, () => {})).features;
  }

  private async link(state: string, progress: LinkProgress): Promise<LinkReport> {
    const startedAt = this.clock.now().toISOString();
    const { registries, decisions, rectified, of } = await this.db.read(async (statements) => ({
      registries: await loadRegistries(statements),
      decisions: await standingDecisions(statements),
      rectified: await rectificationVersions(statements),
      of: 3 * (await countActive(statements)),
    }));
    const { records, features } = await this.readAll(registries, (done) => progress(2 * done, of));
    const batch = linkFeatures(features, decisions, MODEL_1);
    const at = this.clock.now().toISOString();
    const partitionHash = sha256(canonicalJson(batch.clusters.map((cluster) => [...cluster.members].sort()).sort()));
    const content = new Map(records.map((record) => [record.recordId, contentOf(record, batch.origins, rectified)]));
    const events = await this.db.transaction(async (statements) => {
      await writeResolutions(statements, records);
      await writeStatementUnits(statements, registries, this.division);
      await writeFacts(statements, features, batch, (done) => progress(2 * records.length + done, of));
      const changes = await writeClusters(statements, batch.clusters, at);
      await writeMatters(statements, batch.clusters, (id) => content.get(id) ?? id, at);
      await statements.query('DELETE FROM link_epoch');
      await statements.insert('link_epoch', [
        {
          epoch_id: state,
          model: batch.epoch.modelVersion,
          records: records.length,
          contents: batch.epoch.contents,
          partition_hash: partitionHash,
          built_at: startedAt,
        },
      ]);
      return changes;
    });
    progress(of, of);
    return { records: records.length, matters: batch.clusters.length, partitionHash, events };
  }

  /** Every active record, resolved and read for linkage. Its text is let go at once: it is the greater part of a record. */
  private async readAll(registries: Registries, progress: (done: number) => void): Promise<ReadRecords> {
    const records: ResolvedRecord[] = [];
    const features: Features[] = [];
    let after = '';
    for (;;) {
      const rows = await this.db.read((statements) => activeRecords(statements, after, PAGE));
      for (const row of rows) {
        const resolution = registries.resolve(row.clue, this.division);
        const { recordId, version, sourceRecordId } = row;
        records.push({ recordId, version, sourceRecordId, resolution });
        features.push(featuresOf(linkRecord({ ...row, resolution }, registries)));
      }
      const last = rows.at(-1);
      if (!last) return { records, features };
      after = last.recordId;
      await pause(() => progress(records.length));
    }
  }
}

/** A record without its clue. */
type ResolvedRecord = Omit<KnownRecord, 'clue' | 'department'>;

interface ReadRecords {
  records: ResolvedRecord[];
  features: Features[];
}

/** Records between two pauses. */
const PAGE = 500;

/** Lets others have their turn: a long run must not keep the doors waiting. */
async function pause(tell: () => void): Promise<void> {
  tell();
  await new Promise((resolve) => setImmediate(resolve));
}

/** What a reader may see change of a record: its version, what its names were resolved to, its origin, its correction. */
function contentOf(
  { recordId, version, sourceRecordId, resolution }: ResolvedRecord,
  origins: ReadonlyMap<string, string>,
  rectified: ReadonlyMap<string, number>,
): string {
  const units = resolution.units.map(({ match }) => match.unitNow ?? match.unitId ?? '');
  const posts = resolution.persons.map(({ post }) => (post ? `${post.personId} ${post.post} ${post.order}` : ''));
  return JSON.stringify([recordId, version, units, posts, origins.get(recordId), rectified.get(sourceRecordId) ?? 0]);
}

async function countActive(statements: Reader): Promise<number> {
  const [row] = await statements.query<{ n: number }>(`SELECT COUNT(*) AS n FROM record WHERE state = 'ACTIVE'`);
  return Number(row?.n ?? 0);
}

async function rectificationVersions(statements: Reader): Promise<Map<string, number>> {
  const rows = await statements.query<{ problem_no: string; version: number }>(
    'SELECT problem_no, version FROM rectification',
  );
  return new Map(rows.map((row) => [row.problem_no, Number(row.version)]));
}

async function lastEpoch(statements: Reader): Promise<string | undefined> {
  const [row] = await statements.query<{ epoch_id: string }>('SELECT epoch_id FROM link_epoch');
  return row?.epoch_id;
}

/** The last word on each pair of records, whichever was named first. REVOKE leaves the pair to the scores. */
async function standingDecisions(statements: Reader): Promise<PairDecision[]> {
  const rows = await statements.query<{ record_a: string; record_b: string; kind: string }>(
    'SELECT record_a, record_b, kind FROM decision ORDER BY decided_at, decision_id',
  );
  const last = new Map<string, { a: string; b: string; kind: string }>();
  for (const { record_a, record_b, kind } of rows) {
    const [a, b] = record_a < record_b ? [record_a, record_b] : [record_b, record_a];
    last.set(`${a}\u0000${b}`, { a, b, kind });
  }
  return [...last.values()]
    .filter(({ kind }) => kind !== 'REVOKE')
    .map(({ a, b, kind }) => ({ a, b, kind: kind as PairDecision['kind'] }));
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
const unitsNow = (resolution: Resolution): string[] => [
  ...new Set(resolution.units.flatMap(({ match }) => match.unitNow ?? match.unitId ?? [])),
];
