import { newId, sha256 } from '#libs/kernel';
import type { Row, Statements } from '#libs/persistence';
import { removeFrom, select } from './rows-for.js';
import { writeMembers } from './write-links.js';

/**
 * How many clusters changed in which way. `moved`: records went from one matter that stays to another that stays;
 * `renamed`: the same matter under another id, as its smallest record came or went.
 */
export interface ClusterChanges {
  created: number;
  grew: number;
  shrank: number;
  merged: number;
  split: number;
  moved: number;
  renamed: number;
  retired: number;
}

export type Clusters = readonly { id: string; members: readonly string[] }[];

/** A change of one matter, as published. Every change of a record's matter is told by an event that names both. */
interface Change {
  kind: keyof ClusterChanges;
  matterId: string;
  detail: object;
}

export const noChanges = (): ClusterChanges => ({
  created: 0,
  grew: 0,
  shrank: 0,
  merged: 0,
  split: 0,
  moved: 0,
  renamed: 0,
  retired: 0,
});

/** What happened between two partitions, given as matter by record. */
function changesBetween(before: ReadonlyMap<string, string>, clusters: Clusters): Change[] {
  const current = new Set(clusters.map(({ id }) => id));
  const parts = new Map<string, Set<string>>();
  const left = new Map<string, number>();
  for (const matter of before.values()) {
    parts.set(matter, new Set());
    left.set(matter, (left.get(matter) ?? 0) + 1);
  }
  const changes: Change[] = [];
  const pure = new Set<string>();
  for (const { id, members } of clusters) {
    const from = new Map<string, number>();
    for (const member of members) {
      const matter = before.get(member);
      if (matter === undefined) continue;
      from.set(matter, (from.get(matter) ?? 0) + 1);
      parts.get(matter)?.add(id);
      left.set(matter, (left.get(matter) ?? 0) - 1);
    }
    if (from.size === 1) pure.add(id);
    const fresh = members.length - [...from.values()].reduce((sum, count) => sum + count, 0);
    changes.push(...changesOf(id, members.length, from, fresh, current));
  }
  for (const [matterId, into] of parts) changes.push(...departures(matterId, into, left.get(matterId) ?? 0, pure));
  return changes;
}

function changesOf(
  matterId: string,
  size: number,
  from: ReadonlyMap<string, number>,
  fresh: number,
  current: ReadonlySet<string>,
): Change[] {
  if (from.size === 0) return [{ kind: 'created', matterId, detail: { records: size } }];
  const others = [...from.keys()].filter((id) => id !== matterId).sort();
  const gone = others.filter((id) => !current.has(id));
  const staying = others.filter((id) => current.has(id));
  const changes: Change[] = [];
  if (from.size > 1 && gone.length > 0) changes.push({ kind: 'merged', matterId, detail: { from: gone } });
  else if (gone.length > 0) changes.push({ kind: 'renamed', matterId, detail: { from: gone[0] } });
  if (staying.length > 0) changes.push({ kind: 'moved', matterId, detail: { from: staying } });
  if (fresh > 0) changes.push({ kind: 'grew', matterId, detail: { by: fresh } });
  return changes;
}

function departures(matterId: string, into: ReadonlySet<string>, left: number, pure: ReadonlySet<string>): Change[] {
  if (into.size === 0) return [{ kind: 'retired', matterId, detail: {} }];
  const others = [...into].filter((id) => id !== matterId).sort();
  const changes: Change[] = [];
  if (into.size > 1 && others.some((id) => pure.has(id)))
    changes.push({ kind: 'split', matterId, detail: { into: [...into].sort() } });
  else if (into.size > 1) changes.push({ kind: 'moved', matterId, detail: { to: others } });
  if (left > 0) changes.push({ kind: 'shrank', matterId, detail: { by: left } });
  return changes;
}

/**
 * Writes clusters and what changed in them. `before` tells the matter of each record that is in one of them or was in one
 * of the matters they replace. Ids of clusters that are gone are kept in the events only.
 */
export async function writeClusters(
  statements: Statements,
  before: ReadonlyMap<string, string>,
  clusters: Clusters,
  at: string,
): Promise<ClusterChanges> {
  const changes = changesBetween(before, clusters);
  const counts = noChanges();
  for (const { kind } of changes) counts[kind] += 1;
  await statements.insert(
    'cluster_event',
    changes.map(({ kind, matterId, detail }) => ({
      event_id: newId(),
      matter_id: matterId,
      kind,
      detail: JSON.stringify(detail),
      at,
    })),
  );
  await writeMembers(statements, ['cluster_member', 'matter_id'], before, matterOf(clusters));
  return counts;
}

/** Matter of each record. */
export const matterOf = (clusters: Clusters): Map<string, string> =>
  new Map(clusters.flatMap(({ id, members }) => members.map((record): [string, string] => [record, id])));

/**
 * A matter's time of change moves when anything a reader sees of it does: readers page by it.
 * `contentOf` says what that is for one record. Matters of `before` that no cluster replaces are gone.
 */
export async function writeMatters(
  statements: Statements,
  before: ReadonlyMap<string, string>,
  clusters: Clusters,
  contentOf: (recordId: string) => string,
  at: string,
): Promise<void> {
  const ids = new Set([...before.values(), ...clusters.map(({ id }) => id)]);
  const held = new Map(
    (await select(statements, 'matter', 'matter_id', [...ids])).map((row) => [row.matter_id, row.content_hash]),
  );
  const changed: Row[] = [];
  for (const { id, members } of clusters) {
    const content_hash = sha256([...members].sort().map(contentOf).join('\n'));
    if (held.get(id) !== content_hash) changed.push({ matter_id: id, content_hash, updated_at: at });
    ids.delete(id);
  }
  const gone = [...ids].filter((id) => held.has(id));
  const rewritten = changed.map((row) => String(row.matter_id)).filter((id) => held.has(id));
  await removeFrom(statements, 'matter', 'matter_id', [...gone, ...rewritten]);
  await statements.insert('matter', changed);
}
