import type { Reads } from '#libs/persistence';
import { currentEpoch } from './link-epoch.js';
import { pendingCount } from './link-pending.js';

/** How far matters are behind the records. */
export interface LinkStanding {
  /** When records were last linked, ISO 8601; null before the first time. */
  linkedAt: string | null;
  /** Records that came, changed or went after that. */
  pending: number;
  /** Active records. */
  records: number;
  /** Active records up to which a first epoch is built by itself. */
  limit: number;
  /** True when records wait for a first epoch that nobody asked for, as there are more of them than the limit. */
  deferred: boolean;
}

export async function linkStanding(reads: Reads, limit: number): Promise<LinkStanding> {
  const epoch = await currentEpoch(reads);
  const { records: pending } = await pendingCount(reads);
  const records = await countActive(reads);
  const deferred = !epoch && pending > 0 && records > limit;
  return { linkedAt: epoch?.linkedAt ?? null, pending, records, limit, deferred };
}

/** Records that take part. */
export async function countActive(reads: Reads): Promise<number> {
  const [row] = await reads.query<{ n: number }>(`SELECT COUNT(*) AS n FROM record WHERE state = 'ACTIVE'`);
  return Number(row?.n ?? 0);
}
