import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { petition } from '#libs/department-petition';
import { type Servers, startServers, stopServers } from '../infra/servers.js';
import { ndjson } from '../stack/load.js';
import { adapterOf, Services } from '../stack/services.js';

/** Tables that intake writes, and the rows of each for a record. */
const TABLES = ['intake_record', 'intake_key', 'outbox', 'audit_entry'];
const IN_ONE = 2000;
/** Senders at the same time. */
const SENDERS = 2;

/** Runs `work` with broker and database in a folder of their own. */
export async function withServers<T>(work: (servers: Servers, folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-servers-'));
  try {
    return await work(await startServers(join(folder, 'servers')), folder);
  } finally {
    await stopServers(join(folder, 'servers'));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Records per second that an adapter takes over HTTP, signed, into MariaDB, and that plain mysql2 writes of the very same rows. */
export function intakeOverHttp(records: number, runs: number): Promise<{ ours: number; plain: number }[]> {
  return withServers(async (servers, folder) => {
    const services = await Services.prepare(join(folder, 'services'), servers);
    const name = adapterOf(petition);
    await services.start(name);
    const connection = await connect(servers, name);
    const found: { ours: number; plain: number }[] = [];
    try {
      // The first run warms the process up, as a service is when it works.
      for (let run = 0; run <= runs; run++) {
        const from = run * records;
        const ours = await push(services, from, records);
        const plain = await writePlainly(connection, records);
        if (run > 0) found.push({ ours, plain });
      }
    } finally {
      await connection.end();
      await services.endAll();
    }
    return found;
  });
}

async function push(services: Services, from: number, records: number): Promise<number> {
  const bodies: Buffer[] = [];
  for (let start = 0; start < records; start += IN_ONE)
    bodies.push(ndjson('PET', from + start, Math.min(IN_ONE, records - start)));
  const started = performance.now();
  const sender = async (): Promise<void> => {
    for (let body = bodies.shift(); body; body = bodies.shift()) {
      const answer = await services.push(petition, { door: 'records', type: 'application/x-ndjson', body });
      const { items, ...receipt } = (await answer.json()) as { items: unknown[]; records: { new: number } };
      if (receipt.records?.new !== items.length) throw new Error(JSON.stringify(receipt));
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const seconds = (performance.now() - started) / 1000;
  return records / seconds;
}

export function connect({ mariadb }: Servers, name: string): Promise<Connection> {
  const account = mariadb.users[name];
  return createConnection({
    host: mariadb.host,
    port: mariadb.port,
    user: name,
    password: account?.password ?? '',
    database: account?.database ?? '',
    dateStrings: true,
  });
}

/** The newest `records` rows of each table, written again to copies of the tables in transactions of 100 records. */
async function writePlainly(connection: Connection, records: number): Promise<number> {
  const tables: { insert: string; rows: unknown[][] }[] = [];
  for (const table of TABLES) {
    await connection.query(`DROP TABLE IF EXISTS plain_${table}`);
    await connection.query(`CREATE TABLE plain_${table} LIKE ${table}`);
    const order = { intake_record: 'accepted_at', intake_key: 'batch_id', outbox: 'id', audit_entry: 'seq' }[table];
    const [rows] = await connection.query({
      sql: `SELECT * FROM ${table} ORDER BY ${order} DESC LIMIT ${records}`,
      rowsAsArray: true,
    });
    tables.push({ insert: `INSERT INTO plain_${table} VALUES ?`, rows: rows as unknown[][] });
  }
  const started = performance.now();
  for (let start = 0; start < records; start += 100) {
    await connection.beginTransaction();
    for (const { insert, rows } of tables) await connection.query(insert, [rows.slice(start, start + 100)]);
    await connection.commit();
  }
  const seconds = (performance.now() - started) / 1000;
  for (const table of TABLES) await connection.query(`DROP TABLE plain_${table}`);
  return records / seconds;
}
