import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubEvent } from '#libs/contracts';
import { petition } from '#libs/department-petition';
import { fixedClock } from '#libs/kernel';
import type { OutgoingEvent } from '#libs/messaging';
import { OutboxRelay } from './outbox-relay.js';
import { AdapterUnderTest } from './testing.js';

const CLOCK = fixedClock('2024-05-16T02:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'outbox-'));
let hub: AdapterUnderTest;
let count = 0;

beforeEach(async () => {
  count += 1;
  hub = await AdapterUnderTest.open(petition, join(folder, `${count}.sqlite`));
});
afterEach(() => hub.close());
afterAll(() => rmSync(folder, { recursive: true }));

const letter = (n: number, text = '反映违规发放补贴') => ({
  信访件编号: `P${n}`,
  登记时间: '2024-03-05',
  信访目的: '揭发控告',
  概况信息: text,
});

const deliver = (from: number, records: number, text?: string) =>
  hub.ndjson(Array.from({ length: records }, (_, n) => letter(from + n, text)));

/** The other side: keeps what it took, and fails when told so, before or after it took the batch. */
class Receiver {
  readonly taken: HubEvent[] = [];
  readonly topics: string[] = [];
  fail: 'before' | 'after' | undefined;

  async publish(topic: string, events: readonly OutgoingEvent[]): Promise<void> {
    this.topics.push(topic);
    if (this.fail === 'before') throw new Error('not reached');
    this.taken.push(...events.map(({ json }) => JSON.parse(json) as HubEvent));
    if (this.fail === 'after') throw new Error('answer lost');
  }

  get ids(): string[] {
    return this.taken.map(({ id }) => id);
  }
}

test('all that waits goes over once, in order of acceptance, and nothing waits then', async () => {
  await deliver(0, 1100);
  const receiver = new Receiver();
  const relay = new OutboxRelay(hub.db, receiver, CLOCK);
  const waiting = await relay.waiting();
  const progress: number[] = [];
  expect(await relay.drain((sent) => progress.push(sent))).toBe(waiting);
  const numbers = receiver.taken.map(({ data }) => data.sourceRecordId).filter((id) => id.startsWith('P'));
  expect(numbers).toEqual(Array.from({ length: 1100 }, (_, n) => `P${n}`));
  expect(new Set(receiver.topics)).toEqual(new Set(['clue.petition.v1']));
  expect(progress.at(-1)).toBe(waiting);
  expect([await relay.waiting(), await relay.drain()]).toEqual([0, 0]);
});

test.each(['before', 'after'] as const)(
  'a receiver that fails %s it took the batch gets the batch again',
  async (when) => {
    await deliver(0, 700);
    const receiver = new Receiver();
    const relay = new OutboxRelay(hub.db, receiver, CLOCK);
    const waiting = await relay.waiting();
    receiver.fail = when;
    await expect(relay.drain()).rejects.toThrow(/not reached|answer lost/);
    expect(await relay.waiting()).toBe(waiting);
    receiver.fail = undefined;
    expect(await relay.drain()).toBe(waiting);
    expect(new Set(receiver.ids).size).toBe(waiting);
    expect(receiver.ids.length - waiting).toBe(when === 'after' ? 500 : 0);
  },
);

test('versions of a record go over in their order, whatever failed between', async () => {
  const receiver = new Receiver();
  const relay = new OutboxRelay(hub.db, receiver, CLOCK);
  for (const version of [1, 2, 3]) {
    await deliver(0, 3, `反映违规发放补贴${version}`);
    receiver.fail = version === 2 ? 'after' : undefined;
    if (receiver.fail) await expect(relay.drain()).rejects.toThrow('answer lost');
    else await relay.drain();
  }
  const versions = receiver.taken
    .filter(({ data }) => data.sourceRecordId === 'P1')
    .map(({ data }) => data.sourceVersion);
  expect([...new Set(versions)]).toEqual([1, 2, 3]);
});

test('a row whose id is lower than one already sent still goes over', async () => {
  await deliver(0, 2);
  const receiver = new Receiver();
  const relay = new OutboxRelay(hub.db, receiver, CLOCK);
  await relay.drain();
  const [row] = await hub.db.read((statements) =>
    statements.query<Record<string, string>>('SELECT * FROM outbox LIMIT 1'),
  );
  const late = { ...row, id: '00000000-0000-7000-8000-000000000001', state: 'NEW' };
  await hub.db.transaction((statements) => statements.insert('outbox', [late]));
  expect(await relay.drain()).toBe(1);
});

test('two drains at once lose nothing', async () => {
  await deliver(0, 300);
  const receiver = new Receiver();
  const relay = new OutboxRelay(hub.db, receiver, CLOCK);
  const waiting = await relay.waiting();
  await Promise.all([relay.drain(), relay.drain()]);
  expect(new Set(receiver.ids).size).toBe(waiting);
  expect(await relay.waiting()).toBe(0);
});
