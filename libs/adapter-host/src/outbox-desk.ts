import { type Clock, firstIdAt, idTime } from '#libs/kernel';
import type { OutgoingEvent } from '#libs/messaging';
import type { Database, Scalar } from '#libs/persistence';

const CHUNK = 1000;

/** What waits, and since when. */
export interface OutboxStatus {
  waiting: number;
  /** Age of the oldest event that waits, in milliseconds; 0 where none waits. */
  oldestMs: number;
  /** Number of events by state: NEW, SENT, TOO_LONG (over the limit of an event; never sent). */
  byState: Record<string, number>;
  /** Shards by holder, of those that are held. */
  leases: { shard: number; holder: string; until: string }[];
}

/** Events to send once more: those made from `from` up to before `to`, one record's (its id or its number), one event, or all. */
export type Range = { from: Date; to: Date } | { record: string } | { event: string } | { all: true };

/** What an operator asks of the outbox. */
export class OutboxDesk {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  async status(): Promise<OutboxStatus> {
    const now = this.clock.now();
    return this.db.read(async (statements) => {
      const states = await statements.query<{ state: string; n: number }>(
        'SELECT state, COUNT(*) AS n FROM outbox GROUP BY state ORDER BY state',
      );
      const [oldest] = await statements.query<{ id: string | null }>(
        `SELECT MIN(id) AS id FROM outbox WHERE state = 'NEW'`,
      );
      const leases = await statements.query<{ shard: number; holder: string; held_until: string }>(
        `SELECT shard, holder, held_until FROM outbox_lease WHERE holder <> '' ORDER BY shard`,
      );
      const byState = Object.fromEntries(states.map(({ state, n }) => [state, Number(n)]));
      return {
        waiting: byState.NEW ?? 0,
        oldestMs: oldest?.id ? Math.max(0, now.getTime() - idTime(oldest.id)) : 0,
        byState,
        leases: leases.map(({ shard, holder, held_until }) => ({ shard: Number(shard), holder, until: held_until })),
      };
    });
  }

  /** An event as it went out, and its topic. */
  event(id: string): Promise<(OutgoingEvent & { topic: string }) | undefined> {
    return this.db.read(async (statements) => {
      const [row] = await statements.query<Record<'aggregatetype' | 'aggregateid' | 'payload', string>>(
        'SELECT aggregatetype, aggregateid, payload FROM outbox WHERE id = ?',
        [id],
      );
      return row && { id, topic: row.aggregatetype, key: row.aggregateid, json: row.payload };
    });
  }

  /** Lets events that were sent wait again, under their own ids, so that whoever took them already takes no second one. Gives their number. */
  async republish(range: Range): Promise<number> {
    const [condition, parameters] = conditionOf(range);
    let count = 0;
    let after = '';
    for (;;) {
      const ids = await this.db.transaction(async (statements) => {
        const rows = await statements.query<{ id: string }>(
          `SELECT id FROM outbox WHERE state = 'SENT' AND id > ? AND ${condition} ORDER BY id LIMIT ${CHUNK}`,
          [after, ...parameters],
        );
        const found = rows.map(({ id }) => id);
        if (found.length === 0) return found;
        const marks = found.map(() => '?').join(',');
        await statements.query(`UPDATE outbox SET state = 'NEW' WHERE id IN (${marks})`, found);
        return found;
      });
      after = ids.at(-1) ?? '';
      count += ids.length;
      if (ids.length < CHUNK) return count;
    }
  }
}

/** What metrics show of it. */
export async function outboxReading(desk: OutboxDesk): Promise<{ waiting: number; oldestSeconds: number }> {
  const { waiting, oldestMs } = await desk.status();
  return { waiting, oldestSeconds: oldestMs / 1000 };
}

function conditionOf(range: Range): [string, Scalar[]] {
  if ('all' in range) return ['1 = 1', []];
  if ('event' in range) return ['id = ?', [range.event]];
  if ('record' in range)
    return [
      'aggregateid IN (SELECT record_id FROM intake_record WHERE record_id = ? OR source_record_id = ?)',
      [range.record, range.record],
    ];
  return ['id >= ? AND id < ?', [firstIdAt(range.from), firstIdAt(range.to)]];
}
