import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import kafkajs, { type Admin, type Kafka, type Message } from 'kafkajs';
import { clueTopic } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { projectFile } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { type Servers, startServers } from '../infra/servers.js';
import { Keeper } from '../stack/keeper.js';
import { loadSampleOffice } from '../stack/office.js';
import { AGGREGATOR, SERVICES, Services } from '../stack/services.js';
import { Onlooker } from '../stack/sums.js';
import { type Chance, until } from './chance.js';
import { VARIANTS } from './variants.js';

/** How soon the work of a process that was killed goes to the next one: the shortest that the broker allows. */
export const TAKEOVER_MS = 6000;

export const TOPICS: readonly string[] = DEPARTMENTS.map(({ code }) => clueTopic(code));

export interface TopicMessage {
  topic: string;
  partition: number;
  offset: string;
  key: Buffer | null;
  value: Buffer | null;
}

/** Broker, database and six services of one scenario: all real, all empty at its start, none running yet but the servers. */
export class Arena {
  readonly keeper: Keeper;
  readonly onlooker: Onlooker;

  private constructor(
    readonly servers: Servers,
    readonly services: Services,
    readonly chance: Chance,
    private readonly kafka: Kafka,
  ) {
    this.keeper = new Keeper(services, { HUB_TAKEOVER_MS: String(TAKEOVER_MS) });
    this.onlooker = new Onlooker(services);
  }

  static async open(dir: string, chance: Chance): Promise<Arena> {
    const servers = await startServers(join(dir, 'servers'));
    rmSync(join(dir, 'services'), { recursive: true, force: true });
    const services = await Services.prepare(join(dir, 'services'), servers);
    const kafka = new kafkajs.Kafka({
      clientId: 'fault',
      brokers: servers.kafka.brokers,
      sasl: { mechanism: 'scram-sha-512', username: 'admin', password: servers.kafka.users.admin ?? '' },
      logLevel: kafkajs.logLevel.NOTHING,
      retry: { retries: 8, initialRetryTime: 200, maxRetryTime: 2000 },
    });
    const arena = new Arena(servers, services, chance, kafka);
    await arena.empty(...SERVICES);
    await arena.emptyTopics();
    return arena;
  }

  /** Variant that the services of this arena are (see variants.ts); without one they are what is delivered. */
  variant: string | undefined;

  /** Says how a service starts from now on: as it is delivered, or with a point at which it kills itself. */
  prepare(name: string, ...points: string[]): void {
    const variant = this.variant === undefined ? undefined : VARIANTS[this.variant];
    const broken = variant && (name === AGGREGATOR) === (variant.of === 'aggregator') ? [this.variant ?? ''] : [];
    const doctorings = [...broken, ...points];
    if (doctorings.length === 0) this.services.programs.delete(name);
    else this.services.programs.set(name, [projectFile('dist/test/fault/doctored.js'), name, ...doctorings]);
  }

  /** Starts the services and keeps them alive. */
  async start(...names: string[]): Promise<void> {
    for (const name of names) this.prepare(name);
    await this.keeper.keep(...names);
  }

  database(name: string): Promise<Database> {
    return this.onlooker.database(name);
  }

  /** Drops every table of services that do not run. */
  async empty(...names: string[]): Promise<void> {
    for (const name of names) {
      await (await this.database(name)).transaction(async (statements) => {
        const tables = await statements.query<{ name: string }>(
          'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
        );
        for (const table of tables) await statements.query(`DROP TABLE \`${table.name}\``);
      });
      await this.onlooker.forget(name);
    }
  }

  /** Deletes the topics of clues with the offsets of their reader, and makes them anew. */
  async emptyTopics(): Promise<void> {
    await this.admin(async (admin) => {
      const known = new Set(await admin.listTopics());
      const topics = TOPICS.filter((topic) => known.has(topic));
      if (topics.length > 0) await admin.deleteTopics({ topics });
      // A member that was killed counts until its session has run out.
      await until(
        4 * TAKEOVER_MS,
        async () => {
          const { groups } = await admin.listGroups();
          if (!groups.some(({ groupId }) => groupId === AGGREGATOR)) return true;
          return admin.deleteGroups([AGGREGATOR]).then(
            () => true,
            () => false,
          );
        },
        500,
      );
    });
    await startServers(this.servers.dir, 'kafka');
  }

