import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, dropTables, runDdl } from '#libs/persistence';

const TABLES: readonly string[] = [
  // What officers chose for a written name. The alias follows from it, and `replaced` is the registry's own that it stands for.
  `CREATE TABLE unit_decision (decision_id CHAR(36) NOT NULL PRIMARY KEY, item_id CHAR(36) NOT NULL, raw VARCHAR(200) NOT NULL,
    unit_id VARCHAR(40) NOT NULL, valid_from VARCHAR(10) NOT NULL, valid_to VARCHAR(10) NOT NULL, officer VARCHAR(100) NOT NULL,
    decided_at DATETIME(3) NOT NULL, revoked_by VARCHAR(100), revoked_at DATETIME(3), replaced LONGTEXT)`,
  // How names are shortened here, as learned from the office's own pairs.
  `CREATE TABLE abbreviation_model (model_id VARCHAR(20) NOT NULL PRIMARY KEY, pairs INTEGER NOT NULL, digest CHAR(64) NOT NULL,
    payload LONGTEXT NOT NULL, learned_at DATETIME(3) NOT NULL)`,
];

/** Officers' choices of units with the aliases that follow from them, and what was learned of abbreviations. */
export class UnitDecisions1764000000021 implements MigrationInterface {
  name = 'UnitDecisions1764000000021';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'unit_alias', ['decision_id CHAR(36)']);
    await runDdl(runner, TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, TABLES);
    await runner.query('ALTER TABLE unit_alias DROP COLUMN decision_id');
  }
}
