import type { MigrationInterface, QueryRunner } from 'typeorm';
import { dropTables, type Migration, runDdl } from '#libs/persistence';
import { Signatures1764000000003 } from './signature-schema.js';

const TABLES: readonly string[] = [
  // What a hash covers is kept as the very text that was hashed, the time too.
  `CREATE TABLE audit_entry (
    seq INTEGER NOT NULL PRIMARY KEY,
    at VARCHAR(30) NOT NULL,
    actor VARCHAR(100) NOT NULL,
    action VARCHAR(60) NOT NULL,
    object_id VARCHAR(200) NOT NULL,
    detail LONGTEXT NOT NULL,
    hash CHAR(64) NOT NULL
  )`,
  `CREATE TABLE access_key (
    key_hash CHAR(64) NOT NULL PRIMARY KEY,
    holder VARCHAR(60) NOT NULL,
    created_at DATETIME(3) NOT NULL
  )`,
];

/** Tables of the audit trail and of the keys to the doors. */
export class Security1764000000000 implements MigrationInterface {
  name = 'Security1764000000000';

  up(runner: QueryRunner): Promise<void> {
    return runDdl(runner, TABLES);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropTables(runner, TABLES);
  }
}

const LOCK: readonly string[] = ['CREATE TABLE audit_lock (name VARCHAR(20) NOT NULL PRIMARY KEY)'];

/** The row that an appender holds: it makes appending to the audit trail serial on a server. */
export class AuditLock1764000000010 implements MigrationInterface {
  name = 'AuditLock1764000000010';

  up(runner: QueryRunner): Promise<void> {
    return runDdl(runner, LOCK);
  }

  down(runner: QueryRunner): Promise<void> {
    return dropTables(runner, LOCK);
  }
}

/** Tables of this lib, in order. */
export const SECURITY_MIGRATIONS: readonly Migration[] = [
  Security1764000000000,
  Signatures1764000000003,
  AuditLock1764000000010,
];
