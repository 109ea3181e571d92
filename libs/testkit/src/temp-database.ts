import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, type Migration } from '#libs/persistence';

/** A database of its own in a folder of its own, gone with `remove`. */
export interface TempDatabase {
  db: Database;
  folder: string;
  remove(): Promise<void>;
}

/** Opens a new database with `migrations` in a temporary folder. */
export async function tempDatabase(migrations: readonly Migration[]): Promise<TempDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'clue-hub-'));
  const db = await Database.open(join(folder, 'test.sqlite'), migrations);
  return {
    db,
    folder,
    async remove() {
      await db.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Rows of a query, for looking at what was written. */
export const rowsOf = <T = Record<string, string | number | null>>(
  db: Database,
  sql: string,
  parameters: readonly (string | number | null)[] = [],
): Promise<T[]> => db.read((statements) => statements.query<T>(sql, parameters));