  /** Lets the aggregator, which must not run, read every topic from its start again. */
  async rewind(): Promise<void> {
    await this.admin(async (admin) => {
      for (const topic of TOPICS) await admin.resetOffsets({ groupId: AGGREGATOR, topic, earliest: true });
    });
  }

  /** The office's own tables, as on the day of delivery. The aggregator must have made its tables. */
  async office(): Promise<void> {
    await loadSampleOffice(await this.database(AGGREGATOR));
  }

  async admin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Sends messages past the services, as the broker's administrator. */
  async produce(topic: string, messages: Message[]): Promise<void> {
    const producer = this.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    try {
      await producer.connect();
      for (let from = 0; from < messages.length; from += 100)
        await producer.send({ topic, acks: -1, messages: messages.slice(from, from + 100) });
    } finally {
      await producer.disconnect();
    }
  }

  /** Every message of the topics of clues. */
  async messages(): Promise<TopicMessage[]> {
    const ends = await this.ends();
    const open = new Map(
      ends.filter(({ low, high }) => low < high).map((end) => [`${end.topic}/${end.partition}`, end]),
    );
    const found: TopicMessage[] = [];
    if (open.size === 0) return found;
    const consumer = this.kafka.consumer({
      groupId: `fault-${this.chance.seed}-${performance.now()}`,
      maxWaitTimeInMs: 200,
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...TOPICS], fromBeginning: true });
      await new Promise<void>((resolve, reject) => {
        const running = consumer.run({
          autoCommit: false,
          eachMessage: async ({ topic, partition, message: { key, value, offset } }) => {
            found.push({ topic, partition, offset, key, value });
            const end = open.get(`${topic}/${partition}`);
            if (end && BigInt(offset) >= end.high - 1n) open.delete(`${topic}/${partition}`);
            if (open.size === 0) resolve();
          },
        });
        running.catch(reject);
      });
    } finally {
      await consumer.disconnect();
    }
    return found;
  }

  /** Ends of the partitions, and what the aggregator's group has committed of each. */
  ends(): Promise<{ topic: string; partition: number; low: bigint; high: bigint; committed: bigint }[]> {
    return this.admin(async (admin) => {
      const offsets = await admin.fetchOffsets({ groupId: AGGREGATOR, topics: [...TOPICS] });
      const found = [];
      for (const { topic, partitions } of offsets)
        for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
          const own = partitions.find((one) => one.partition === partition);
          found.push({ topic, partition, low: BigInt(low), high: BigInt(high), committed: BigInt(own?.offset ?? -1) });
        }
      return found;
    });
  }

  /** Sends a signal to the broker or the database; `SIGKILL` is waited for. */
  async strike(server: 'kafka' | 'mariadb', signal: NodeJS.Signals): Promise<void> {
    const { pid } = JSON.parse(readFileSync(join(this.servers.dir, `${server}.pid.json`), 'utf8')) as { pid: number };
    process.kill(pid, signal);
    while (signal === 'SIGKILL' && alive(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async revive(server: 'kafka' | 'mariadb'): Promise<void> {
    await startServers(this.servers.dir, server);
  }

  /** Ends the services; the servers stay for the next scenario. */
  async close(): Promise<void> {
    // It says goodbye to its group, so that nobody has to wait for its session to run out.
    if (this.services.pid(AGGREGATOR) !== undefined) await this.keeper.letGo('SIGTERM', AGGREGATOR);
    await this.keeper.letAllGo();
    await this.onlooker.close();
  }
}

/** A process that ended and was not fetched by its parent yet is dead too. */
function alive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
