import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { INTAKE_MIGRATIONS, Intake, OutboxDesk, OutboxRelay, readNdjson } from '#libs/adapter-host';
import { AGGREGATION_MIGRATIONS, AggregationModule, Aggregator } from '#libs/aggregation';
import { readConfig } from '#libs/config';
import { clueTopic } from '#libs/contracts';
import { petition } from '#libs/department-petition';
import { newId, sha256, systemClock } from '#libs/kernel';
import { InProcessTransport } from '#libs/messaging';
import { ensureTopics, KafkaSink, KafkaTransport } from '#libs/messaging-kafka';
import { Database } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { eventually, rowsOf, testBroker } from '#libs/testkit';
import { workFolder } from './hub-process.js';

const folder = workFolder('over-kafka');
const broker = testBroker();
const config = readConfig({}, folder.path);
const TOPIC = clueTopic('PET');

const adapters: Database[] = [];
const sides: { db: Database; close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const side of sides) await side.close();
  for (const db of adapters) await db.close();
  await folder.remove();
});

/** The topic has its real name, so others' events may stand in it: numbers of this run are its own. */
const RUN = newId().slice(-8);

const letter = (n: number, text: string) => ({
  信访件编号: `${RUN}-${n}`,
  登记时间: '2024-03-05',
  信访目的: n % 5 === 0 ? '求决' : '揭发控告',
  概况信息: text,
});

async function deliver(intake: Intake, letters: readonly object[]): Promise<void> {
  const text = `${letters.map((one) => JSON.stringify(one)).join('\n')}\n`;
  const stream = (async function* () {
    yield Buffer.from(text);
  })();
  const note = { door: 'ndjson' as const, digest: sha256(text), submittedBy: '甲', approvedBy: '乙' };
  await intake.take(
    { ...note, namesFromConfiguration: false },
    readNdjson(stream, { layouts: petition.layouts, idKey: 'k' }),
    () => undefined,
  );
}

/** An aggregator of its own behind a transport; the handler is the same object class on both. */
async function aggregatorBehind(name: string, strategy: InProcessTransport | KafkaTransport): Promise<Database> {
  const db = await Database.open(join(folder.path, `${name}.sqlite`), [
    ...SECURITY_MIGRATIONS,
    ...AGGREGATION_MIGRATIONS,
  ]);
  const module = AggregationModule.ingestOnly(new Aggregator(db, systemClock, config));
  const service = await NestFactory.createMicroservice(module, { strategy, logger: false });
  await service.listen();
  sides.push({
    db,
    async close() {
      await service.close();
      await db.close();
    },
  });
  return db;
}

/** All that linkage reads, without the times at which it came. */
async function state(db: Database): Promise<Record<string, string | number | null>[][]> {
  const queries = [
    `SELECT record_id, version, clue FROM record WHERE state = 'ACTIVE' ORDER BY record_id`,
    'SELECT record_id, version, note FROM situation_note ORDER BY record_id',
    'SELECT record_id, version, event_type, payload FROM record_version ORDER BY record_id, version, event_type',
    'SELECT batch_id, received, accepted, refused, invalid FROM batch_manifest ORDER BY batch_id',
    'SELECT event_id FROM inbox ORDER BY event_id',
    'SELECT event_id, code FROM quarantine ORDER BY event_id',
  ];
  const found: Record<string, string | number | null>[][] = [];
  for (const sql of queries) found.push(await rowsOf(db, sql));
  return found;
}

test('the same handler behind Kafka, two relays sending, everything sent again twice: the state that one process gives', async () => {
  const adapter = await Database.open(join(folder.path, 'adapter.sqlite'), [
    ...SECURITY_MIGRATIONS,
    ...INTAKE_MIGRATIONS,
  ]);
  adapters.push(adapter);
  const intake = new Intake(adapter, petition, '990101', systemClock);
  for (const version of [1, 2, 3])
    await deliver(
      intake,
      Array.from({ length: 150 }, (_, n) => letter(n, `反映第${(n % version) + 1}项违规发放补贴`)),
    );
  const desk = new OutboxDesk(adapter, systemClock);

  const inProcess = new InProcessTransport();
  const alone = await aggregatorBehind('alone', inProcess);
  await new OutboxRelay(adapter, inProcess, systemClock, { alone: true }).drain();
  const wanted = await state(alone);
  expect(wanted[0]?.length).toBeGreaterThan(100);

  await ensureTopics(broker, [TOPIC]);
  const events = (await desk.status()).byState.SENT;
  expect(await desk.republish({ all: true })).toBe(events);
  const transport = new KafkaTransport(broker, 'test-aggregator', { topics: [TOPIC], batch: 40 });
  const behind = await aggregatorBehind('behind', transport);
  const sink = new KafkaSink(broker, 'test-adapter');
  const relays = [0, 1].map(() => new OutboxRelay(adapter, sink, systemClock, { pollMs: 20, leaseMs: 600 }));
  for (const relay of relays) relay.start();
  for (let round = 0; round < 3; round++) {
    await eventually(async () => expect((await desk.status()).waiting).toBe(0));
    if (round < 2) await desk.republish({ all: true });
  }
  await Promise.all(relays.map((relay) => relay.stop()));
  await sink.close();
  await eventually(async () => expect((await transport.lag()).reduce((sum, { lag }) => sum + lag, 0)).toBe(0));
  const own = new Set(wanted.flat().map((row) => Object.values(row)[0]));
  const got = await state(behind);
  expect(got.map((rows) => rows.filter((row) => own.has(Object.values(row)[0] ?? '')))).toEqual(wanted);
  expect(transport.joined).toBe(true);
});
