import type { Refusal, SourceRecord } from '#libs/contracts';
import { canonicalJson, derivedId, sha256 } from '#libs/kernel';
import type { Database, Statements } from '#libs/persistence';
import { appendAudit } from '#libs/security';
import type { Delivery } from './acceptance.js';

/** A record that may not enter, and why. */
export interface RefusedRecord {
  refusal: Refusal;
  record: SourceRecord;
  /** Keyed digest of the text, where the reader kept no field at all. */
  digest?: string;
}

/** Refusals of one transaction. */
const PER_TRANSACTION = 500;

/** Notes refusals, some at a time. */
export async function noteAllRefusals(
  db: Database,
  delivery: Delivery,
  refused: readonly RefusedRecord[],
): Promise<void> {
  for (let start = 0; start < refused.length; start += PER_TRANSACTION) {
    const part = refused.slice(start, start + PER_TRANSACTION);
    await db.transaction((statements) => noteRefusals(statements, delivery, part));
  }
}

/** Of what is refused only a counter and a digest stay; the same delivery counts once. */
async function noteRefusals(
  statements: Statements,
  delivery: Delivery,
  refused: readonly RefusedRecord[],
): Promise<void> {
  const rows = refused.map(({ refusal, record, digest }) => ({
    refusal_id: derivedId('refusal', delivery.batchId, ...record.places.map(({ sheet, row }) => `${sheet}/${row}`)),
    department: delivery.department,
    code: refusal.code,
    exclusion: refusal.exclusion,
    content_hash: digest ?? sha256(canonicalJson(record.fields)),
    batch_id: delivery.batchId,
    refused_at: delivery.at,
  }));
  const known = await statements.query<{ refusal_id: string }>(
    `SELECT refusal_id FROM intake_refusal WHERE refusal_id IN (${rows.map(() => '?').join(',')})`,
    rows.map((row) => row.refusal_id),
  );
  const have = new Set(known.map((row) => row.refusal_id));
  const fresh = rows.filter((row) => !have.has(row.refusal_id));
  await statements.insert('intake_refusal', fresh);
  await appendAudit(
    statements,
    fresh.map((row) => ({
      at: delivery.at,
      actor: delivery.submittedBy,
      action: 'record.refused',
      objectId: row.refusal_id,
      detail: { code: row.code },
    })),
  );
}
