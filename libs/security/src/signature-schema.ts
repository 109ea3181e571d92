import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nonces of signed requests. */
export class Signatures1764000000003 implements MigrationInterface {
  name = 'Signatures1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE used_nonce (
      key_id VARCHAR(80) NOT NULL,
      nonce VARCHAR(64) NOT NULL,
      used_at VARCHAR(30) NOT NULL,
      PRIMARY KEY (key_id, nonce)
    )`);
    await runner.query('CREATE INDEX used_nonce_age ON used_nonce (used_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE used_nonce');
  }
}
