import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubEvent } from '#libs/contracts';
import { petition } from '#libs/department-petition';
import type { Clock } from '#libs/kernel';
import type { OutgoingEvent } from '#libs/messaging';
import { rowsOf } from '#libs/testkit';
import { OutboxDesk } from './outbox-desk.js';
import { LEASE_MS, OutboxLeases } from './outbox-leases.js';
import { OutboxRelay } from './outbox-relay.js';
import { OUTBOX_SHARDS } from './outbox-schema.js';
import { AdapterUnderTest } from './testing.js';

const folder = mkdtempSync(join(tmpdir(), 'leases-'));
let hub: AdapterUnderTest;
let count = 0;

/** A clock that the test moves, in milliseconds. */
const hand = { at: 0 };
const clock: Clock = { now: () => new Date(hand.at) };

beforeEach(async () => {
  count += 1;
  hand.at = Date.parse('2024-05-16T02:00:00Z');
  hub = await AdapterUnderTest.open(petition, join(folder, `${count}.sqlite`));
});
afterEach(() => hub.db.close());
afterAll(() => rmSync(folder, { recursive: true }));

const letters = (records: number, text = '反映违规发放补贴') =>
  hub.ndjson(
    Array.from({ length: records }, (_, n) => ({
      信访件编号: `P${n}`,
      登记时间: '2024-03-05',
      信访目的: '揭发控告',
      概况信息: text,
    })),
  );

const ALL = Array.from({ length: OUTBOX_SHARDS }, (_, shard) => shard);

/** What came over, in order, and a gate that can be shut in the middle of a send. */
class Gate {
  readonly taken: OutgoingEvent[] = [];
  before: () => Promise<void> = async () => {};

  async publish(_topic: string, events: readonly OutgoingEvent[]): Promise<void> {
    await this.before();
    this.taken.push(...events);
  }

  get versions(): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (const { key, json } of this.taken) {
      const { data } = JSON.parse(json) as HubEvent;
      found.set(key, [...(found.get(key) ?? []), data.sourceVersion]);
    }
    return found;
  }
}

test('a lone relay holds all, several share evenly, and what one leaves goes to the others', async () => {
  const [a, b, c] = [0, 1, 2].map(() => new OutboxLeases(hub.db, clock)) as [OutboxLeases, OutboxLeases, OutboxLeases];
  expect(await a.held()).toEqual(ALL);
  expect(await b.held()).toEqual([]);
  hand.at += LEASE_MS / 2;
  const [first, second] = [await a.held(), await b.held()];
  expect([first.length, second.length]).toEqual([8, 8]);
  expect([...first, ...second].sort((x, y) => x - y)).toEqual(ALL);
  await a.release();
  hand.at += LEASE_MS / 2;
  expect(await b.held()).toEqual(ALL);
  expect(await c.held()).toEqual([]);
});

test('a dead relay is inherited when its lease has run out, not before', async () => {
  const [dead, heir] = [new OutboxLeases(hub.db, clock), new OutboxLeases(hub.db, clock)];
  await dead.held();
  hand.at += LEASE_MS - 1;
  expect(await heir.held()).toEqual([]);
  hand.at += LEASE_MS / 2;
  expect(await heir.held()).toEqual(ALL);
  expect(await hub.db.read((statements) => dead.confirmed(statements, ALL))).toBe(false);
});

test.each([1, -1])('a clock that was off by %d day holds nobody up for longer than a lease', async (days) => {
  const wrong = new OutboxLeases(hub.db, { now: () => new Date(hand.at + days * 86_400_000) });
  await wrong.held();
  const right = new OutboxLeases(hub.db, clock);
  await right.held();
  hand.at += LEASE_MS + 1;
  expect(await right.held()).toEqual(ALL);
});

test('its own clock set back by a day: the leases are taken anew', async () => {
  const leases = new OutboxLeases(hub.db, clock);
  await leases.held();
  hand.at -= 86_400_000;
  expect(await leases.held()).toEqual(ALL);
  const [row] = await rowsOf(hub.db, 'SELECT MAX(held_until) AS latest FROM outbox_lease');
  expect(row?.latest).toBe(new Date(hand.at + LEASE_MS).toISOString());
});

