import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, runDdl } from '#libs/persistence';

const COLUMNS: readonly string[] = [
  // HELD, AWAITED or DISCARDED (quarantine.ts).
  `state VARCHAR(10) NOT NULL DEFAULT 'HELD'`,
  // Where the message stands in its topic, while the topic keeps it.
  `place_partition INTEGER`,
  `place_offset VARCHAR(20)`,
  // The id that the message gives itself, to ask its sender for it.
  `claimed_id CHAR(36)`,
];

/** What a decision about a message in quarantine needs: where it can be read again. */
export class QuarantinePlace1764000000010 implements MigrationInterface {
  name = 'QuarantinePlace1764000000010';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'quarantine', COLUMNS);
    await runDdl(runner, ['CREATE INDEX quarantine_claimed ON quarantine (claimed_id)']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('quarantine', 'quarantine_claimed');
    for (const column of COLUMNS) await runner.query(`ALTER TABLE quarantine DROP COLUMN ${column.split(' ')[0]}`);
  }
}
