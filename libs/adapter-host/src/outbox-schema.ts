import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumns, dropTables, runDdl } from '#libs/persistence';

/** Number of parts into which records are divided among relays. Written into rows: it never changes. */
export const OUTBOX_SHARDS = 16;

/** The part of a record: record ids are digests, so their first hex digit spreads them evenly. */
export const shardOf = (recordId: string): number => Number.parseInt(recordId[0] ?? '0', OUTBOX_SHARDS) || 0;

const TABLES: readonly string[] = [
  // A row for each shard: its holder and, in UTC as ISO 8601, until when it is held.
  `CREATE TABLE outbox_lease (shard INTEGER NOT NULL PRIMARY KEY, holder VARCHAR(60) NOT NULL, held_until VARCHAR(30) NOT NULL)`,
  // Relays that live, so that each takes its share.
  `CREATE TABLE outbox_relay (holder VARCHAR(60) NOT NULL PRIMARY KEY, alive_until VARCHAR(30) NOT NULL)`,
];

/** Who sends which part of the outbox. */
export class OutboxLease1764000000011 implements MigrationInterface {
  name = 'OutboxLease1764000000011';

  async up(runner: QueryRunner): Promise<void> {
    await addColumns(runner, 'outbox', ['shard INTEGER NOT NULL DEFAULT 0']);
    await runDdl(runner, TABLES);
    await runner.query('DELETE FROM outbox_lease');
    for (let shard = 0; shard < OUTBOX_SHARDS; shard++)
      await runner.query(`INSERT INTO outbox_lease (shard, holder, held_until) VALUES (${shard}, '', '')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropTables(runner, TABLES);
    await runner.query('ALTER TABLE outbox DROP COLUMN shard');
  }
}
