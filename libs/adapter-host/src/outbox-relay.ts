import { AppError, type Clock, SerialQueue, stopwatch } from '#libs/kernel';
import { type EventSink, MAX_EVENT_BYTES } from '#libs/messaging';
import type { Database } from '#libs/persistence';
import { OutboxLeases } from './outbox-leases.js';

const BATCH = 500;

export interface RelayOptions {
  /** True where no other relay can be at work on this database: then no leases are needed. */
  alone?: boolean;
  leaseMs?: number;
  /** Between two looks at an empty outbox. */
  pollMs?: number;
  /** Told the code of each failure while the relay runs by itself; it goes on with growing pauses. */
  failed?: (code: string) => void;
  /** Told each batch that was sent and marked: its events and how long that took. */
  sent?: (events: number, seconds: number) => void;
}

interface OutboxRow {
  id: string;
  aggregatetype: string;
  aggregateid: string;
  payload: string;
}

/**
 * Hands accepted records on, at least once and each record's in order of acceptance.
 * Rows are chosen by state, never by "id after the last one": ids are given at insert and appear at commit.
 */
export class OutboxRelay {
  private readonly draining = new SerialQueue();
  private readonly leases: OutboxLeases | undefined;
  private running: Promise<void> | undefined;
  private stopping = false;
  private wake: () => void = () => {};

  constructor(
    private readonly db: Database,
    private readonly sink: EventSink,
    clock: Clock,
    private readonly options: RelayOptions = {},
  ) {
    if (!options.alone) this.leases = new OutboxLeases(db, clock, options.leaseMs);
  }

  /** Sends all that waits in this relay's shards; gives the number of events handed over. `progress` is told the running number. */
  drain(progress?: (sent: number) => void): Promise<number> {
    return this.draining.run(async () => {
      let sent = 0;
      for (;;) {
        const more = await this.sendBatch();
        if (more === 0) return sent;
        sent += more;
        progress?.(sent);
      }
    });
  }

  /** Number of events that wait. */
  async waiting(): Promise<number> {
    const [row] = await this.db.read((statements) =>
      statements.query<{ n: number }>(`SELECT COUNT(*) AS n FROM outbox WHERE state = 'NEW'`),
    );
    return Number(row?.n ?? 0);
  }

  /** Sends by itself from now on. A failure (broker away) is waited out; intake never notices. */
  start(): void {
    this.stopping = false;
    this.running ??= this.run();
  }

  /** Says that there may be something to send, which saves waiting for the next look. */
  poke(): void {
    this.wake();
  }

  /** Ends after the batch that is under way, and leaves the shards to others. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    this.running = undefined;
    await this.draining.idle();
    await this.leases?.release();
  }

  private async run(): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      try {
        const sent = await this.draining.run(() => this.sendBatch());
        failures = 0;
        if (sent === 0) await this.pause(this.options.pollMs ?? 500);
      } catch (error) {
        this.options.failed?.(error instanceof AppError ? error.code : 'E-RELAY');
        await this.pause(Math.min(200 * 2 ** failures, 10_000));
        failures += 1;
      }
    }
  }

  private pause(ms: number): Promise<void> {
    if (this.stopping) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async sendBatch(): Promise<number> {
    const millis = stopwatch();
    const sent = await this.handOn();
    if (sent > 0) this.options.sent?.(sent, millis() / 1000);
    return sent;
  }

  /** Claims, sends, marks; gives the number of rows that wait no more. */
  private async handOn(): Promise<number> {
    if (this.stopping) return 0;
    const shards = await this.leases?.held();
    const rows = await this.claim(shards);
    const fit = rows.filter((row) => Buffer.byteLength(row.payload) <= MAX_EVENT_BYTES);
    // The process may have stood still since the claim: then the shards are another's, and so is the sending.
    if (this.leases && !this.leases.current) return 0;
    const topic = rows[0]?.aggregatetype;
    if (topic === undefined) return 0;
    if (fit.length > 0)
      await this.sink.publish(
        topic,
        fit.map(({ id, aggregateid, payload }) => ({ id, key: aggregateid, json: payload })),
      );
    const unfit = rows.filter((row) => !fit.includes(row));
    return this.db.transaction(async (statements) => {
      // Not marked: the new holder sends them (again), and the receiver knows their ids.
      if (this.leases && !(await this.leases.confirmed(statements, shards ?? []))) return 0;
      for (const [state, marked] of [
        ['SENT', fit],
        ['TOO_LONG', unfit],
      ] as const) {
        if (marked.length === 0) continue;
        const ids = marked.map(({ id }) => id);
        await statements.query(`UPDATE outbox SET state = '${state}' WHERE id IN (${marks(ids)})`, ids);
      }
      return rows.length;
    });
  }

  /** The next rows of one topic. */
  private async claim(shards: readonly number[] | undefined): Promise<OutboxRow[]> {
    if (shards?.length === 0) return [];
    const own = shards ? `AND shard IN (${shards.join(',')})` : '';
    const rows = await this.db.read((statements) =>
      statements.query<OutboxRow>(
        `SELECT id, aggregatetype, aggregateid, payload FROM outbox WHERE state = 'NEW' ${own} ORDER BY id LIMIT ${BATCH}`,
      ),
    );
    return rows.filter((row) => row.aggregatetype === rows[0]?.aggregatetype);
  }
}

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(',');
