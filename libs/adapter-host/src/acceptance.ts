import {
  type Checkability,
  cloudEventType,
  clueTopic,
  type DepartmentCode,
  type EventType,
  type Handling,
  hubEventJson,
  type Normalized,
  type RowPlace,
  SCHEMA_VERSION,
  type SourceRecord,
} from '#libs/contracts';
import { canonicalJson, newId, recordIdOf, sha256 } from '#libs/kernel';
import type { Row, Statements } from '#libs/persistence';
import { appendAudit } from '#libs/security';
import { scrubCell } from '#libs/text';
import { shardOf } from './outbox-schema.js';
import { type ReceiptItem, receiptScore } from './receipt.js';

/** A record that may be written. What is stored of it is text already, which is cheap to send between threads and to hold. */
export interface FitRecord extends Pick<Normalized, 'sourceRecordId' | 'eventType' | 'warnings'> {
  kind: string;
  places: RowPlace[];
  /** Canonical JSON, and its SHA-256. */
  payload: string;
  payloadHash: string;
  /** JSON of the {@link Checkability}; notes and updates have none. */
  quality: string | null;
  /** For the receipt. */
  score: Pick<ReceiptItem, 'checkability' | 'missing'>;
  handling?: Handling;
  cut: Record<string, number>;
}

/** A judged record as it is written. */
export function fitRecord(
  { kind, places }: Pick<SourceRecord, 'kind' | 'places'>,
  normalized: Normalized,
  quality: Checkability | undefined,
): FitRecord {
  const { sourceRecordId, eventType, warnings, cut = {}, payload: value } = normalized;
  const payload = canonicalJson(value);
  return {
    kind,
    places,
    sourceRecordId,
    eventType,
    warnings,
    payload,
    payloadHash: sha256(payload),
    quality: quality ? JSON.stringify(quality) : null,
    score: quality ? receiptScore(quality) : { missing: [] },
    ...('handling' in value && value.handling !== 'GENERAL' ? { handling: value.handling } : {}),
    cut,
  };
}

/** Who delivers, under which batch, when. */
export interface Delivery {
  department: DepartmentCode;
  sourceSystem: string;
  batchId: string;
  submittedBy: string;
  approvedBy: string;
  at: string;
  /** Trace of the request that brought it (W3C), for the events that come of it. */
  traceparent?: string;
}

/** How a record was taken. `conflict`: the same number stands in this delivery with other content, so neither can be trusted to be the newer. */
export type Taken = { outcome: 'accepted' | 'newVersion' | 'duplicate'; version: number } | { outcome: 'conflict' };

interface KeyRow {
  record_id: string;
  version: number;
  payload_hash: string;
  batch_id: string;
}

/** Content hash by record id of what stood in this delivery and was not written under its batch. */
export type Seen = Map<string, string>;

interface Examined {
  taken: Taken[];
  /** To be added to what was {@link Seen}, once the transaction stands: a server may run it again. */
  repeated: Seen;
  rows: { record: Row[]; key: Row[]; outbox: Row[] };
}

/** Says how each record would be taken, in their order, and gives the rows that this would write. */
export async function examine(
  statements: Pick<Statements, 'query'>,
  delivery: Delivery,
  records: readonly FitRecord[],
  seen: Seen,
): Promise<Examined> {
  const ids = records.map((record) => recordIdOf(delivery.department, delivery.sourceSystem, record.sourceRecordId));
  const known = await knownKeys(statements, ids);
  const rows = { record: [] as Row[], key: [] as Row[], outbox: [] as Row[] };
  const repeated: Seen = new Map();
  const taken = records.map((record, index): Taken => {
    const recordId = ids[index] as string;
    const hash = record.payloadHash;
    const versions = known.get(recordId) ?? [];
    const decided = decide(versions, hash, delivery.batchId, repeated.get(recordId) ?? seen.get(recordId));
    if (decided.outcome === 'conflict') return decided;
    if (decided.outcome === 'duplicate') {
      repeated.set(recordId, hash);
      return decided;
    }
    const { version } = decided;
    const key = { record_id: recordId, version, payload_hash: hash, batch_id: delivery.batchId };
    known.set(recordId, [...versions, key]);
    rows.key.push({ ...key });
    rows.record.push(recordRow(recordId, version, delivery, record));
    rows.outbox.push(outboxRow(key, delivery, record));
    return decided;
  });
  return { taken, repeated, rows };
}

