import { AppError } from '#libs/kernel';
import type { Reads } from '#libs/persistence';

/** One version of a record and the delivery that brought it. Nothing of its content. */
export interface TracedVersion {
  recordId: string;
  version: number;
  eventType: string;
  eventId: string;
  /** Moment at which the aggregator took it. */
  receivedAt: string;
  /** The `receiptId` of the receipt. */
  batchId?: string;
  /** The `traceId` of the receipt, which every log line of that request has too. */
  traceId?: string;
  /** Matter that the record belongs to; absent for what is in none. */
  matterId?: string;
}

interface Row {
  record_id: string;
  version: number;
  event_type: string;
  event_id: string;
  received_at: string;
  batch_id: string | null;
  trace_id: string | null;
  matter_id: string | null;
}

/** Versions that `id` names: those of a matter (as a line of a packet gives it), of a record, of an event, or of a delivery's trace. @throws AppError `E-TRACE-UNKNOWN` */
export async function tracedVersions(reads: Reads, id: string): Promise<TracedVersion[]> {
  const rows = await reads.query<Row>(
    `SELECT v.record_id, v.version, v.event_type, v.event_id, v.received_at, v.batch_id, v.trace_id, m.matter_id
     FROM record_version v LEFT JOIN cluster_member m ON m.record_id = v.record_id
     WHERE m.matter_id = ? OR v.record_id = ? OR v.event_id = ? OR v.trace_id = ?
     ORDER BY v.record_id, v.version, v.event_type`,
    [id, id, id, id],
  );
  if (rows.length > 0) return rows.map(versionOf);
  throw new AppError('E-TRACE-UNKNOWN', 'not_found', '没有这个编号', '可用事项、记录、事件的编号，或回执中的 traceId');
}

const versionOf = (row: Row): TracedVersion => ({
  recordId: row.record_id,
  version: Number(row.version),
  eventType: row.event_type,
  eventId: row.event_id,
  receivedAt: row.received_at,
  ...(row.batch_id === null ? {} : { batchId: row.batch_id }),
  ...(row.trace_id === null ? {} : { traceId: row.trace_id }),
  ...(row.matter_id === null ? {} : { matterId: row.matter_id }),
});
