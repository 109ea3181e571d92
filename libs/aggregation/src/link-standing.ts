import type { Statements } from '#libs/persistence';

/** How far matters are behind the records. */
export interface LinkStanding {
  /** When the last run began, ISO 8601; null before the first. */
  linkedAt: string | null;
  /** Active records that came or changed after that. */
  pending: number;
  /** Active records. */
  records: number;
  /** Active records up to which linking runs by itself. */
  limit: number;
  /** True when something is pending and there are more records than the limit. */
  deferred: boolean;
}

export async function linkStanding(statements: Pick<Statements, 'query'>, limit: number): Promise<LinkStanding> {
  const [epoch] = await statements.query<{ built_at: string; records: number }>(
    'SELECT built_at, records FROM link_epoch',
  );
  const [active] = await statements.query<{ n: number; fresh: number }>(
    `SELECT COUNT(*) AS n, SUM(CASE WHEN updated_at > ? THEN 1 ELSE 0 END) AS fresh FROM record WHERE state = 'ACTIVE'`,
    [new Date(epoch?.built_at ?? 0)],
  );
  const records = Number(active?.n ?? 0);
  // By count too: under a clock that stands still nothing is later than the last run.
  const pending = Math.max(Number(active?.fresh ?? 0), records - Number(epoch?.records ?? 0));
  return { linkedAt: epoch?.built_at ?? null, pending, records, limit, deferred: pending > 0 && records > limit };
}
