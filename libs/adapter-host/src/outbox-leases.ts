import { type Clock, newId } from '#libs/kernel';
import type { Database, Statements } from '#libs/persistence';
import { OUTBOX_SHARDS } from './outbox-schema.js';

/** How long a shard stays with a relay that is not heard of any more. */
export const LEASE_MS = 30_000;

/**
 * The shards of the outbox that this relay may send. One holder a shard keeps the order of each record;
 * several relays share the shards evenly, and take over those of one that died when its lease has run out.
 */
export class OutboxLeases {
  /** Made anew at each start: a process that was killed and came back is another holder. */
  readonly holder = newId();
  private shards: readonly number[] = [];
  private renewAt = 0;
  private endsAt = 0;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly leaseMs = LEASE_MS,
  ) {}

  /** Shards held now; takes, renews and gives up where it is time to. */
  async held(): Promise<readonly number[]> {
    const now = this.clock.now().getTime();
    // A clock set back must not make a lease last: what was taken "in the future" is taken anew.
    if (now < this.renewAt && this.endsAt - now <= this.leaseMs) return this.shards;
    this.shards = await this.db.transaction((statements) => this.take(statements, now));
    this.renewAt = now + this.leaseMs / 3;
    this.endsAt = now + this.leaseMs;
    return this.shards;
  }

  /** False after the process stood still for longer than its lease: by then another may be sending. */
  get current(): boolean {
    return this.clock.now().getTime() < this.endsAt;
  }

  /** Whether the database, too, says that all `shards` are still this relay's. */
  async confirmed(statements: Pick<Statements, 'query'>, shards: readonly number[]): Promise<boolean> {
    if (!this.current) return false;
    const rows = await statements.query<{ shard: number }>('SELECT shard FROM outbox_lease WHERE holder = ?', [
      this.holder,
    ]);
    const mine = new Set(rows.map(({ shard }) => Number(shard)));
    return shards.every((shard) => mine.has(shard));
  }

  /** Gives everything up, so that others need not wait. */
  async release(): Promise<void> {
    this.shards = [];
    this.renewAt = 0;
    this.endsAt = 0;
    await this.db.transaction(async (statements) => {
      await statements.query(`UPDATE outbox_lease SET holder = '', held_until = '' WHERE holder = ?`, [this.holder]);
      await statements.query('DELETE FROM outbox_relay WHERE holder = ?', [this.holder]);
    });
  }

  private async take(statements: Statements, now: number): Promise<readonly number[]> {
    const iso = (at: number): string => new Date(at).toISOString();
    const [from, until] = [iso(now), iso(now + this.leaseMs)];
    // Further ahead than any lease reaches: written by a machine whose clock was wrong.
    const absurd = iso(now + 2 * this.leaseMs);
    await statements.query('DELETE FROM outbox_relay WHERE holder = ? OR alive_until < ? OR alive_until > ?', [
      this.holder,
      from,
      absurd,
    ]);
    await statements.insert('outbox_relay', [{ holder: this.holder, alive_until: until }]);
    const [live] = await statements.query<{ n: number }>('SELECT COUNT(*) AS n FROM outbox_relay');
    const share = Math.ceil(OUTBOX_SHARDS / Number(live?.n ?? 1));
    const leases = await statements.query<{ shard: number; holder: string; held_until: string }>(
      'SELECT shard, holder, held_until FROM outbox_lease ORDER BY shard',
    );
    const mine = leases.filter(({ holder }) => holder === this.holder);
    const free = leases.filter(
      (lease) => lease.holder !== this.holder && (lease.held_until < from || lease.held_until > absurd),
    );
    for (const { shard } of mine.slice(share))
      await statements.query(`UPDATE outbox_lease SET holder = '', held_until = '' WHERE shard = ? AND holder = ?`, [
        shard,
        this.holder,
      ]);
    // In the order of shards, as everybody: nobody waits for the other in a circle.
    const wanted = [...mine.slice(0, share), ...free.slice(0, Math.max(0, share - mine.length))];
    for (const { shard } of wanted.sort((a, b) => Number(a.shard) - Number(b.shard)))
      await statements.query(
        `UPDATE outbox_lease SET holder = ?, held_until = ?
         WHERE shard = ? AND (holder = ? OR held_until < ? OR held_until > ?)`,
        [this.holder, until, shard, this.holder, from, absurd],
      );
    const got = await statements.query<{ shard: number }>(
      'SELECT shard FROM outbox_lease WHERE holder = ? ORDER BY shard',
      [this.holder],
    );
    return got.map(({ shard }) => Number(shard));
  }
}
