import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, runDdl } from '#libs/persistence';

/** What they held is built anew by the next epoch. */
const FORMER: readonly string[] = ['block_key', 'record_key', 'key_stat', 'link_epoch'];

const TABLES: readonly string[] = [
  // Records that came, changed or went since they were last linked; a record may wait more than once.
  `CREATE TABLE link_pending (pending_id CHAR(36) NOT NULL PRIMARY KEY, record_id CHAR(36) NOT NULL)`,
  `CREATE TABLE link_epoch (epoch_id CHAR(36) NOT NULL PRIMARY KEY, is_current INTEGER NOT NULL, version VARCHAR(40) NOT NULL, model VARCHAR(40) NOT NULL,
    registry CHAR(64) NOT NULL, decisions CHAR(64) NOT NULL, contents INTEGER NOT NULL, next_place INTEGER NOT NULL, built_records INTEGER NOT NULL, built_at DATETIME(3) NOT NULL,
    records INTEGER NOT NULL, matters INTEGER NOT NULL, partition_hash CHAR(64) NOT NULL, linked_at DATETIME(3) NOT NULL)`,
  `CREATE TABLE link_epoch_part (epoch_id CHAR(36) NOT NULL, part INTEGER NOT NULL, body LONGBLOB NOT NULL, PRIMARY KEY (epoch_id, part))`,
  // A record as it was linked. A place names its features for ever; a changed record has another.
  `CREATE TABLE link_record (record_id CHAR(36) NOT NULL PRIMARY KEY, place INTEGER NOT NULL, content_key CHAR(32) NOT NULL,
    representative CHAR(36) NOT NULL, seen CHAR(32) NOT NULL)`,
  `CREATE INDEX link_record_content ON link_record (content_key, record_id)`,
  `CREATE INDEX link_record_behind ON link_record (representative, record_id)`,
  `CREATE INDEX link_record_place ON link_record (place)`,
  `CREATE TABLE link_features (place INTEGER NOT NULL PRIMARY KEY, features LONGBLOB NOT NULL)`,
  `CREATE TABLE link_key (key_hash BIGINT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (key_hash, place))`,
  `CREATE TABLE link_crowd (key_hash BIGINT NOT NULL PRIMARY KEY, carriers INTEGER NOT NULL, first_record CHAR(36) NOT NULL)`,
  `CREATE INDEX officer_queue_record ON officer_queue (record_id)`,
];

/** Linkage step by step: what a step reads of what was linked before. */
export class LinkSteps1764000000022 implements MigrationInterface {
  name = 'LinkSteps1764000000022';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of FORMER) await runner.query(`DROP TABLE IF EXISTS ${table}`);
    await runDdl(runner, TABLES);
    // Every record there is waits for the first epoch.
    await runner.query('INSERT INTO link_pending (pending_id, record_id) SELECT record_id, record_id FROM record');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('officer_queue', 'officer_queue_record');
    await dropTables(runner, TABLES);
    await runDdl(runner, [
      `CREATE TABLE block_key (key_hash CHAR(16) NOT NULL, fp CHAR(16) NOT NULL, record_id CHAR(36) NOT NULL, PRIMARY KEY (key_hash, fp, record_id))`,
      `CREATE TABLE record_key (record_id CHAR(36) NOT NULL PRIMARY KEY, digest CHAR(16) NOT NULL)`,
      `CREATE TABLE key_stat (key_hash CHAR(16) NOT NULL PRIMARY KEY, df INTEGER NOT NULL, dead_epoch VARCHAR(40))`,
      `CREATE TABLE link_epoch (epoch_id VARCHAR(40) NOT NULL PRIMARY KEY, model VARCHAR(40) NOT NULL, records INTEGER NOT NULL, contents INTEGER NOT NULL,
        partition_hash CHAR(64) NOT NULL, built_at DATETIME(3) NOT NULL)`,
    ]);
  }
}
