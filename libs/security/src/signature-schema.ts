import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, runDdl } from '#libs/persistence';

const TABLES: readonly string[] = [
  `CREATE TABLE used_nonce (
    key_id VARCHAR(80) NOT NULL,
    nonce VARCHAR(64) NOT NULL,
    used_at DATETIME(3) NOT NULL,
    PRIMARY KEY (key_id, nonce)
  )`,
  'CREATE INDEX used_nonce_age ON used_nonce (used_at)',
];

/** Nonces of signed requests. */
export class Signatures1764000000003 implements MigrationInterface {
  name = 'Signatures1764000000003';

  up(runner: QueryRunner): Promise<void> {
    return runDdl(runner, TABLES);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropTables(runner, TABLES);
  }
}
