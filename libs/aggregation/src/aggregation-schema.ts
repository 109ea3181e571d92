import { tablesMigration } from '#libs/persistence';

const TABLES: readonly string[] = [
  // Ingest: an event's id and its effect are written together.
  `CREATE TABLE inbox (event_id CHAR(36) NOT NULL PRIMARY KEY, received_at DATETIME(3) NOT NULL)`,
  `CREATE TABLE quarantine (event_id VARCHAR(60) NOT NULL PRIMARY KEY, topic VARCHAR(60) NOT NULL, code VARCHAR(40) NOT NULL,
    digest CHAR(64) NOT NULL, quarantined_at DATETIME(3) NOT NULL)`,
  `CREATE TABLE record (record_id CHAR(36) NOT NULL PRIMARY KEY, department VARCHAR(3) NOT NULL, source_record_id VARCHAR(200) NOT NULL,
    version INTEGER NOT NULL, state VARCHAR(10) NOT NULL, clue LONGTEXT NOT NULL, received_date CHAR(10) NOT NULL, updated_at DATETIME(3) NOT NULL)`,
  `CREATE INDEX record_state ON record (state, version, updated_at)`,
  `CREATE TABLE record_version (record_id CHAR(36) NOT NULL, version INTEGER NOT NULL, event_type VARCHAR(30) NOT NULL,
    event_id CHAR(36) NOT NULL, batch_id CHAR(36), payload_hash CHAR(64) NOT NULL, payload LONGTEXT NOT NULL, received_at DATETIME(3) NOT NULL, PRIMARY KEY (record_id, version, event_type))`,
  `CREATE TABLE situation_note (record_id CHAR(36) NOT NULL PRIMARY KEY, department VARCHAR(3) NOT NULL, source_record_id VARCHAR(200) NOT NULL,
    version INTEGER NOT NULL, kind VARCHAR(20) NOT NULL, unit_raw VARCHAR(200), unit_id VARCHAR(40), note LONGTEXT NOT NULL)`,
  `CREATE TABLE rectification (problem_no VARCHAR(200) NOT NULL PRIMARY KEY, version INTEGER NOT NULL, payload LONGTEXT NOT NULL)`,
  `CREATE TABLE nil_return (record_id CHAR(36) NOT NULL PRIMARY KEY, department VARCHAR(3) NOT NULL, version INTEGER NOT NULL,
    unit_raw VARCHAR(200) NOT NULL, unit_id VARCHAR(40), payload LONGTEXT NOT NULL, signed_by VARCHAR(100) NOT NULL)`,
  `CREATE TABLE batch_manifest (batch_id CHAR(36) NOT NULL PRIMARY KEY, department VARCHAR(3) NOT NULL, received INTEGER NOT NULL,
    accepted INTEGER NOT NULL, refused INTEGER NOT NULL, invalid INTEGER NOT NULL, refused_by LONGTEXT NOT NULL, submitted_at DATETIME(3) NOT NULL)`,

  // Registry of units and roster of persons, both with dates.
  `CREATE TABLE unit (unit_id VARCHAR(40) NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL, uscc VARCHAR(18), division CHAR(6) NOT NULL,
    category VARCHAR(4), parent_id VARCHAR(40), valid_from CHAR(10), valid_to CHAR(10))`,
  `CREATE TABLE unit_alias (unit_id VARCHAR(40) NOT NULL, alias VARCHAR(200) NOT NULL, kind VARCHAR(20) NOT NULL,
    valid_from VARCHAR(10) NOT NULL, valid_to VARCHAR(10) NOT NULL, source VARCHAR(40) NOT NULL, PRIMARY KEY (unit_id, alias, valid_from))`,
  `CREATE TABLE unit_event (event_id CHAR(36) NOT NULL PRIMARY KEY, type VARCHAR(20) NOT NULL, date CHAR(10) NOT NULL,
    from_units LONGTEXT NOT NULL, to_units LONGTEXT NOT NULL, functions LONGTEXT NOT NULL, note LONGTEXT)`,
  `CREATE TABLE unit_profile (unit_id VARCHAR(40) NOT NULL PRIMARY KEY, payload LONGTEXT NOT NULL)`,
  `CREATE TABLE roster_post (post_id CHAR(36) NOT NULL PRIMARY KEY, person_id CHAR(36) NOT NULL, unit_id VARCHAR(40) NOT NULL, name VARCHAR(50) NOT NULL,
    post VARCHAR(100) NOT NULL, protocol_order INTEGER NOT NULL, is_first_leader INTEGER NOT NULL, rank_code VARCHAR(4), duties LONGTEXT NOT NULL,
    valid_from VARCHAR(10) NOT NULL, valid_to VARCHAR(10) NOT NULL)`,

  // Linkage: facts stored as they were found, clusters a function of them.
  `CREATE TABLE record_unit (record_id CHAR(36) NOT NULL, position INTEGER NOT NULL, raw VARCHAR(200) NOT NULL, unit_id VARCHAR(40),
    unit_now VARCHAR(40), method VARCHAR(20) NOT NULL, confidence REAL NOT NULL, reason LONGTEXT NOT NULL, PRIMARY KEY (record_id, position))`,
  `CREATE INDEX record_unit_now ON record_unit (unit_now, record_id)`,
  `CREATE TABLE record_person (record_id CHAR(36) NOT NULL, position INTEGER NOT NULL, name VARCHAR(50), person_id CHAR(36),
    unit_id VARCHAR(40), post VARCHAR(100), confidence REAL NOT NULL, reason LONGTEXT NOT NULL, PRIMARY KEY (record_id, position))`,
  `CREATE INDEX record_person_id ON record_person (person_id, record_id)`,
  `CREATE TABLE officer_queue (item_id CHAR(36) NOT NULL PRIMARY KEY, kind VARCHAR(10) NOT NULL, record_id CHAR(36) NOT NULL,
    raw VARCHAR(200) NOT NULL, candidates LONGTEXT NOT NULL, state VARCHAR(10) NOT NULL)`,
  `CREATE TABLE block_key (key_hash CHAR(16) NOT NULL, fp CHAR(16) NOT NULL, record_id CHAR(36) NOT NULL,
    PRIMARY KEY (key_hash, fp, record_id))`,
  `CREATE TABLE record_key (record_id CHAR(36) NOT NULL PRIMARY KEY, digest CHAR(16) NOT NULL)`,
  `CREATE TABLE key_stat (key_hash CHAR(16) NOT NULL PRIMARY KEY, df INTEGER NOT NULL, dead_epoch VARCHAR(40))`,
  `CREATE TABLE edge (record_a CHAR(36) NOT NULL, record_b CHAR(36) NOT NULL, relation VARCHAR(12) NOT NULL, score INTEGER NOT NULL,
    anchor INTEGER NOT NULL, veto VARCHAR(40), reason LONGTEXT NOT NULL, model VARCHAR(40) NOT NULL, PRIMARY KEY (record_a, record_b, relation))`,
  `CREATE TABLE decision (decision_id CHAR(36) NOT NULL PRIMARY KEY, record_a CHAR(36) NOT NULL, record_b CHAR(36) NOT NULL, kind VARCHAR(10) NOT NULL,
    reason LONGTEXT NOT NULL, officer VARCHAR(100) NOT NULL, second_officer VARCHAR(100), decided_at DATETIME(3) NOT NULL)`,
  `CREATE TABLE origin_member (record_id CHAR(36) NOT NULL PRIMARY KEY, origin_id CHAR(36) NOT NULL)`,
  `CREATE TABLE cluster_member (record_id CHAR(36) NOT NULL PRIMARY KEY, matter_id CHAR(36) NOT NULL)`,
  `CREATE INDEX cluster_member_matter ON cluster_member (matter_id)`,
  `CREATE TABLE cluster_event (event_id CHAR(36) NOT NULL PRIMARY KEY, matter_id CHAR(36) NOT NULL, kind VARCHAR(10) NOT NULL,
    detail LONGTEXT NOT NULL, at DATETIME(3) NOT NULL)`,
  `CREATE TABLE matter (matter_id CHAR(36) NOT NULL PRIMARY KEY, content_hash CHAR(64) NOT NULL, updated_at DATETIME(3) NOT NULL)`,
  `CREATE INDEX matter_updated ON matter (updated_at, matter_id)`,
  `CREATE TABLE link_epoch (epoch_id VARCHAR(40) NOT NULL PRIMARY KEY, model VARCHAR(40) NOT NULL, records INTEGER NOT NULL, contents INTEGER NOT NULL,
    partition_hash CHAR(64) NOT NULL, built_at DATETIME(3) NOT NULL)`,

  // Rounds and what was handed out.
  `CREATE TABLE round (round_id VARCHAR(60) NOT NULL PRIMARY KEY, start_date CHAR(10) NOT NULL, review_from CHAR(10), created_at DATETIME(3) NOT NULL)`,
  `CREATE TABLE round_target (target_id VARCHAR(80) NOT NULL PRIMARY KEY, round_id VARCHAR(60) NOT NULL, unit_id VARCHAR(40) NOT NULL, seq INTEGER NOT NULL)`,
  `CREATE TABLE packet_issue (issue_id CHAR(36) NOT NULL PRIMARY KEY, unit_id VARCHAR(40) NOT NULL, round_id VARCHAR(60), edition VARCHAR(10) NOT NULL,
    version INTEGER NOT NULL, digest CHAR(64) NOT NULL, issued_at DATETIME(3) NOT NULL)`,
  `CREATE TABLE disposition (disposition_id CHAR(36) NOT NULL PRIMARY KEY, idempotency_key VARCHAR(100) NOT NULL, matter_id CHAR(36) NOT NULL,
    payload LONGTEXT NOT NULL, received_at DATETIME(3) NOT NULL)`,
  `CREATE UNIQUE INDEX disposition_key ON disposition (idempotency_key)`,
];

const GATE: readonly string[] = ['CREATE TABLE ingest_gate (topic VARCHAR(60) NOT NULL PRIMARY KEY)'];

/** Rows that consumers of one topic hold in turn: which version of a record is the newest is decided by one of them at a time. */
export const IngestGate1764000000012 = tablesMigration('IngestGate1764000000012', GATE);

/** Tables of the aggregator. */
export const Aggregation1764000000002 = tablesMigration('Aggregation1764000000002', TABLES);
