import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '#libs/kernel';
import { Database, sqliteEngine } from '#libs/persistence';
import { databaseSettings, dropTestDatabase, onServer, rowsOf, testTarget } from '#libs/testkit';

/** A line of a receipt, as a caller sees it. */
export interface Line {
  row: number;
  outcome: string;
  code?: string;
  message?: string;
  remedy?: string;
  field?: string;
  sourceRecordId?: string;
  version?: number;
  checkability?: { score: number; grade: string };
  missing: string[];
  cut: Record<string, number>;
}

/** A receipt, as a caller sees it. */
export interface Receipt {
  department: string;
  rows: Record<'received' | 'accepted' | 'refused' | 'invalid' | 'duplicate' | 'skipped', number>;
  records: Record<'new' | 'newVersion' | 'unchanged', number>;
  items: Line[];
  sheets: { name: string; layout?: string; unknownColumns: string[] }[];
  annotated: string | null;
  cut: Record<string, number>;
  refusal?: { code: string; message: string; remedy?: string };
  error?: { code: string; message: string; remedy?: string };
}

const COMMAND_LINE = projectFile('dist/apps/hub/src/main.js');
const SERVER = projectFile('dist/apps/standalone/src/main.js');

/** Databases that were looked into, by data folder. */
const opened = new Map<string, Database>();

/** A folder for one spec file, gone when it ends, with the databases of its data folders. */
export function workFolder(name: string): { path: string; remove: () => Promise<void> } {
  const path = mkdtempSync(join(tmpdir(), `${name}-`));
  return { path, remove: () => removeAll(path) };
}

async function removeAll(path: string): Promise<void> {
  for (const db of opened.values()) await db.close();
  opened.clear();
  for (const dataDir of dataDirs) await dropTestDatabase(dataDir);
  dataDirs.clear();
  rmSync(path, { recursive: true, force: true });
}

/** Rows that lie in the database of a data folder, read beside the process that writes it. */
export async function storedRows(
  dataDir: string,
  sql: string,
  values: readonly string[] = [],
): Promise<Record<string, unknown>[]> {
  const target = testTarget(dataDir);
  if (typeof target !== 'string') {
    const db = opened.get(dataDir) ?? (await Database.open(target, []));
    opened.set(dataDir, db);
    return rowsOf<Record<string, unknown>>(db, sql, values);
  }
  const SqliteDatabase = sqliteEngine();
  const db = new SqliteDatabase(join(dataDir, 'hub.sqlite'), { readonly: true });
  try {
    return db.prepare(sql).all(...values) as Record<string, unknown>[];
  } finally {
    db.close();
  }
}

/** Number of records that the database of a data folder holds, none while it has no table yet. */
export async function recordsIn(dataDir: string): Promise<number> {
  try {
    return Number((await storedRows(dataDir, 'SELECT COUNT(*) AS n FROM intake_record'))[0]?.n);
  } catch {
    return 0;
  }
}

/** Every row of every table, as text by table, where a server holds them; an SQLite file is looked at itself. */
export async function serverTables(dataDir: string): Promise<[string, string][]> {
  if (!onServer()) return [];
  const sql = 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()';
  const found: [string, string][] = [];
  for (const { name } of await storedRows(dataDir, sql))
    found.push([`table ${name}`, JSON.stringify(await storedRows(dataDir, `SELECT * FROM ${name}`))]);
  return found;
}

export interface Ended {
  code: number | null;
  out: string;
  err: string;
  /** Standard output as the one JSON object that `--json` promises. */
  receipt: () => Receipt;
}

/** How far matters are behind the records. */
export interface Linking {
  linkedAt: string | null;
  pending: number;
  deferred: boolean;
}

type Environment = Record<string, string>;

/** Data folders that processes of this spec file were told of. */
const dataDirs = new Set<string>();

/** What a process is told; its rows lie in the database of its data folder on the engine of this run. */
export function environment({ HUB_DATA: dataDir, ...more }: Environment): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  if (!dataDir) return { PATH, HOME, ...more };
  dataDirs.add(dataDir);
  return { PATH, HOME, HUB_DATA: dataDir, ...databaseSettings(dataDir), ...more };
}

