import { newId } from '#libs/kernel';
import type { Reads, Statements } from '#libs/persistence';

/** A record that waits to be linked. */
export interface Pending {
  pendingId: string;
  recordId: string;
}

/**
 * Says that records came, changed or went. Rows are only ever added here and only ever removed by the linker: neither
 * waits for the other.
 */
export async function markPending(statements: Statements, recordIds: Iterable<string>): Promise<void> {
  await statements.insert(
    'link_pending',
    [...new Set(recordIds)].map((record_id) => ({ pending_id: newId(), record_id })),
  );
}

/** Records that wait, each counted once, and the newest row that says so. */
export async function pendingCount(reads: Reads): Promise<{ records: number; newest: string }> {
  const [row] = await reads.query<{ n: number; newest: string | null }>(
    'SELECT COUNT(DISTINCT record_id) AS n, MAX(pending_id) AS newest FROM link_pending',
  );
  return { records: Number(row?.n ?? 0), newest: row?.newest ?? '' };
}

export async function pendingIds(reads: Reads): Promise<string[]> {
  const rows = await reads.query<{ pending_id: string }>('SELECT pending_id FROM link_pending');
  return rows.map(({ pending_id }) => pending_id);
}

/** Those that have waited longest. */
export async function pendingPart(reads: Reads, most: number): Promise<Pending[]> {
  const rows = await reads.query<{ pending_id: string; record_id: string }>(
    `SELECT pending_id, record_id FROM link_pending ORDER BY pending_id LIMIT ${most}`,
  );
  return rows.map(({ pending_id, record_id }) => ({ pendingId: pending_id, recordId: record_id }));
}
