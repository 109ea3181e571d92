import { newId, sha256 } from '#libs/kernel';
import type { Row, Statements } from '#libs/persistence';
import type { KnownRecord } from './known-record.js';

/** How many clusters changed in which way. */
export interface ClusterChanges {
  created: number;
  grew: number;
  merged: number;
  split: number;
  retired: number;
}

type Clusters = readonly { id: string; members: readonly string[] }[];

/** Writes the partition and what changed in it. Ids of clusters that are gone are kept in the events only. */
export async function writeClusters(statements: Statements, clusters: Clusters, at: string): Promise<ClusterChanges> {
  const before = new Map<string, string>();
  for (const row of await statements.query<{ record_id: string; matter_id: string }>(
    'SELECT record_id, matter_id FROM cluster_member',
  )) {
    before.set(row.record_id, row.matter_id);
  }
  const events: ClusterChanges = { created: 0, grew: 0, merged: 0, split: 0, retired: 0 };
  const rows: Row[] = [];
  const note = (kind: keyof ClusterChanges, matterId: string, detail: object): void => {
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
export async function writeMatters(
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
      const content_hash = sha256(
        [...members]
          .sort()
          .map((member) => `${member}@${versions.get(member)}`)
          .join('\n'),
      );
      const former = before.get(id);
      return {
        matter_id: id,
        content_hash,
        updated_at: former?.content_hash === content_hash ? former.updated_at : at,
      };
    }),
  );
}