/** Starts the compiled command line; `ended` fulfils with what it printed. */
export function startCommand(args: string[], env: Environment): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--no-warnings', COMMAND_LINE, ...args], { env: environment(env) });
  return { child, ended: outputOf(child) };
}

/** Runs the compiled command line to its end. */
export const command = (args: string[], env: Environment): Promise<Ended> => startCommand(args, env).ended;

async function outputOf(child: ChildProcess): Promise<Ended> {
  const texts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { ...texts, code, receipt: () => JSON.parse(texts.out) as Receipt };
}

/** A running server of the compiled program, on a port that the system chose. */
export class RunningHub {
  private constructor(
    private readonly child: ChildProcess,
    private readonly ended: Promise<Ended>,
    readonly url: string,
    readonly keys: ReadonlyMap<string, string>,
  ) {}

  static async start(dataDir: string, args: string[] = []): Promise<RunningHub> {
    const env = environment({ HUB_DATA: dataDir });
    const child = spawn(process.execPath, ['--no-warnings', SERVER, '--port', '0', ...args], { env });
    const ended = outputOf(child);
    const greeting = await new Promise<string>((resolve, reject) => {
      let text = '';
      child.stdout?.on('data', (chunk: string) => {
        text += chunk;
        // The greeting is one write: it is whole when its last line is.
        if (/openapi\.json\n(.*\n)*$/u.test(text)) resolve(text);
      });
      void ended.then(({ out, err }) => reject(new Error(`the server ended: ${out}${err}`)));
    });
    const url = /http:\/\/127\.0\.0\.1:\d+/u.exec(greeting)?.[0] ?? '';
    const keys = [...greeting.matchAll(/^ {2}(\S+) +(\S{43})$/gmu)].map(([, holder, key]) => [holder, key] as const);
    return new RunningHub(child, ended, url, new Map(keys as [string, string][]));
  }

  /** Sends a body to a door, with the key of that door's department unless told otherwise. */
  post(path: string, body: RequestInit['body'], type: string, key = this.keyOf(path)): Promise<Response> {
    const headers = { 'content-type': type, ...(key ? { authorization: `Bearer ${key}` } : {}) };
    return fetch(`${this.url}/adapters/${path}`, { method: 'POST', headers, body });
  }

  async file(path: string, bytes: Uint8Array | string): Promise<{ status: number; receipt: Receipt }> {
    const body = typeof bytes === 'string' ? bytes : new Uint8Array(bytes);
    const response = await this.post(path, body, 'application/octet-stream');
    return { status: response.status, receipt: (await response.json()) as Receipt };
  }

  /** Records as JSON; a text goes as it is. */
  async json(path: string, value: unknown): Promise<{ status: number; receipt: Receipt }> {
    const body = typeof value === 'string' ? value : JSON.stringify(value);
    const response = await this.post(path, body, 'application/json');
    return { status: response.status, receipt: (await response.json()) as Receipt };
  }

  async ndjson(
    path: string,
    lines: readonly unknown[] | Uint8Array<ArrayBuffer>,
  ): Promise<{ status: number; receipt: Receipt }> {
    const text = (line: unknown): string => (typeof line === 'string' ? line : JSON.stringify(line));
    const body = lines instanceof Uint8Array ? lines : lines.map(text).join('\n');
    const response = await this.post(path, body, 'application/x-ndjson');
    return { status: response.status, receipt: (await response.json()) as Receipt };
  }

  async get<T>(path: string, holder = 'office'): Promise<{ status: number; body: T }> {
    const key = this.keys.get(holder) ?? '';
    const response = await fetch(`${this.url}${path}`, { headers: key ? { authorization: `Bearer ${key}` } : {} });
    return { status: response.status, body: (await response.json()) as T };
  }

  /** Waits until everything that was taken in is linked, which happens behind the answers; gives how the list of matters says so. */
  async linked(): Promise<Linking> {
    for (;;) {
      const { linking } = (await this.get<{ linking: Linking }>('/v1/matters?limit=1')).body;
      if (linking.pending === 0) return linking;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async alive(): Promise<boolean> {
    return this.child.exitCode === null && (await fetch(`${this.url}/health`)).ok;
  }

  /** Asks the server to end and gives what it printed. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }

  private keyOf(path: string): string {
    return this.keys.get(`dept:${path.split('/')[0]}`) ?? '';
  }
}
