import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from 'kafkajs';
import { OutboxDesk } from '#libs/adapter-host';
import { DEPARTMENTS } from '#libs/embedded';
import { projectFile, systemClock } from '#libs/kernel';
import { backUp, restore } from '../../infra/back-up.js';
import { AGGREGATOR, adapterOf, SERVICES } from '../../stack/services.js';
import type { Arena } from '../arena.js';
import type { Findings } from '../oracle.js';
import { demand, rest, type Scenario, settle } from '../scenario.js';
import { Sender } from '../sender.js';

/** The samples, which hold matters of several departments, the office's tables, and some records more. */
async function fill(arena: Arena): Promise<Sender> {
  await arena.start(...SERVICES);
  await arena.office();
  const sender = new Sender(arena.services);
  await sendSamples(sender);
  await sender.send(60, 20);
  return sender;
}

/** Every sample file through its department's door. */
export async function sendSamples(sender: Sender): Promise<void> {
  for (const department of DEPARTMENTS) {
    const folder = projectFile(`samples/${department.name}`);
    for (const file of readdirSync(folder).sort()) await sender.file(department, readFileSync(join(folder, file)));
  }
}

/** What the aggregator makes of all records: the digest of the partition, and what must not depend on arrival either. */
async function partition(arena: Arena): Promise<{ hash: string; matters: number }> {
  return (await arena.database(AGGREGATOR)).read(async (reads) => {
    const [epoch] = await reads.query<{ h: string }>('SELECT partition_hash AS h FROM link_epoch WHERE is_current = 1');
    const [matters] = await reads.query<{ n: number }>('SELECT COUNT(*) AS n FROM matter');
    return { hash: epoch?.h ?? '', matters: Number(matters?.n ?? 0) };
  });
}

/** Aggregator and topics as on the first day. */
async function forgetAll(arena: Arena): Promise<void> {
  await arena.keeper.letGo('SIGTERM', AGGREGATOR);
  await arena.empty(AGGREGATOR);
  await arena.emptyTopics();
}

async function again(arena: Arena): Promise<void> {
  await arena.start(AGGREGATOR);
  await arena.office();
}

/** Every event of the adapters, as it went out. */
async function allEvents(arena: Arena): Promise<{ topic: string; message: Message }[]> {
  const found = await Promise.all(
    DEPARTMENTS.map(async (department) =>
      (await arena.database(adapterOf(department))).read((reads) =>
        reads.query<{ aggregatetype: string; aggregateid: string; payload: string }>(
          'SELECT aggregatetype, aggregateid, payload FROM outbox',
        ),
      ),
    ),
  );
  return found
    .flat()
    .map((row) => ({ topic: row.aggregatetype, message: { key: row.aggregateid, value: row.payload } }));
}

async function produceAll(arena: Arena, events: readonly { topic: string; message: Message }[]): Promise<void> {
  for (const topic of new Set(events.map((event) => event.topic)))
    await arena.produce(
      topic,
      events.filter((event) => event.topic === topic).map(({ message }) => message),
    );
}

/** Lets `replay` bring the events once more, after all of it is at rest, and asks for the same matters behind it. Gives counts of its own. */
const sameMatters = (
  id: string,
  title: string,
  replay: (arena: Arena, settled: () => Promise<Findings>) => Promise<Record<string, number>>,
): Scenario => ({
  id,
  title,
  async run(arena) {
    const sender = await fill(arena);
    await rest(arena);
    const before = await partition(arena);
    const broken: string[] = [];
    const settled = async (): Promise<Findings> => {
      const findings = await settle(arena, sender);
      await compare(arena, findings, before);
      broken.push(...findings.broken);
      return findings;
    };
    const own = await replay(arena, settled);
    const { counts } = await settled();
    return { counts: { ...counts, ...own }, broken };
  },
});

/** F4: the broker lost everything. */
export const emptyBroker = sameMatters(
  'F4',
  'topics emptied and aggregator empty: what the outboxes send again gives the same matters',
  async (arena) => {
    await forgetAll(arena);
    let republished = 0;
    for (const department of DEPARTMENTS) {
      const desk = new OutboxDesk(await arena.database(adapterOf(department)), systemClock);
      republished += await desk.republish({ all: true });
    }
    await again(arena);
    return { republished };
  },
);

/** F8: each event once to five times, in any order, also the versions of one record. */
export const manyTimes = sameMatters(
  'F8',
  'every event delivered one to five times, shuffled: the same matters',
  async (arena) => {
    await forgetAll(arena);
    const { chance } = arena;
    const events = await allEvents(arena);
    const repeated = events.flatMap((event) => Array.from({ length: chance.between(1, 5) }, () => event));
    await produceAll(arena, chance.shuffled(repeated));
    await again(arena);
    return { delivered: repeated.length };
  },
);

/** F11: read from the start again, once over what is known and twice into an empty aggregator. */
export const replayed = sameMatters(
  'F11',
  'replay from offset 0, as it is and shuffled twice: the same matters',
  async (arena, settled) => {
    await arena.keeper.letGo('SIGTERM', AGGREGATOR);
    await arena.rewind();
    await arena.start(AGGREGATOR);
    await settled();
    const events = await allEvents(arena);
    const shuffled = async (): Promise<void> => {
      await forgetAll(arena);
      await produceAll(arena, arena.chance.shuffled(events));
      await again(arena);
    };
    await shuffled();
    await settled();
    await shuffled();
    return {};
  },
);

/** F17: the aggregator's database is lost, and the back-up is from before the last deliveries; the steps are those of docs/operations.md. */
export const restored: Scenario = {
  id: 'F17',
  title: 'aggregator backed up under load, lost, restored and replayed: the same matters',
  async run(arena) {
    const sender = await fill(arena);
    const file = join(arena.services.folder, 'aggregator.sql');
    // While events arrive: the back-up is of one moment all the same.
    const load = sender.send(60, 10);
    await backUp(arena.servers, AGGREGATOR, file);
    await load;
    await sender.send(20, 20);
    await rest(arena);
    const before = await partition(arena);
    await arena.keeper.letGo('SIGTERM', AGGREGATOR);
    await arena.empty(AGGREGATOR);
    await restore(arena.servers, AGGREGATOR, file);
    const [held] = await (await arena.database(AGGREGATOR)).read((reads) =>
      reads.query<{ n: number }>('SELECT COUNT(*) AS n FROM inbox'),
    );
    // Its offsets are ahead of what it holds now.
    await arena.rewind();
    await arena.start(AGGREGATOR);
    const findings = await settle(arena, sender);
    await compare(arena, findings, before);
    findings.counts.inBackUp = Number(held?.n ?? 0);
    demand(findings, findings.counts.inBackUp > 0, 'the back-up is empty');
    demand(findings, findings.counts.inBackUp < (findings.counts.inbox ?? 0), 'nothing had to be replayed');
    return findings;
  },
};

async function compare(arena: Arena, findings: Findings, before: Awaited<ReturnType<typeof partition>>): Promise<void> {
  const after = await partition(arena);
  findings.counts.mattersBefore = before.matters;
  demand(findings, before.hash !== '' && after.hash === before.hash, `matters differ: ${before.hash} ${after.hash}`);
}
