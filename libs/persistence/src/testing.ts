import type { QueryRunner } from 'typeorm';
import { dropTables, runDdl } from './ddl.js';

const TABLES = [
  'CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY, part INTEGER NOT NULL, name LONGTEXT, made_at DATETIME(3))',
  'CREATE INDEX thing_part ON thing (part, id)',
  'CREATE TABLE word (word VARCHAR(20) NOT NULL PRIMARY KEY, n INTEGER NOT NULL)',
  'CREATE TABLE gate (name VARCHAR(20) NOT NULL PRIMARY KEY)',
];

/** Tables to try an engine on. Only for specs. */
export class Things {
  name = 'Things1700000000000';

  up(runner: QueryRunner): Promise<void> {
    return runDdl(runner, TABLES);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropTables(runner, TABLES);
  }
}

/** The error of a promise that must reject. */
export const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
