import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { clueTopic } from '#libs/contracts';
import { projectFile } from '#libs/kernel';
import { until } from '../fault/chance.js';
import { AGGREGATOR, SERVICES } from '../stack/services.js';
import { json, ownPrefix, PETITION, petition, underAttack } from './under-attack.js';

// What an operator does at a terminal beside the services that run: on their databases, with their accounts.

const hub = underAttack(PETITION, AGGREGATOR);
const folder = mkdtempSync(join(tmpdir(), 'operator-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TOPIC = clueTopic('PET');

interface Ended {
  code: number;
  out: string;
  err: string;
}

/** A command with the settings of a service, as its operator has them. */
function command(service: string, args: readonly string[], more: Record<string, string> = {}): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, ...hub().services.environment(service), HUB_DATA: join(folder, service), ...more };
  const program = [projectFile('dist/apps/hub/src/main.js'), ...args];
  return new Promise((done) =>
    execFile(process.execPath, ['--no-warnings', ...program], { env }, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, out, err }),
    ),
  );
}

async function answer<T>(service: string, ...args: string[]): Promise<T> {
  const ended = await command(service, [...args, '--json']);
  expect([ended.code, ended.err]).toEqual([0, '']);
  return JSON.parse(ended.out) as T;
}

async function tables(service: string): Promise<string[]> {
  const db = await hub().database(service);
  const rows = await db.read((reads) =>
    reads.query<{ t: string }>('SELECT table_name AS t FROM information_schema.tables WHERE table_schema = DATABASE()'),
  );
  return rows.map(({ t }) => t).sort();
}

interface Counted {
  byState: Record<string, number>;
  waiting: number;
}

interface Receipt {
  traceId: string;
  receiptId: string;
}

test('from a receipt to its line in a packet and back', async () => {
  const receipt = (await (await hub().send(json(petition(ownPrefix())))).json()) as Receipt;
  const traced = async (id: string) => command(AGGREGATOR, ['trace', id, '--json']);
  interface Version {
    recordId: string;
    eventId: string;
    matterId?: string;
    traceId: string;
    batchId: string;
  }
  const versionsOf = ({ out }: Ended) => (JSON.parse(out) as { versions?: Version[] }).versions ?? [];
  const line = async () => versionsOf(await traced(receipt.traceId)).find(({ matterId }) => matterId);
  expect(await until(90_000, async () => (await line()) !== undefined)).toBe(true);
  const found = await line();
  expect(found).toMatchObject({ traceId: receipt.traceId, batchId: receipt.receiptId });
  for (const key of ['matterId', 'recordId', 'eventId'] as const) {
    // Another spec's letters may be linked meanwhile, and the matter get another id.
    const leadsBack = async () => {
      const ids = versionsOf(await traced((await line())?.[key] ?? '')).map(({ eventId }) => eventId);
      return ids.includes(found?.eventId ?? '-');
    };
    expect([key, await until(30_000, leadsBack)]).toEqual([key, true]);
  }
  expect((await command(AGGREGATOR, ['trace', receipt.traceId])).out).toContain(`追踪 ${receipt.traceId}`);
  expect(await traced('0')).toMatchObject({ code: 1, out: expect.stringContaining('E-TRACE-UNKNOWN') });
});

test('outbox republish on an adapter sends through its relay, and makes no table', async () => {
  const before = await tables(PETITION);
  const ended = async () => hub().topicEnd(TOPIC);
  const settled = async () => (await answer<Counted>(PETITION, 'outbox', 'status')).waiting === 0;
  expect(await until(60_000, settled)).toBe(true);
  const end = await ended();
  const { republished } = await answer<{ republished: number }>(PETITION, 'outbox', 'republish', '--all');
  expect(republished).toBeGreaterThan(0);
  expect(await until(30_000, async () => (await ended()) === end + BigInt(republished))).toBe(true);
  expect(await until(10_000, settled)).toBe(true);
  expect(await tables(PETITION)).toEqual(before);
});

test('a message in quarantine is read again from its topic, with the rights of the aggregator', async () => {
  const before = await tables(AGGREGATOR);
  const known = new Set((await answer<Held>(AGGREGATOR, 'quarantine', 'list')).entries.map(({ id }) => id));
  await hub().produce(TOPIC, [{ key: 'k', value: '{' }]);
  interface Held {
    entries: { id: string; code: string; state: string }[];
  }
  const fresh = async () =>
    (await answer<Held>(AGGREGATOR, 'quarantine', 'list')).entries.find(({ id }) => !known.has(id));
  expect(await until(30_000, async () => (await fresh()) !== undefined)).toBe(true);
  const { id = '' } = (await fresh()) ?? {};
  // Without a broker nobody could read it: its sender would have to be asked.
  expect(await answer(AGGREGATOR, 'quarantine', 'retry', id)).toEqual({ id, outcome: 'HELD', code: 'E-NOT-JSON' });
  expect(await fresh()).toMatchObject({ id, state: 'HELD' });
  await answer(AGGREGATOR, 'quarantine', 'discard', id, '--reason', 'TEST');
  expect(await tables(AGGREGATOR)).toEqual(before);
});

test.each([
  [AGGREGATOR, ['outbox', 'status']],
  [AGGREGATOR, ['outbox', 'republish', '--all']],
  [PETITION, ['quarantine', 'list']],
  [PETITION, ['matters']],
  [PETITION, ['link']],
  [AGGREGATOR, ['import', 'petition', projectFile('README.md')]],
])('%s has nothing for %j, and is told so', async (service, args) => {
  const before = await tables(service);
  const ended = await command(service, args);
  expect([ended.code, ended.err]).toEqual([expect.any(Number), expect.stringContaining('E-DB-PART')]);
  expect(ended.code).not.toBe(0);
  expect(await tables(service)).toEqual(before);
});

test.each([PETITION, AGGREGATOR])('migrate on the database of %s knows its tables and adds none', async (service) => {
  const before = await tables(service);
  expect(await answer(service, 'migrate', 'up')).toEqual({ applied: [] });
  const { migrations, drift } = await answer<{ migrations: { state: string }[]; drift: string[] }>(
    service,
    'migrate',
    'status',
  );
  expect([...new Set(migrations.map(({ state }) => state)), drift]).toEqual(['applied', []]);
  expect(await tables(service)).toEqual(before);
});

test('topics are made by the administrator as configured, and by no service', async () => {
  const { kafka } = hub().services.servers;
  const admin = { HUB_KAFKA_USER: 'admin', HUB_KAFKA_PASSWORD: kafka.users.admin ?? '', HUB_KAFKA_RETENTION_DAYS: '5' };
  const made = await command(AGGREGATOR, ['topics', 'create', '--json'], admin);
  expect([made.code, made.err]).toEqual([0, '']);
  expect((JSON.parse(made.out) as { topics: string[] }).topics).toHaveLength(2 * (SERVICES.length - 1) + 1);
  const { resources } = await hub().admin((client) =>
    client.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: TOPIC, configNames: ['retention.ms'] }],
    }),
  );
  expect(resources[0]?.configEntries[0]?.configValue).toBe(String(5 * 86_400_000));
  for (const service of [PETITION, AGGREGATOR]) {
    const refused = await command(service, ['topics', 'create', '--json']);
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining('E-BROKER-DENIED')]);
  }
});
