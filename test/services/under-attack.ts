import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs, { type Admin, type Kafka, type Message } from 'kafkajs';
import type { Problem } from '#libs/http';
import { newId, projectFile, sha256, systemClock } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { signRequest } from '#libs/security';
import type { SampleRound } from '../../apps/hub/src/demo/samples.js';
import { letter } from '../bench/letters.js';
import { startServers } from '../infra/servers.js';
import { loadSampleOffice } from '../stack/office.js';
import { AGGREGATOR, adapterOf, Services, type SigningKey } from '../stack/services.js';
import { Onlooker } from '../stack/sums.js';

export const PETITION = adapterOf({ name: 'petition' });
export const RECORDS = '/adapters/petition/records';
export const NAMES = `submittedBy=${encodeURIComponent('甲某')}&approvedBy=${encodeURIComponent('乙某')}`;

/** The specs share one consumer group: who of them is killed is to be missed there soon. */
const TAKEOVER_MS = '12000';

/** What is to be signed; all but the body has a default. */
export interface ToSign {
  body: Uint8Array;
  url?: string;
  key?: SigningKey;
  at?: Date;
}

/** Service processes on the servers of the test run, with a key of this spec's own at the petition adapter. */
export class UnderAttack {
  readonly key: SigningKey;
  private readonly onlooker: Onlooker;

  private constructor(
    readonly services: Services,
    private readonly folder: string,
  ) {
    this.onlooker = new Onlooker(services);
    this.key = services.newKey(PETITION);
  }

  static async start(names: readonly string[]): Promise<UnderAttack> {
    const servers = await startServers(projectFile('.infra/test'));
    const folder = mkdtempSync(join(tmpdir(), 'services-'));
    const under = new UnderAttack(await Services.prepare(folder, servers), folder);
    await Promise.all(names.map((name) => under.services.start(name, { HUB_TAKEOVER_MS: TAKEOVER_MS })));
    return under;
  }

  async end(): Promise<void> {
    await this.onlooker.close();
    await this.services.endAll();
    rmSync(this.folder, { recursive: true });
  }

  /** The database of a service, looked into beside it. */
  database(name: string): Promise<Database> {
    return this.onlooker.database(name);
  }

  /** Work of the broker's administrator. */
  async admin<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    const admin = this.kafka().admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  /** Messages that a topic ever got. */
  topicEnd(topic: string): Promise<bigint> {
    return this.admin(async (admin) =>
      (await admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + BigInt(high), 0n),
    );
  }

  /** Sends messages past the services. */
  async produce(topic: string, messages: Message[]): Promise<void> {
    const producer = this.kafka().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    try {
      await producer.connect();
      await producer.send({ topic, acks: -1, messages });
    } finally {
      await producer.disconnect();
    }
  }

  private kafka(): Kafka {
    const { brokers, users } = this.services.servers.kafka;
    const sasl = { mechanism: 'scram-sha-512' as const, username: 'admin', password: users.admin ?? '' };
    return new kafkajs.Kafka({ clientId: 'spec', brokers, sasl, logLevel: kafkajs.logLevel.NOTHING });
  }

  /** A new key of a holder of the aggregator's doors. */
  async bearer(holder: string): Promise<string> {
    const key = newId() + newId();
    const db = await this.onlooker.database(AGGREGATOR);
    const row = { key_hash: sha256(key), holder, created_at: systemClock.now().toISOString() };
    await db.transaction((statements) => statements.insert('access_key', [row]));
    return key;
  }

  /** The office's tables and round of the samples. */
  async office(): Promise<SampleRound> {
    return loadSampleOffice(await this.onlooker.database(AGGREGATOR));
  }

  sign({ body, url = `${RECORDS}?${NAMES}`, key = this.key, at = systemClock.now() }: ToSign) {
    return signRequest({ method: 'POST', url, body }, key, at);
  }

  /** A good signed delivery through the records door. */
  async send(body: Uint8Array, type = 'application/json', query = NAMES): Promise<Response> {
    const url = `${RECORDS}?${query}`;
    const signature = await this.sign({ body, url });
    return this.post(url, body, { ...signature, 'content-type': type });
  }

  post(url: string, body: Uint8Array, headers: Record<string, string>): Promise<Response> {
    return fetch(this.services.url(PETITION) + url, { method: 'POST', headers, body: new Uint8Array(body) });
  }

  /** Versions of records that the petition adapter holds under ids that begin so. */
  async held(prefix: string): Promise<number> {
    const db = await this.onlooker.database(PETITION);
    const [row] = await db.read((reads) =>
      reads.query<{ n: number }>('SELECT COUNT(*) AS n FROM intake_record WHERE source_record_id LIKE ?', [
        `${prefix}%`,
      ]),
    );
    return Number(row?.n);
  }

  /** Rows of tables that a delivery writes to, of this spec's key where they know it. */
  async nonces(): Promise<number> {
    const db = await this.onlooker.database(PETITION);
    const [row] = await db.read((reads) =>
      reads.query<{ n: number }>('SELECT COUNT(*) AS n FROM used_nonce WHERE key_id = ?', [this.key.keyId]),
    );
    return Number(row?.n);
  }

  /** A bare connection to a service. */
  socket(name = PETITION): Socket {
    return connect(Number(new URL(this.services.url(name)).port), '127.0.0.1');
  }
}

/** Services under attack for one spec file, started before its tests and ended behind them. */
export function underAttack(...names: string[]): () => UnderAttack {
  let hub: UnderAttack;
  beforeAll(async () => {
    hub = await UnderAttack.start(names);
  });
  afterAll(() => hub.end());
  return () => hub;
}

/** Head of a request, lines without the blank one at the end. */
export const headOf = (line: string, headers: Record<string, string>): string =>
  [line, 'host: hub', ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n');

/** All that comes until the other side ends or resets the connection. */
export async function answerOn(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (part) => {
    text += String(part);
  });
  await new Promise<void>((resolve) => {
    socket.once('end', () => resolve());
    socket.once('error', () => resolve());
    socket.once('close', () => resolve());
  });
  socket.destroy();
  return text;
}

/** A petition letter under an id of its own, taken by the door. */
export const petition = (id: string, n = 1): Record<string, string | number> => ({ ...letter(n), xfjbh: id });
export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Ids that nobody else uses begin so. */
export const ownPrefix = (): string => newId().replaceAll('-', '').slice(-12);

/** The whole of a refusal as a caller may rely on it. */
export async function problemOf(response: Response): Promise<{ status: number; code: string }> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/u);
  const problem = (await response.json()) as Problem;
  expect(problem).toEqual({
    type: `urn:clue-hub:${problem.code}`,
    title: expect.stringMatching(/\p{Script=Han}/u),
    status: response.status,
    code: expect.stringMatching(/^E-[A-Z0-9-]+$/u),
    instance: expect.stringMatching(/^urn:uuid:/u),
    ...(problem.remedy === undefined ? {} : { remedy: expect.stringMatching(/\p{Script=Han}/u) }),
  });
  return { status: response.status, code: problem.code };
}

/** Status and code of a raw answer, which must be problem+json. */
export function rawProblem(answer: string): [status: number, code: string] {
  expect(answer).toMatch(/content-type: application\/problem\+json/iu);
  const { status, code } = JSON.parse(/\{.*\}/su.exec(answer)?.[0] ?? '') as { status: number; code: string };
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `, 'u'));
  return [status, code];
}
