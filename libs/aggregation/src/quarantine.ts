import { AppError, type Clock } from '#libs/kernel';
import { type Arrival, messageFault } from '#libs/messaging';
import type { Database, Reads, Scalar, Statements } from '#libs/persistence';
import { appendAudit } from '#libs/security';
import { judge, takeIn } from './ingest.js';

/**
 * HELD: waits for a decision. AWAITED: its sender was asked to send it again, and it will be taken then.
 * DISCARDED: decided never to be taken. What was taken after all has no row.
 */
export type QuarantineState = 'HELD' | 'AWAITED' | 'DISCARDED';

/** Why a message is given up. A code, as free text could carry content. */
export const DISCARD_REASONS = ['WRONG_SENDER', 'SUPERSEDED', 'DAMAGED', 'TEST'] as const;
export type DiscardReason = (typeof DISCARD_REASONS)[number];

/** A message that was set aside: why, which, and where it stands. Nothing of its content is kept. */
export interface QuarantineEntry {
  id: string;
  topic: string;
  /** What it does against the contract, or `E-HANDLER`. */
  code: string;
  digest: string;
  at: string;
  state: QuarantineState;
  partition?: number;
  offset?: string;
  /** The id it gives itself; only a claim. */
  claimedId?: string;
}

/** What became of another try. AWAITED: the message is nowhere to be read here, its sender has to send it again. */
export type Retried = { outcome: 'TAKEN' } | { outcome: 'HELD'; code: string } | { outcome: 'AWAITED' };

/** Gives a message again from where it still stands, or nothing. */
export type ReadAgain = (entry: QuarantineEntry) => Promise<Arrival | undefined>;

/** Number of messages in quarantine by state. */
export async function quarantineCounts(reads: Reads): Promise<Record<QuarantineState, number>> {
  const rows = await reads.query<{ state: QuarantineState; n: number }>(
    'SELECT state, COUNT(*) AS n FROM quarantine GROUP BY state',
  );
  const found = Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)]));
  return { HELD: 0, AWAITED: 0, DISCARDED: 0, ...found };
}

/** Decisions about messages in quarantine; each is an audit entry in the same transaction. */
export class Quarantine {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly readAgain: ReadAgain,
  ) {}

  /** Newest first. */
  list({ state, limit = 1000 }: { state?: QuarantineState; limit?: number } = {}): Promise<QuarantineEntry[]> {
    const [condition, parameters]: [string, Scalar[]] = state ? ['WHERE state = ?', [state]] : ['', []];
    return this.db.read(async (statements) => {
      const rows = await statements.query<EntryRow>(
        `SELECT * FROM quarantine ${condition} ORDER BY quarantined_at DESC, event_id LIMIT ${Math.trunc(limit)}`,
        parameters,
      );
      return rows.map(entryOf);
    });
  }

  /** Number of messages by state. */
  counts(): Promise<Record<QuarantineState, number>> {
    return this.db.read(quarantineCounts);
  }

  /** @throws AppError `E-QUARANTINE-UNKNOWN` */
  show(id: string): Promise<QuarantineEntry> {
    return this.db.read((statements) => entryNamed(statements, id));
  }

  /**
   * Judges a message once more, after the cause was mended (newer program, corrected table). Read where it stands; where it stands no more,
   * the way is cleared for its sender to send it again.
   */
  async retry(id: string, by: string): Promise<Retried> {
    const entry = await this.show(id);
    if (entry.state === 'DISCARDED') throw decided();
    const arrival = await this.readAgain(entry);
    if (arrival?.digest !== entry.digest) return this.waitForSender(id, by);
    const at = this.clock.now().toISOString();
    try {
      return await this.db.transaction(async (statements) => {
        await forget(statements, id);
        await takeIn(statements, entry.topic, [judge(entry.topic, arrival)], at);
        const [again] = await statements.query<{ code: string }>('SELECT code FROM quarantine WHERE event_id = ?', [
          id,
        ]);
        const outcome: Retried = again ? { outcome: 'HELD', code: again.code } : { outcome: 'TAKEN' };
        await appendAudit(statements, [act(at, by, 'quarantine.retried', id, { ...outcome })]);
        return outcome;
      });
    } catch (error) {
      const code = messageFault(error);
      if (code === undefined) throw error;
      return { outcome: 'HELD', code };
    }
  }

  /** Decides that a message is never taken. It stays counted. */
  async discard(id: string, reason: DiscardReason, by: string): Promise<void> {
    const at = this.clock.now().toISOString();
    await this.db.transaction(async (statements) => {
      const entry = await entryNamed(statements, id);
      if (entry.state === 'DISCARDED') throw decided();
      await statements.query(`UPDATE quarantine SET state = 'DISCARDED' WHERE event_id = ?`, [id]);
      await appendAudit(statements, [act(at, by, 'quarantine.discarded', id, { reason, code: entry.code })]);
    });
  }

  /** Forgets its id, so that the same event sent again counts as new. */
  private async waitForSender(id: string, by: string): Promise<Retried> {
    const at = this.clock.now().toISOString();
    await this.db.transaction(async (statements) => {
      await statements.query('DELETE FROM inbox WHERE event_id = ?', [id]);
      await statements.query(`UPDATE quarantine SET state = 'AWAITED' WHERE event_id = ?`, [id]);
      await appendAudit(statements, [act(at, by, 'quarantine.awaited', id, {})]);
    });
    return { outcome: 'AWAITED' };
  }
}

interface EntryRow {
  event_id: string;
  topic: string;
  code: string;
  digest: string;
  quarantined_at: string;
  state: QuarantineState;
  place_partition: number | null;
  place_offset: string | null;
  claimed_id: string | null;
}

const entryOf = (row: EntryRow): QuarantineEntry => ({
  id: row.event_id,
  topic: row.topic,
  code: row.code,
  digest: row.digest,
  at: row.quarantined_at,
  state: row.state,
  ...(row.place_partition === null ? {} : { partition: Number(row.place_partition) }),
  ...(row.place_offset === null ? {} : { offset: row.place_offset }),
  ...(row.claimed_id === null ? {} : { claimedId: row.claimed_id }),
});

async function entryNamed(statements: Pick<Statements, 'query'>, id: string): Promise<QuarantineEntry> {
  const [row] = await statements.query<EntryRow>('SELECT * FROM quarantine WHERE event_id = ?', [id]);
  if (row) return entryOf(row);
  throw new AppError('E-QUARANTINE-UNKNOWN', 'not_found', '隔离区没有这一条', '用 hub quarantine list 查看编号');
}

async function forget(statements: Statements, id: string): Promise<void> {
  await statements.query('DELETE FROM inbox WHERE event_id = ?', [id]);
  await statements.query('DELETE FROM quarantine WHERE event_id = ?', [id]);
}

const act = (at: string, actor: string, action: string, objectId: string, detail: Record<string, string>) => ({
  at,
  actor,
  action,
  objectId,
  detail,
});

const decided = (): AppError => new AppError('E-QUARANTINE-DECIDED', 'conflict', '这一条已决定不收', '无需再处理');