test('a relay that stood still past its lease neither sends what it had claimed nor marks it', async () => {
  await letters(20);
  const [late, other] = [new Gate(), new Gate()];
  const [asleep, awake] = [new OutboxRelay(hub.db, late, clock), new OutboxRelay(hub.db, other, clock)];
  late.before = async () => {
    // Stopped inside the send: meanwhile the other takes over and sends a newer version, too.
    late.before = async () => {};
    hand.at += LEASE_MS + 1;
    await letters(20, '反映违规发放补贴，数额较大');
    await awake.drain();
  };
  await asleep.drain();
  for (const versions of other.versions.values()) expect(versions).toEqual([...versions].sort((x, y) => x - y));
  const [row] = await rowsOf(hub.db, `SELECT COUNT(*) AS n FROM outbox WHERE state = 'NEW'`);
  expect(row?.n).toBe(0);
  expect(other.taken).toHaveLength(await hub.count('outbox'));
  // Its own send was under way; it is known by its ids, and nothing follows it.
  expect(late.taken.every(({ id }) => other.taken.some((sent) => sent.id === id))).toBe(true);
});

test('two relays at work: everything once while both live, each record in order', async () => {
  const gates = [new Gate(), new Gate()];
  const relays = gates.map((gate) => new OutboxRelay(hub.db, gate, clock, { pollMs: 5, leaseMs: 30 }));
  const ticking = setInterval(() => (hand.at += 5), 5);
  for (const relay of relays) relay.start();
  for (let version = 1; version <= 4; version++) await letters(60, `反映违规发放补贴${version}`);
  while ((await relays[0]!.waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await Promise.all(relays.map((relay) => relay.stop()));
  clearInterval(ticking);
  const ids = new Set(gates.flatMap(({ taken }) => taken.map(({ id }) => id)));
  expect(ids.size).toBe(await hub.count('outbox'));
  // A lease that ran out behind a send is sent again by the next holder: by first arrival each record is in order.
  for (const { versions } of gates)
    for (const seen of versions.values()) expect([...new Set(seen)]).toEqual([...new Set(seen)].sort((x, y) => x - y));
});

test('a broker that is away: intake goes on, and all goes over when it is back', async () => {
  const gate = new Gate();
  const codes: string[] = [];
  gate.before = () => Promise.reject(new Error('away'));
  const relay = new OutboxRelay(hub.db, gate, clock, { pollMs: 5, failed: (code) => void codes.push(code) });
  relay.start();
  await letters(30);
  while (codes.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await relay.waiting()).toBe(await hub.count('outbox'));
  gate.before = async () => {};
  while ((await relay.waiting()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  await relay.stop();
  expect(codes).toContain('E-RELAY');
  expect(gate.taken).toHaveLength(await hub.count('outbox'));
});

describe('the desk', () => {
  it('says what waits, and since when', async () => {
    const desk = new OutboxDesk(hub.db, clock);
    expect(await desk.status()).toEqual({ waiting: 0, oldestMs: 0, byState: {}, leases: [] });
    await letters(3);
    hand.at = Date.now() + 60_000;
    const { waiting, oldestMs, byState } = await desk.status();
    expect([waiting, byState]).toEqual([4, { NEW: 4 }]);
    expect(oldestMs).toBeGreaterThanOrEqual(60_000);
    expect(oldestMs).toBeLessThan(90_000);
  });

  it('sends a range again under the same ids', async () => {
    const desk = new OutboxDesk(hub.db, clock);
    const gate = new Gate();
    const relay = new OutboxRelay(hub.db, gate, clock);
    await letters(5);
    await relay.drain();
    const first = gate.taken.map(({ id }) => id);
    const again = async (range: Parameters<OutboxDesk['republish']>[0]): Promise<string[]> => {
      gate.taken.length = 0;
      const count = await desk.republish(range);
      expect(await relay.drain()).toBe(count);
      return gate.taken.map(({ id }) => id);
    };
    const [, second] = first;
    expect(await again({ all: true })).toEqual(first);
    expect(await again({ event: second! })).toEqual([second]);
    expect(await again({ record: 'P1' })).toHaveLength(1);
    const now = Date.now();
    expect(await again({ from: new Date(now - 60_000), to: new Date(now + 1000) })).toEqual(first);
    expect(await again({ from: new Date(now + 60_000), to: new Date(now + 120_000) })).toEqual([]);
  });
});

test('an event over the limit is not sent, holds nobody up, and is shown', async () => {
  await letters(3);
  await hub.db.transaction((statements) =>
    statements.query(`UPDATE outbox SET payload = ? WHERE id = (SELECT MIN(id) FROM outbox)`, ['长'.repeat(400_000)]),
  );
  const gate = new Gate();
  await new OutboxRelay(hub.db, gate, clock).drain();
  expect((await new OutboxDesk(hub.db, clock).status()).byState).toEqual({ SENT: 3, TOO_LONG: 1 });
});
