import { clueTopic, type HubEvent } from '#libs/contracts';
import { fixedClock } from '#libs/kernel';
import { type Arrival, readArrival } from '#libs/messaging';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { clueOf, eventOf, handBatch, outgoing, rowsOf, type TempDatabase, tempDatabase } from '#libs/testkit';
import { EventIngest } from './ingest.js';
import { Quarantine } from './quarantine.js';
import { AGGREGATION_MIGRATIONS } from './start.js';

const CLOCK = fixedClock('2024-05-16T02:00:00Z');
const TOPIC = clueTopic('DIS');
let temp: TempDatabase;
let ingest: EventIngest;
/** What the topic still keeps, by digest. */
let kept: Map<string, Arrival>;
let quarantine: Quarantine;

beforeEach(async () => {
  temp = await tempDatabase([...SECURITY_MIGRATIONS, ...AGGREGATION_MIGRATIONS]);
  ingest = new EventIngest(temp.db, CLOCK);
  kept = new Map();
  quarantine = new Quarantine(temp.db, CLOCK, async ({ digest }) => kept.get(digest));
});
afterEach(() => temp.remove());

/** A message at a place of the topic, which keeps it. */
function message(value: unknown, offset: number, key?: string): Arrival {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const subject = (value as { subject?: string } | null)?.subject ?? '';
  const arrival = readArrival({
    topic: TOPIC,
    key: key ?? subject,
    value: text,
    position: { topic: TOPIC, partition: 3, offset: String(offset) },
  });
  kept.set(arrival.digest, arrival);
  return arrival;
}

const future = (): HubEvent => {
  const event = eventOf('DIS', 'J-1', clueOf());
  event.data.schemaVersion = '2.0.0';
  return event;
};

const records = () => rowsOf(temp.db, 'SELECT record_id FROM record');
const acts = async () =>
  (await rowsOf(temp.db, 'SELECT action FROM audit_entry ORDER BY seq')).map((row) => row.action);

test('each bad message has a row with code, digest and place, also when its bytes are the same as another’s', async () => {
  await ingest.handle(TOPIC, [message('nonsense', 7), message('nonsense', 8), message(future(), 9)]);
  await ingest.handle(TOPIC, [message('nonsense', 8)]);
  const found = await quarantine.list();
  expect(found.map(({ code, partition, offset }) => [code, partition, offset]).sort()).toEqual([
    ['E-NOT-JSON', 3, '7'],
    ['E-NOT-JSON', 3, '8'],
    ['E-SCHEMA-VERSION', 3, '9'],
  ]);
  expect(await quarantine.counts()).toEqual({ HELD: 3, AWAITED: 0, DISCARDED: 0 });
});

test('a bad message under the id of another’s event does not keep that event out', async () => {
  const real = eventOf('DIS', 'J-1', clueOf());
  await ingest.handle(TOPIC, [message({ ...future(), id: real.id }, 1)]);
  await ingest.handle(TOPIC, [message(real, 2)]);
  expect(await records()).toHaveLength(1);
});

test('nesting beyond the stack is set aside and stops nothing', async () => {
  const deep = `{"id":"x","subject":"s","data":{"eventType":"CLUE_SUBMITTED","schemaVersion":"1.0.0","payload":${'['.repeat(200_000)}${']'.repeat(200_000)}}}`;
  const sound = eventOf('DIS', 'J-1', clueOf());
  await ingest.handle(TOPIC, [message(deep, 1, 's'), message(sound, 2)]);
  expect((await quarantine.list()).map(({ code }) => code)).toEqual([expect.stringMatching(/^E-/u)]);
  expect(await records()).toHaveLength(1);
});

describe('retry', () => {
  const conflict = async (): Promise<string> => {
    await handBatch(ingest, TOPIC, [eventOf('DIS', 'J-1', clueOf({ title: '一' }))]);
    const other = eventOf('DIS', 'J-1', clueOf({ title: '二' }), { id: '00000000-0000-4000-8000-000000000002' });
    await handBatch(ingest, TOPIC, [other]);
    const again = readArrival({ topic: TOPIC, key: other.subject, value: outgoing(other).json });
    kept.set(again.digest, again);
    return other.id;
  };

  it('takes the message when its cause is mended', async () => {
    const id = await conflict();
    await temp.db.transaction((statements) => statements.query('DELETE FROM record_version'));
    expect(await quarantine.retry(id, '甲')).toEqual({ outcome: 'TAKEN' });
    expect(await quarantine.list()).toEqual([]);
    expect(await rowsOf(temp.db, 'SELECT event_id FROM inbox WHERE event_id = ?', [id])).toHaveLength(1);
    expect(await acts()).toEqual(['quarantine.retried']);
  });

  it('leaves it where it is while the cause lasts', async () => {
    const id = await conflict();
    const before = await quarantine.show(id);
    expect(await quarantine.retry(id, '甲')).toEqual({ outcome: 'HELD', code: 'E-VERSION-CONFLICT' });
    expect(await quarantine.show(id)).toEqual(before);
    await ingest.handle(TOPIC, [message(future(), 1)]);
    const [held] = (await quarantine.list()).filter(({ code }) => code === 'E-SCHEMA-VERSION');
    expect(await quarantine.retry(held!.id, '甲')).toEqual({ outcome: 'HELD', code: 'E-SCHEMA-VERSION' });
    expect(await quarantine.counts()).toMatchObject({ HELD: 2 });
  });

  it('of a message that stands nowhere any more waits for its sender, and the row goes when it comes', async () => {
    const id = await conflict();
    kept.clear();
    expect(await quarantine.retry(id, '甲')).toEqual({ outcome: 'AWAITED' });
    expect(await quarantine.counts()).toEqual({ HELD: 0, AWAITED: 1, DISCARDED: 0 });
    await temp.db.transaction((statements) => statements.query('DELETE FROM record_version'));
    await handBatch(ingest, TOPIC, [eventOf('DIS', 'J-1', clueOf({ title: '二' }), { id })]);
    expect(await quarantine.list()).toEqual([]);
    expect(await records()).toHaveLength(1);
  });

  it('never takes another message than the one that was set aside', async () => {
    await ingest.handle(TOPIC, [message(future(), 1)]);
    const [held] = await quarantine.list();
    const other = message(eventOf('DIS', 'J-2', clueOf()), 1);
    kept.set(held!.digest, other);
    expect(await quarantine.retry(held!.id, '甲')).toEqual({ outcome: 'AWAITED' });
    expect(await records()).toEqual([]);
  });
});

test('what is discarded stays counted, and is decided', async () => {
  await ingest.handle(TOPIC, [message('nonsense', 7)]);
  const [held] = await quarantine.list({ state: 'HELD' });
  await quarantine.discard(held!.id, 'DAMAGED', '甲');
  expect(await quarantine.counts()).toEqual({ HELD: 0, AWAITED: 0, DISCARDED: 1 });
  await expect(quarantine.retry(held!.id, '甲')).rejects.toMatchObject({ code: 'E-QUARANTINE-DECIDED' });
  await expect(quarantine.discard(held!.id, 'TEST', '甲')).rejects.toMatchObject({ code: 'E-QUARANTINE-DECIDED' });
  await expect(quarantine.show('nothing')).rejects.toMatchObject({ code: 'E-QUARANTINE-UNKNOWN' });
  expect(await acts()).toEqual(['quarantine.discarded']);
});
