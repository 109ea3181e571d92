import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { clueTopic } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import type { Servers } from '../infra/servers.js';
import { ndjson } from '../stack/load.js';
import { AGGREGATOR, adapterOf, SERVICES, Services } from '../stack/services.js';
import { count, Onlooker } from '../stack/sums.js';
import { withServers } from './intake-http.js';

const IN_ONE = 2000;

export interface PipelineFigures {
  /** From the first request to the last row of the aggregator. */
  seconds: number;
  /** Bare kafkajs sending and taking as many messages of the same bytes. */
  bareSeconds: number;
  /** Events that the aggregator takes a second from a backlog. */
  drained: number;
  /** Largest memory of a service process, MiB. */
  memory: number;
}

/** Records pushed to five adapters over HTTP, through the broker, to rows of the aggregator; then a backlog of as many. */
export function pipeline(records: number): Promise<PipelineFigures> {
  return withServers(async (servers, folder) => {
    const services = await Services.prepare(join(folder, 'services'), servers);
    // Linking is measured by itself.
    await Promise.all(SERVICES.map((name) => services.start(name, { HUB_LINK_LIMIT: '0' })));
    const onlooker = new Onlooker(services);
    let memory = 0;
    const watch = setInterval(() => {
      memory = Math.max(memory, ...SERVICES.map((name) => services.memory(name)));
    }, 500);
    try {
      const each = Math.ceil(records / DEPARTMENTS.length);
      const started = performance.now();
      await pushAll(services, 0, each);
      await arrived(onlooker, each * DEPARTMENTS.length);
      const seconds = (performance.now() - started) / 1000;
      await services.end(AGGREGATOR);
      await pushAll(services, each, each);
      await sent(onlooker);
      const drainStarted = performance.now();
      await services.start(AGGREGATOR, { HUB_LINK_LIMIT: '0' });
      await arrived(onlooker, 2 * each * DEPARTMENTS.length);
      const drained = (each * DEPARTMENTS.length) / ((performance.now() - drainStarted) / 1000);
      return { seconds, bareSeconds: await bare(servers, records), drained, memory };
    } finally {
      clearInterval(watch);
      await onlooker.close();
      await services.endAll();
    }
  });
}

async function pushAll(services: Services, from: number, count: number): Promise<void> {
  await Promise.all(
    DEPARTMENTS.map(async (department) => {
      for (let start = 0; start < count; start += IN_ONE) {
        const body = ndjson(department.code, from + start, Math.min(IN_ONE, count - start));
        const answer = await services.push(department, { door: 'records', type: 'application/x-ndjson', body });
        const { rows } = (await answer.json()) as { rows: { received: number; accepted: number } };
        if (rows.accepted !== rows.received) throw new Error(`${department.name}: ${JSON.stringify(rows)}`);
      }
    }),
  );
}

/** Between two looks at the databases: each is work for them too. */
const LOOK_MS = 500;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

async function arrived(onlooker: Onlooker, records: number): Promise<void> {
  const db = await onlooker.database(AGGREGATOR);
  await until(async () => (await db.read((reads) => count(reads, 'record'))) >= records);
}

async function sent(onlooker: Onlooker): Promise<void> {
  for (const department of DEPARTMENTS) {
    const db = await onlooker.database(adapterOf(department));
    await until(async () => (await db.read((reads) => count(reads, `outbox WHERE state = 'NEW'`))) === 0);
  }
}

/** Bytes of an event of the load. */
const EVENT_BYTES = 3200;

async function bare({ kafka }: Servers, records: number): Promise<number> {
  const client = new kafkajs.Kafka({
    brokers: kafka.brokers,
    sasl: { mechanism: 'scram-sha-512', username: 'admin', password: kafka.users.admin ?? '' },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const topic = clueTopic('ORG');
  const admin = client.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 6 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  const consumer = client.consumer({ groupId: 'bench', maxWaitTimeInMs: 200 });
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  let taken = 0;
  const value = Buffer.alloc(EVENT_BYTES, 'x');
  const started = performance.now();
  const all = new Promise<void>((resolve, reject) => {
    const eachBatch = async ({ batch }: kafkajs.EachBatchPayload): Promise<void> => {
      taken += batch.messages.length;
      if (taken >= records) resolve();
    };
    consumer.run({ eachBatch }).catch(reject);
  });
  for (let start = 0; start < records; start += 200) {
    const messages = Array.from({ length: Math.min(200, records - start) }, (_, n) => ({ key: `${start + n}`, value }));
    await producer.send({ topic, messages, acks: -1 });
  }
  await all;
  const seconds = (performance.now() - started) / 1000;
  await Promise.all([producer.disconnect(), consumer.disconnect()]);
  return seconds;
}
