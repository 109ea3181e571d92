import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, dropTables, runDdl } from '#libs/persistence';

const COLUMNS: readonly string[] = [
  // The act that wrote the row.
  'action_id CHAR(36)',
  // JSON of what the scores said of the pair at that time (libs/review evidence.ts).
  'evidence LONGTEXT',
];

const TABLES: readonly string[] = [
  `CREATE TABLE review_action (action_id CHAR(36) NOT NULL PRIMARY KEY, act VARCHAR(10) NOT NULL, subject LONGTEXT NOT NULL,
    undoes CHAR(36), officer VARCHAR(100) NOT NULL, second_officer VARCHAR(100), reason LONGTEXT NOT NULL,
    request_hash CHAR(64) NOT NULL, decided_at DATETIME(3) NOT NULL)`,
];
const INDEXES: readonly string[] = [
  'CREATE INDEX decision_action ON decision (action_id)',
  'CREATE INDEX edge_second ON edge (record_b)',
];

/** What officers' acts need: rows of one act belong together, each with what it stood on; edges are found from either end. */
export class Review1764000000020 implements MigrationInterface {
  name = 'Review1764000000020';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'decision', COLUMNS);
    await runDdl(runner, [...TABLES, ...INDEXES]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, TABLES);
    await runner.dropIndex('edge', 'edge_second');
    await runner.dropIndex('decision', 'decision_action');
    for (const column of COLUMNS) await runner.query(`ALTER TABLE decision DROP COLUMN ${column.split(' ')[0]}`);
  }
}
