import type { HubEvent } from '#libs/contracts';
import type { EventSink } from '#libs/messaging';
import type { Database } from '#libs/persistence';

const BATCH = 200;

/**
 * Hands accepted records on, at least once and in order of acceptance.
 * Rows are chosen by state, never by "id after the last one": ids are given at insert and appear at commit.
 */
export class OutboxRelay {
  constructor(
    private readonly db: Database,
    private readonly sink: EventSink,
  ) {}

  /** Sends all that waits; gives the number of events handed over. `progress` is told the running number. */
  async drain(progress?: (sent: number) => void): Promise<number> {
    let sent = 0;
    for (;;) {
      const rows = await this.db.read((statements) =>
        statements.query<{ id: string; aggregatetype: string; payload: string }>(
          `SELECT id, aggregatetype, payload FROM outbox WHERE state = 'NEW' ORDER BY id LIMIT ${BATCH}`,
        ),
      );
      const topic = rows[0]?.aggregatetype;
      if (topic === undefined) return sent;
      const sameTopic = rows.filter((row) => row.aggregatetype === topic);
      await this.sink.publish(
        topic,
        sameTopic.map((row) => JSON.parse(row.payload) as HubEvent),
      );
      await this.db.transaction(async (statements) => {
        const marks = sameTopic.map(() => '?').join(',');
        await statements.query(
          `UPDATE outbox SET state = 'SENT' WHERE id IN (${marks})`,
          sameTopic.map((row) => row.id),
        );
      });
      sent += sameTopic.length;
      progress?.(sent);
    }
  }

  /** Number of events that wait. */
  async waiting(): Promise<number> {
    const [row] = await this.db.read((statements) =>
      statements.query<{ n: number }>(`SELECT COUNT(*) AS n FROM outbox WHERE state = 'NEW'`),
    );
    return Number(row?.n ?? 0);
  }
}
