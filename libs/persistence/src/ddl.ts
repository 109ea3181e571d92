import type { MigrationInterface, QueryRunner } from 'typeorm';
import { SERVER, SQLITE } from './dialect.js';
import type { Migration } from './migration.js';

/**
 * Runs `CREATE TABLE` and `CREATE INDEX` statements of a migration on whichever engine is connected. They are written once, with
 * `CHAR`, `VARCHAR`, `INTEGER`, `BIGINT`, `REAL`, `LONGTEXT`, `LONGBLOB` and `DATETIME(3)` (a moment in UTC).
 * On the servers, where each statement commits by itself, a table or index that is there already is left as it is.
 */
export async function runDdl(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  const embedded = isEmbedded(runner);
  const version = embedded ? '' : await versionOf(runner);
  for (const sql of statements) {
    const [, index, table] = /^CREATE (?:UNIQUE )?INDEX (\w+) ON (\w+)/u.exec(sql) ?? [];
    if (embedded) await runner.query(SQLITE.ddl(sql));
    else if (!index || !(await isThere(runner, SERVER.hasIndex, [table ?? '', index])))
      await runner.query(SERVER.ddl(sql, version));
  }
}

/** The migration `name` (it ends with the time of its making), which makes the tables and indexes of `statements` and drops them again. */
export const tablesMigration = (name: string, statements: readonly string[]): Migration =>
  class implements MigrationInterface {
    readonly name = name;

    up(runner: QueryRunner): Promise<void> {
      return runDdl(runner, statements);
    }

    down(runner: QueryRunner): Promise<void> {
      return dropTables(runner, statements);
    }
  };

/** Adds columns (`name TYPE …`) that a table does not have yet. */
export async function addColumns(runner: QueryRunner, table: string, columns: readonly string[]): Promise<void> {
  for (const column of columns) {
    if (await runner.hasColumn(table, column.split(' ')[0] ?? '')) continue;
    const sql = `ALTER TABLE ${table} ADD COLUMN ${column}`;
    await runner.query(isEmbedded(runner) ? SQLITE.ddl(sql) : sql);
  }
}

/** Drops the tables that `statements` create, the last first. */
export async function dropTables(runner: QueryRunner, statements: readonly string[]): Promise<void> {
  const names = statements.flatMap((sql) => /^CREATE TABLE (\w+)/u.exec(sql)?.[1] ?? []);
  for (const name of names.reverse()) await runner.query(`DROP TABLE ${name}`);
}

const isEmbedded = (runner: QueryRunner): boolean => runner.dataSource.options.type === 'better-sqlite3';

async function isThere(runner: QueryRunner, sql: string, parameters: string[]): Promise<boolean> {
  const rows = (await runner.query(sql, parameters)) as unknown[];
  return rows.length > 0;
}

async function versionOf(runner: QueryRunner): Promise<string> {
  const [row] = (await runner.query('SELECT VERSION() AS version')) as { version: string }[];
  return row?.version ?? '';
}
