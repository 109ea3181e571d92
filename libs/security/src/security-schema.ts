import { type Migration, tablesMigration } from '#libs/persistence';

/** The audit trail, and the keys to the doors. */
const TRAIL_AND_KEYS: readonly string[] = [
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

/** Nonces of signed requests. */
const NONCES: readonly string[] = [
  `CREATE TABLE used_nonce (
    key_id VARCHAR(80) NOT NULL,
    nonce VARCHAR(64) NOT NULL,
    used_at DATETIME(3) NOT NULL,
    PRIMARY KEY (key_id, nonce)
  )`,
  'CREATE INDEX used_nonce_age ON used_nonce (used_at)',
];

/** The row that an appender holds: it makes appending to the audit trail serial on a server. */
const LOCK: readonly string[] = ['CREATE TABLE audit_lock (name VARCHAR(20) NOT NULL PRIMARY KEY)'];

/** Tables of this lib, in order. */
export const SECURITY_MIGRATIONS: readonly Migration[] = [
  tablesMigration('Security1764000000000', TRAIL_AND_KEYS),
  tablesMigration('Signatures1764000000003', NONCES),
  tablesMigration('AuditLock1764000000010', LOCK),
];
