import {
  type BatchManifest,
  cloudEventType,
  clueTopic,
  type EventData,
  hubEvent,
  SCHEMA_VERSION,
} from '#libs/contracts';
import { canonicalJson, newId, recordIdOf, sha256 } from '#libs/kernel';
import type { Statements } from '#libs/persistence';
import type { Delivery } from './acceptance.js';
import { shardOf } from './outbox-schema.js';
import type { RowCounts } from './receipt.js';

/** Reasons that are not told apart outside the department: the special channel of inspection staff, and minors. */
const UNTOLD = 'X2';
const TOLD = /^X\d$/u;

/**
 * Puts the sums of a delivery into the outbox, so that both sides can compare them: once a batch, and again, as the next
 * version, only where the same bytes came to other sums (a rule was mended in between).
 */
export async function sendManifest(statements: Statements, delivery: Delivery, rows: RowCounts): Promise<void> {
  const { department, sourceSystem, batchId, submittedBy, approvedBy, at } = delivery;
  const { received, accepted, refused, invalid } = rows;
  const refusedBy = await refusalsOf(statements, batchId);
  const manifest: BatchManifest = { batchId, received, accepted, refused, invalid, refusedBy };
  const sourceRecordId = `batch:${batchId}`;
  const recordId = recordIdOf(department, sourceSystem, sourceRecordId);
  const payloadHash = sha256(canonicalJson(manifest));
  const [last] = await statements.query<{ version: number; payload_hash: string }>(
    'SELECT version, payload_hash FROM intake_key WHERE record_id = ? ORDER BY version DESC LIMIT 1',
    [recordId],
  );
  if (last?.payload_hash === payloadHash) return;
  const version = Number(last?.version ?? 0) + 1;
  await statements.insert('intake_key', [
    { record_id: recordId, version, payload_hash: payloadHash, batch_id: batchId },
  ]);
  const data: EventData = {
    eventType: 'BATCH_MANIFEST',
    sourceDept: department,
    sourceSystem,
    sourceRecordId,
    sourceVersion: version,
    payloadHash,
    batchId,
    submittedBy,
    approvedBy,
    submittedAt: at,
    schemaVersion: SCHEMA_VERSION,
    payload: manifest,
  };
  const id = newId();
  await statements.insert('outbox', [
    {
      id,
      aggregatetype: clueTopic(department),
      aggregateid: recordId,
      type: cloudEventType('BATCH_MANIFEST'),
      payload: JSON.stringify(hubEvent(id, at, recordId, data, delivery.traceparent)),
      state: 'NEW',
      shard: shardOf(recordId),
    },
  ]);
}

async function refusalsOf(statements: Statements, batchId: string): Promise<Record<string, number>> {
  const rows = await statements.query<{ exclusion: string; n: number }>(
    'SELECT exclusion, COUNT(*) AS n FROM intake_refusal WHERE batch_id = ? GROUP BY exclusion ORDER BY exclusion',
    [batchId],
  );
  const sums: Record<string, number> = {};
  for (const { exclusion, n } of rows) {
    const reason = TOLD.test(exclusion) ? exclusion : UNTOLD;
    sums[reason] = (sums[reason] ?? 0) + Number(n);
  }
  return sums;
}
