import { spawn } from 'node:child_process';
import { createConnection } from 'mysql2/promise';
import { projectFile } from '#libs/kernel';

/** How clients reach the broker: one SCRAM user per service, and `admin`. */
export interface KafkaAccess {
  running: boolean;
  pid: number;
  brokers: string[];
  mechanism: 'scram-sha-512';
  users: Record<string, string>;
}

/** How clients reach the database server: one user and database per service; `test` makes databases `hub_test_…`. */
export interface DatabaseAccess {
  running: boolean;
  pid: number;
  host: string;
  port: number;
  socket: string;
  users: Record<string, { password: string; database?: string }>;
}

/** What runs in one folder; only what was asked for is there. */
export interface Servers {
  dir: string;
  kafka: KafkaAccess;
  mariadb: DatabaseAccess;
  mysql: DatabaseAccess;
}

export interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs scripts/infra to its end. */
export function infra(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Outcome> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [projectFile('scripts/infra/infra.mjs'), ...args], { env });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      outcome.stdout += text;
    });
    child.stderr.on('data', (text) => {
      outcome.stderr += text;
    });
    child.once('error', fail);
    child.once('close', (code) => done({ ...outcome, code }));
  });
}

/** Runs one statement as the user of a service. */
export async function query({ host, port, users }: DatabaseAccess, user: string, sql: string): Promise<unknown> {
  const connection = await createConnection({ host, port, user, password: users[user]?.password ?? '' });
  try {
    const [rows] = await connection.query(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

/**
 * Starts servers in `dir` on ports of their own, or finds those that run there.
 * @throws Error with the one line that says what is missing
 */
export async function startServers(
  dir: string,
  which: 'kafka' | 'mariadb' | 'mysql' | 'all' = 'all',
): Promise<Servers> {
  const ports = ['--kafka-port', '0', '--mariadb-port', '0', '--mysql-port', '0'];
  const { code, stdout, stderr } = await infra(['start', which, '--dir', dir, '--json', ...ports]);
  if (code !== 0) throw new Error(stderr.trim());
  return JSON.parse(stdout) as Servers;
}

export async function stopServers(dir: string): Promise<void> {
  const { code, stderr } = await infra(['stop', '--dir', dir]);
  if (code !== 0) throw new Error(stderr.trim());
}
