import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, testServerUrl } from '#libs/config';
import { Database, type DatabaseTarget, type Migration, type Parameter } from '#libs/persistence';

/** A database of its own in a folder of its own, gone with `remove`. */
export interface TempDatabase {
  db: Database;
  folder: string;
  /** For opening it once more. */
  target: DatabaseTarget;
  remove(): Promise<void>;
}

/** True where the suite runs on a server (`HUB_TEST_DATABASE`); then what looks at an SQLite file itself has nothing to look at. */
export const onServer = (): boolean => testServerUrl() !== undefined;

/**
 * URL of a database for the data folder or file at `path`, on the server of this run; nothing on SQLite.
 * Its name follows from the path, so that every process of a test that is told the path finds the same one.
 */
export function serverUrlFor(path: string): string | undefined {
  const base = testServerUrl();
  return base && `${base}_t${createHash('sha256').update(path).digest('hex').slice(0, 20)}`;
}

/** Settings that make a hub keep its rows in the database for the data folder `dataDir`. */
export function databaseSettings(dataDir: string): Record<string, string> {
  const url = serverUrlFor(dataDir);
  return url ? { HUB_DATABASE: url } : {};
}

/** The database for `path` on the engine of this run: on SQLite the file itself. */
export function testTarget(path: string): DatabaseTarget {
  const url = serverUrlFor(path);
  return (url && readConfig({ HUB_DATABASE: url }).database) || path;
}

/** Drops the database for `path` where it is on a server; files go with their folder. */
export async function dropTestDatabase(path: string): Promise<void> {
  const target = testTarget(path);
  if (typeof target === 'string') return;
  const db = await Database.open(target, []);
  await db.transaction((statements) => statements.query(`DROP DATABASE \`${target.database}\``));
  await db.close();
}

/** Opens a new database with `migrations` on the engine of this run. */
export async function tempDatabase(migrations: readonly Migration[]): Promise<TempDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'clue-hub-'));
  const path = join(folder, 'test.sqlite');
  const target = testTarget(path);
  const db = await Database.open(target, migrations);
  return {
    db,
    folder,
    target,
    async remove() {
      await db.close();
      await dropTestDatabase(path);
      rmSync(folder, { recursive: true });
    },
  };
}

/** Rows of a query, for looking at what was written. */
export const rowsOf = <T = Record<string, string | number | null>>(
  db: Database,
  sql: string,
  parameters: readonly Parameter[] = [],
): Promise<T[]> => db.read((statements) => statements.query<T>(sql, parameters));
