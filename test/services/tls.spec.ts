import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#libs/config';
import { projectFile } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { until } from '../fault/chance.js';

// A database server that lets nobody in without TLS, with certificates made here.

const folder = mkdtempSync(join(tmpdir(), 'tls-'));
const file = (name: string): string => join(folder, name);
const openssl = (...args: string[]): unknown => execFileSync('openssl', args, { stdio: 'ignore' });

/** An authority called `name`, and a certificate of it for `host`. */
function certificates(name: string, host: string): void {
  const key = ['-newkey', 'rsa:2048', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...key, '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`), '-subj', `/CN=${name}`);
  openssl('req', ...key.slice(0, 3), '-keyout', file('server.key'), '-out', file('server.csr'), '-subj', `/CN=${host}`);
  writeFileSync(file('names'), `subjectAltName=DNS:${host}\n`);
  const signer = ['-CA', file(`${name}.pem`), '-CAkey', file(`${name}.key`), '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', file('server.csr'), ...signer, '-extfile', file('names'), '-out', file('server.pem'));
}

let server: ChildProcess;
let port = 0;
const asRoot = (sql: string): string =>
  execFileSync('mariadb', ['--no-defaults', `--socket=${file('s')}`, '--batch', '-e', sql], { encoding: 'utf8' });

function answers(): boolean {
  try {
    asRoot('SELECT 1');
    return true;
  } catch {
    // Not up yet.
    return false;
  }
}

beforeAll(async () => {
  certificates('authority', 'localhost');
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    file('x'),
    '-out',
    file('other.pem'),
    '-subj',
    '/CN=o',
  );
  const { username } = userInfo();
  const user = [`--datadir=${file('data')}`, `--user=${username}`];
  const root = ['--auth-root-authentication-method=socket', `--auth-root-socket-user=${username}`];
  execFileSync('mariadb-install-db', ['--no-defaults', ...user, ...root, '--skip-test-db'], { stdio: 'ignore' });
  port = await freePort();
  const tls = [`--ssl-cert=${file('server.pem')}`, `--ssl-key=${file('server.key')}`, '--require-secure-transport=ON'];
  const own = [`--socket=${file('s')}`, `--port=${port}`, '--bind-address=127.0.0.1', `--pid-file=${file('pid')}`];
  const settings = `--defaults-file=${projectFile('docker/mariadb/hub.cnf')}`;
  server = spawn('mariadbd', [settings, ...user, ...own, ...tls], { stdio: 'ignore' });
  expect(await until(60_000, answers)).toBe(true);
  asRoot(`CREATE DATABASE hub; CREATE USER hub@'127.0.0.1' IDENTIFIED BY 'p'; GRANT ALL ON hub.* TO hub@'127.0.0.1'`);
}, 120_000);

afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as { port: number };
      probe.close(() => resolve(free));
    });
  });
}

/** The cipher of a connection made with these settings, or the code of why there is none. */
async function cipher(host: string, settings: Record<string, string>): Promise<string> {
  const { database } = readConfig({ HUB_DATABASE: `mysql://hub:p@${host}:${port}/hub`, ...settings });
  if (!database) throw new Error('no database');
  try {
    const db = await Database.open(database, []);
    const rows = await db.read((reads) => reads.query<{ Value: string }>(`SHOW STATUS LIKE 'Ssl_cipher'`));
    await db.close();
    return rows[0]?.Value ?? '';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

test('the certificate of the office’s authority opens an encrypted connection', async () => {
  expect(await cipher('localhost', { HUB_DATABASE_CA: file('authority.pem') })).toMatch(/^(?:TLS|ECDHE)/u);
});

test.each<[string, string, Record<string, string>]>([
  ['without TLS', 'localhost', { HUB_DATABASE_TLS: 'off' }],
  ['an authority that is not in the system’s list', 'localhost', { HUB_DATABASE_TLS: 'on' }],
  ['another authority', 'localhost', { HUB_DATABASE_CA: file('other.pem') }],
])('%s: no connection', async (_, host, settings) => {
  expect(await cipher(host, settings)).toMatch(/^E-/u);
});
