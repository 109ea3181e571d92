import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns } from '#libs/persistence';

/** The trace of the delivery that brought a version; absent for an event that carried none. */
export class EventTrace1764000000013 implements MigrationInterface {
  name = 'EventTrace1764000000013';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'record_version', ['trace_id CHAR(32)']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE record_version DROP COLUMN trace_id');
  }
}
