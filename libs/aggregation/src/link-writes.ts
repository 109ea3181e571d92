import { type BatchResult, type LinkChanges, type Linked, MODEL_1 } from '#libs/linkage';
import type { Reads, Row, Statements } from '#libs/persistence';
import { type EpochRow, movedHash, updateEpoch, writeEpoch } from './link-epoch.js';
import type { Pending } from './link-pending.js';
import type { ReadRecord } from './read-records.js';
import type { Registries } from './registries.js';
import { removeFrom, select } from './rows-for.js';
import type { StandingDecisions } from './standing-decisions.js';
import { type ClusterChanges, matterOf, writeClusters, writeMatters } from './write-clusters.js';
import { writeAllLinks, writeChanges, writeMembers } from './write-links.js';
import { writeResolutions, writeStatementUnits } from './write-resolutions.js';

/** What a step read, and what it changes. */
export interface Step {
  pending: Pending[];
  ids: string[];
  records: ReadRecord[];
  registries: Registries;
  decisions: StandingDecisions;
  changes: LinkChanges;
}

/** A whole set under a new epoch. */
export interface Built {
  records: ReadRecord[];
  registries: Registries;
  linked: Linked[];
  /** What readers may see of each record. */
  seen: ReadonlyMap<string, string>;
  batch: BatchResult;
  row: Omit<EpochRow, 'epochId'>;
  /** Rows that waited when the records were read. */
  pending: string[];
  /** Told the records done. */
  written: (records: number) => void;
}

/** Writes a new epoch with all links and the matters that follow, and makes it the current one. */
export async function writeBuilt(
  statements: Statements,
  division: string,
  { records, registries, linked, seen, batch, row, pending, written }: Built,
): Promise<ClusterChanges> {
  await writeResolutions(statements, records, 'all');
  await writeStatementUnits(statements, registries, division, 'all');
  await writeAllLinks(statements, linked, batch.edges, seen, batch.epoch, MODEL_1, written);
  const origins = await membersOf(statements, 'origin_member', 'origin_id');
  await writeMembers(statements, ['origin_member', 'origin_id'], origins, batch.origins);
  const before = await membersOf(statements, 'cluster_member', 'matter_id');
  const changes = await writeClusters(statements, before, batch.clusters, row.linkedAt);
  const contentOf = (id: string): string => `${seen.get(id)} ${batch.origins.get(id)}`;
  await writeMatters(statements, before, batch.clusters, contentOf, row.linkedAt);
  await writeEpoch(statements, batch.epoch, row);
  await removeFrom(statements, 'link_pending', 'pending_id', pending);
  return changes;
}

/** Writes what a step changed, and that its records wait no more. */
export async function writeStep(
  statements: Statements,
  division: string,
  epoch: EpochRow,
  { pending, ids, records, registries, decisions, changes }: Step,
  at: string,
): Promise<{ epoch: EpochRow; events: ClusterChanges }> {
  await writeResolutions(statements, records, ids);
  await writeStatementUnits(statements, registries, division, ids);
  await writeChanges(
    statements,
    changes,
    new Map(records.map(({ recordId, seen }) => [recordId, seen])),
    MODEL_1.version,
  );
  const touched = [...changes.origins.keys(), ...ids];
  const origins = await membersOf(statements, 'origin_member', 'origin_id', touched);
  await writeMembers(statements, ['origin_member', 'origin_id'], origins, changes.origins);
  const before = await membersOf(statements, 'cluster_member', 'matter_id', touched);
  const now = matterOf(changes.clusters);
  const events = await writeClusters(statements, before, changes.clusters, at);
  const rows = await select(statements, 'link_record', 'record_id', [...now.keys()]);
  const seen = new Map(rows.map((row) => [String(row.record_id), String(row.seen)]));
  const contentOf = (id: string): string => `${seen.get(id)} ${changes.origins.get(id)}`;
  await writeMatters(statements, before, changes.clusters, contentOf, at);
  const next: EpochRow = {
    ...epoch,
    decisions: decisions.digest,
    nextPlace: changes.linked.reduce((next, { place }) => Math.max(next, place + 1), epoch.nextPlace),
    records: epoch.records + now.size - before.size,
    matters: epoch.matters + changes.clusters.length - new Set(before.values()).size,
    partitionHash: movedHash(epoch.partitionHash, before, now),
    linkedAt: at,
  };
  await updateEpoch(statements, next);
  await removeFrom(
    statements,
    'link_pending',
    'pending_id',
    pending.map(({ pendingId }) => pendingId),
  );
  return { epoch: next, events };
}

/** Value of each record in a table of members; of the given records, or of all. */
async function membersOf(
  reads: Reads,
  table: string,
  column: string,
  recordIds?: readonly string[],
): Promise<Map<string, string>> {
  const rows = recordIds
    ? await select(reads, table, 'record_id', [...new Set(recordIds)])
    : await reads.query<Row>(`SELECT * FROM ${table}`);
  return new Map(rows.map((row) => [String(row.record_id), String(row[column])]));
}
