import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { DatabaseServer } from '#libs/config';
import { SERVER, SQLITE } from './dialect.js';
import type { Migration } from './migration.js';
import { takeNamedLock } from './server-engine.js';

/** An SQLite file, or a database on a server. */
export type DatabaseTarget = string | DatabaseServer;

/** A migration and whether the database has it. `unknown`: the database has it and this program does not. */
export interface MigrationState {
  name: string;
  state: 'applied' | 'pending' | 'unknown';
}

/**
 * Brings a database up to date and gives the names of the migrations that ran. Processes that do so at once wait for one another:
 * on a server by a named lock, on SQLite by the file's own write lock. A server's database that is missing is made, where that is allowed.
 */
export async function migrate(target: DatabaseTarget, migrations: readonly Migration[]): Promise<string[]> {
  if (typeof target === 'string') return withSource(SQLITE.options(target, [...migrations]), migrateFile);
  await createWhereMissing(target);
  const release = await takeNamedLock(target, 'migrate');
  try {
    return await withSource(SERVER.options(target, [...migrations]), async (source) => {
      // Each statement of DDL commits by itself there.
      const done = await source.runMigrations({ transaction: 'none' });
      return done.map(({ name }) => name);
    });
  } finally {
    await release();
  }
}

/** Which migrations a database has, the oldest first. Changes nothing. */
export async function migrationStates(
  target: DatabaseTarget,
  migrations: readonly Migration[],
): Promise<MigrationState[]> {
  const ofNone = (): Promise<MigrationState[]> => withSource(optionsOf(':memory:', migrations), statesOf);
  // Looking at a file that is not there would make it.
  if (typeof target === 'string' && !existsSync(target)) return ofNone();
  try {
    return await withSource(optionsOf(target, migrations), statesOf);
  } catch (error) {
    if (!SERVER.isMissingDatabase(error)) throw error;
    return ofNone();
  }
}

/** Undoes every migration of a database. */
export function undoAll(target: DatabaseTarget, migrations: readonly Migration[]): Promise<void> {
  return withSource(optionsOf(target, migrations), async (source) => {
    const states = await statesOf(source);
    for (const { state } of states) if (state === 'applied') await source.undoLastMigration({ transaction: 'none' });
  });
}

const optionsOf = (target: DatabaseTarget, migrations: readonly Migration[]): DataSourceOptions =>
  typeof target === 'string' ? SQLITE.options(target, [...migrations]) : SERVER.options(target, [...migrations]);

async function withSource<T>(options: DataSourceOptions, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = new DataSource(options);
  try {
    await source.initialize();
    return await work(source);
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}

async function migrateFile(source: DataSource): Promise<string[]> {
  for (const pragma of SQLITE.pragmas) await source.query(pragma);
  // Most often nothing is to be done, and then nobody's writing has to be waited for.
  const states = await statesOf(source);
  if (states.every(({ state }) => state !== 'pending')) return [];
  await source.query(SQLITE.begin);
  try {
    const done = await source.runMigrations({ transaction: 'none' });
    await source.query('COMMIT');
    return done.map(({ name }) => name);
  } catch (error) {
    await source.query('ROLLBACK').catch((rollback: unknown) => {
      if (!SQLITE.isNoTransaction(rollback)) throw rollback;
    });
    throw error;
  }
}

async function statesOf(source: DataSource): Promise<MigrationState[]> {
  const runner = source.createQueryRunner();
  try {
    const known = await runner.hasTable('schema_migration');
    const rows = known
      ? ((await runner.query('SELECT name FROM schema_migration ORDER BY timestamp')) as { name: string }[])
      : [];
    const applied = new Set(rows.map(({ name }) => name));
    const ours = source.migrations.map(({ name = '' }) => name).sort(byTime);
    const states = ours.map((name): MigrationState => ({ name, state: applied.has(name) ? 'applied' : 'pending' }));
    const strange = [...applied].filter((name) => !ours.includes(name));
    return [...states, ...strange.map((name): MigrationState => ({ name, state: 'unknown' }))];
  } finally {
    await runner.release();
  }
}

/** A migration's name ends in the 13 digits of its time. */
const byTime = (a: string, b: string): number => Number(a.slice(-13)) - Number(b.slice(-13));

async function createWhereMissing(server: DatabaseServer): Promise<void> {
  const { database, ...options } = SERVER.connection(server);
  try {
    await (await createConnection({ ...options, database: server.database })).end();
  } catch (error) {
    if (!SERVER.isMissingDatabase(error)) throw error;
    const connection = await createConnection(options);
    try {
      await connection.query(SERVER.createDatabase(database ?? server.database));
    } finally {
      await connection.end();
    }
  }
}
