import { tablesMigration } from '#libs/persistence';

const TABLES: readonly string[] = [
  `CREATE TABLE intake_batch (
    batch_id CHAR(36) NOT NULL PRIMARY KEY,
    department VARCHAR(3) NOT NULL,
    door VARCHAR(10) NOT NULL,
    digest CHAR(64) NOT NULL,
    submitted_by VARCHAR(100) NOT NULL,
    approved_by VARCHAR(100) NOT NULL,
    started_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3),
    summary LONGTEXT
  )`,
  `CREATE TABLE intake_record (
    record_id CHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    department VARCHAR(3) NOT NULL,
    source_system VARCHAR(40) NOT NULL,
    source_record_id VARCHAR(200) NOT NULL,
    kind VARCHAR(40) NOT NULL,
    event_type VARCHAR(30) NOT NULL,
    payload LONGTEXT NOT NULL,
    quality LONGTEXT,
    places LONGTEXT NOT NULL,
    accepted_at DATETIME(3) NOT NULL,
    PRIMARY KEY (record_id, version)
  )`,
  // Idempotency: the same record with the same content is the same acceptance.
  `CREATE TABLE intake_key (
    record_id CHAR(36) NOT NULL,
    version INTEGER NOT NULL,
    payload_hash CHAR(64) NOT NULL,
    batch_id CHAR(36) NOT NULL,
    PRIMARY KEY (record_id, version)
  )`,
  // Columns after Debezium's outbox, so that change data capture can take the relay's place.
  `CREATE TABLE outbox (
    id CHAR(36) NOT NULL PRIMARY KEY,
    aggregatetype VARCHAR(40) NOT NULL,
    aggregateid CHAR(36) NOT NULL,
    type VARCHAR(60) NOT NULL,
    payload LONGTEXT NOT NULL,
    state VARCHAR(10) NOT NULL
  )`,
  `CREATE INDEX outbox_state ON outbox (state, id)`,
  `CREATE TABLE intake_refusal (
    refusal_id CHAR(36) NOT NULL PRIMARY KEY,
    department VARCHAR(3) NOT NULL,
    code VARCHAR(40) NOT NULL,
    exclusion VARCHAR(10) NOT NULL,
    content_hash CHAR(64) NOT NULL,
    batch_id CHAR(36) NOT NULL,
    refused_at DATETIME(3) NOT NULL
  )`,
];

/**
 * Tables of an adapter: what it accepted, what it still has to send, what it refused.
 * No table has room for a raw record: only the normalised, scrubbed form is ever written.
 */
export const Intake1764000000001 = tablesMigration('Intake1764000000001', TABLES);