/**
 * Writes records inside the caller's transaction: record version, outbox row, idempotency key and audit entry of each, or nothing.
 * Answers in the order of `records`. May be run again from its start: it changes nothing but rows.
 */
export async function accept(
  statements: Statements,
  delivery: Delivery,
  records: readonly FitRecord[],
  seen: Seen,
): Promise<Examined> {
  const examined = await examine(statements, delivery, records, seen);
  const { rows } = examined;
  await statements.insert('intake_record', rows.record);
  await statements.insert('intake_key', rows.key);
  await statements.insert('outbox', rows.outbox);
  await appendAudit(
    statements,
    rows.key.map((key) => ({
      at: delivery.at,
      actor: delivery.submittedBy,
      action: 'record.accepted',
      objectId: String(key.record_id),
      detail: { version: Number(key.version), batch: delivery.batchId, approvedBy: delivery.approvedBy },
    })),
  );
  return examined;
}

/**
 * The rule of versions: a delivery says one thing about a record, so the same content again changes nothing and other content is a conflict;
 * between deliveries, content other than the newest is the next version.
 */
function decide(versions: readonly KeyRow[], hash: string, batchId: string, seen: string | undefined): Taken {
  const newest = versions.at(-1);
  const ofThisBatch = versions.filter((version) => version.batch_id === batchId);
  const again = ofThisBatch.find((version) => version.payload_hash === hash);
  if (again) return { outcome: 'duplicate', version: again.version };
  if (ofThisBatch.length > 0 || (seen !== undefined && seen !== hash)) return { outcome: 'conflict' };
  if (seen === hash || newest?.payload_hash === hash) return { outcome: 'duplicate', version: newest?.version ?? 1 };
  return newest ? { outcome: 'newVersion', version: newest.version + 1 } : { outcome: 'accepted', version: 1 };
}

async function knownKeys(
  statements: Pick<Statements, 'query'>,
  ids: readonly string[],
): Promise<Map<string, KeyRow[]>> {
  const unique = [...new Set(ids)];
  const found = new Map<string, KeyRow[]>();
  if (unique.length === 0) return found;
  const marks = unique.map(() => '?').join(',');
  const rows = await statements.query<KeyRow>(
    `SELECT record_id, version, payload_hash, batch_id FROM intake_key WHERE record_id IN (${marks}) ORDER BY version`,
    unique,
  );
  for (const row of rows) {
    const list = found.get(row.record_id);
    if (list) list.push(row);
    else found.set(row.record_id, [row]);
  }
  return found;
}

function recordRow(recordId: string, version: number, delivery: Delivery, record: FitRecord): Row {
  return {
    record_id: recordId,
    version,
    department: delivery.department,
    source_system: delivery.sourceSystem,
    source_record_id: record.sourceRecordId,
    kind: record.kind,
    event_type: eventTypeOf(record.eventType, version),
    payload: record.payload,
    quality: record.quality,
    places: JSON.stringify(keptPlaces(record)),
    accepted_at: delivery.at,
  };
}

/** The name of a sheet is text of the department's too: a number or a writer in it is not kept. */
const keptPlaces = ({ places }: FitRecord): RowPlace[] =>
  places.map(({ sheet, row }) => ({ sheet: sheet === '' ? '' : scrubCell(sheet).text, row }));

const eventTypeOf = (type: Normalized['eventType'], version: number): EventType =>
  type === 'CLUE_SUBMITTED' && version > 1 ? 'CLUE_AMENDED' : type;

function outboxRow(key: KeyRow, delivery: Delivery, record: FitRecord): Row {
  const { record_id: recordId, version, payload_hash: payloadHash } = key;
  const eventType = eventTypeOf(record.eventType, version);
  const data = {
    eventType,
    sourceDept: delivery.department,
    sourceSystem: delivery.sourceSystem,
    sourceRecordId: record.sourceRecordId,
    sourceVersion: version,
    payloadHash,
    batchId: delivery.batchId,
    places: keptPlaces(record),
    submittedBy: delivery.submittedBy,
    approvedBy: delivery.approvedBy,
    submittedAt: delivery.at,
    schemaVersion: SCHEMA_VERSION,
  };
  const id = newId();
  return {
    id,
    aggregatetype: clueTopic(delivery.department),
    aggregateid: recordId,
    type: cloudEventType(eventType),
    payload: hubEventJson(id, delivery.at, recordId, data, record.payload, delivery.traceparent),
    state: 'NEW',
    shard: shardOf(recordId),
  };
}
