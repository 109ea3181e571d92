import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Department } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { newId, projectFile, systemClock } from '#libs/kernel';
import { newSigningKey, signRequest } from '#libs/security';
import type { Servers } from '../infra/servers.js';

export const AGGREGATOR = 'aggregator';
export const adapterOf = ({ name }: Pick<Department, 'name'>): string => `adapter-${name}`;
/** The six services, as their folders under `apps/` are called. */
export const SERVICES: readonly string[] = [...DEPARTMENTS.map(adapterOf), AGGREGATOR];

/** Longest wait for a service that starts. */
const READY_MS = 30_000;

/** What a department signs with. */
export interface SigningKey {
  keyId: string;
  privateKey: string;
}

/** A delivery on its way to an adapter. */
export interface Push {
  door: 'records' | 'files';
  type: 'application/json' | 'application/x-ndjson' | 'application/octet-stream';
  body: Buffer;
  query?: Record<string, string>;
}

/** The six services as processes of their own, on ports that they keep, with a key for each department. */
export class Services {
  private readonly running = new Map<string, ChildProcess>();
  /** Arguments of Node that start a service in place of its own program. */
  readonly programs = new Map<string, readonly string[]>();
  private readonly keys = new Map<string, SigningKey>();
  /** Milliseconds by which the clocks at both ends of an adapter's doors are wrong. */
  readonly clocks = new Map<string, number>();

  private constructor(
    readonly folder: string,
    readonly servers: Servers,
    private readonly ports: Map<string, number>,
  ) {}

  static async prepare(folder: string, servers: Servers): Promise<Services> {
    const ports = new Map<string, number>();
    for (const name of SERVICES) ports.set(name, await freePort());
    mkdirSync(join(folder, 'logs'), { recursive: true });
    return new Services(folder, servers, ports);
  }

  /** A second process of a service, on the same database; its name is the service's with a number behind `#`. */
  async addTwin(name: string): Promise<string> {
    const twin = `${name}#${this.ports.size}`;
    this.ports.set(twin, await freePort());
    return twin;
  }

  url(name: string): string {
    return `http://127.0.0.1:${this.ports.get(name)}`;
  }

  pid(name: string): number | undefined {
    return this.running.get(name)?.pid;
  }

  /** Resident memory of a service, MiB; 0 for one that does not run. */
  memory(name: string): number {
    const status = `/proc/${this.pid(name)}/status`;
    const size = existsSync(status) ? /VmRSS:\s+(\d+)/u.exec(readFileSync(status, 'utf8'))?.[1] : undefined;
    return Math.round(Number(size ?? 0) / 1024);
  }

  /** Whether a process answers. */
  isUp(name: string): Promise<boolean> {
    return answers(`${this.url(name)}/health`);
  }

  /** What a service reads from its environment. */
  environment(process: string): Record<string, string> {
    const { kafka, mariadb } = this.servers;
    const name = serviceOf(process);
    const account = mariadb.users[name];
    return {
      HUB_DATA: join(this.folder, name),
      HUB_PORT: String(this.ports.get(process)),
      HUB_KAFKA: kafka.brokers.join(','),
      HUB_KAFKA_USER: name,
      HUB_KAFKA_PASSWORD: kafka.users[name] ?? '',
      HUB_DATABASE: `mysql://${name}:${account?.password}@${mariadb.host}:${mariadb.port}/${account?.database}`,
      HUB_SIGNING_KEYS: join(this.folder, name, 'signing-keys'),
    };
  }

  /** Starts a service; fulfils when it answers. */
  async start(name: string, more: Record<string, string> = {}): Promise<void> {
    const log = createWriteStream(join(this.folder, 'logs', `${name}.log`), { flags: 'a' });
    const program = this.programs.get(name) ?? [projectFile(`dist/apps/${serviceOf(name)}/src/main.js`)];
    const child = spawn(process.execPath, ['--no-warnings', ...program], {
      env: { ...process.env, ...this.environment(name), ...more },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    child.once('exit', () => this.running.get(name) === child && this.running.delete(name));
    this.running.set(name, child);
    const until = performance.now() + READY_MS;
    while (!(await answers(`${this.url(name)}/health`))) {
      if (ended(child) || performance.now() > until) throw new Error(`${name} did not start, see ${log.path}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Sends a signal and waits for the end of the process. */
  async end(name: string, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    const child = this.running.get(name);
    if (!child || ended(child)) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  async endAll(): Promise<void> {
    await Promise.all([...this.running.keys()].map((name) => this.end(name)));
  }

  /** A new key whose public half lies where `service` looks. */
  newKey(service: string): SigningKey {
    const keyId = `key-${newId().slice(-8)}`;
    const { privateKey, publicKey } = newSigningKey();
    const folder = join(this.folder, service, 'signing-keys');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${keyId}.pem`), publicKey);
    return { keyId, privateKey };
  }

  private keyOf(service: string): SigningKey {
    const key = this.keys.get(service) ?? this.newKey(service);
    this.keys.set(service, key);
    return key;
  }

  /** From now on a department signs with a new key; gives the former one, which still counts. */
  changeKey(service: string): SigningKey {
    const former = this.keyOf(service);
    this.keys.set(service, this.newKey(service));
    return former;
  }

  /** Takes a key away: it counts no more from the next request on. */
  dropKey(service: string, { keyId }: SigningKey): void {
    rmSync(join(this.folder, service, 'signing-keys', `${keyId}.pem`));
  }

  /** Sends a signed delivery; fulfils with the answer, whatever its status. Rejects where none came. */
  async push(
    department: Department,
    { door, type, body, query = {} }: Push,
    key = this.keyOf(adapterOf(department)),
  ): Promise<Response> {
    const names = { submittedBy: '甲', approvedBy: '乙' };
    const path = `/adapters/${department.name}/${door}?${new URLSearchParams({ ...names, ...query })}`;
    const request = { method: 'POST', url: path, body };
    const at = systemClock.now().getTime() + (this.clocks.get(adapterOf(department)) ?? 0);
    const signature = await signRequest(request, key, new Date(at));
    const url = this.url(adapterOf(department)) + path;
    return fetch(url, { method: 'POST', headers: { ...signature, 'content-type': type }, body: new Uint8Array(body) });
  }
}

/** The service of a process, which may be a twin. */
const serviceOf = (process: string): string => process.replace(/#\d+$/u, '');

const ended = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
