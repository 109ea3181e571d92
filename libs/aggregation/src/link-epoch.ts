import { canonicalJson, newId, sha256 } from '#libs/kernel';
import type { Epoch } from '#libs/linkage';
import type { Reads, Row, Statements } from '#libs/persistence';
import { packed, unpacked } from './link-store.js';

/** The tables under which records are linked now, and how far that has come. */
export interface EpochRow {
  epochId: string;
  /** State of registry, roster and model when it was built. */
  registry: string;
  /** Digest of the decisions that are linked. */
  decisions: string;
  /** The first place that no features have had. */
  nextPlace: number;
  /** Records when it was built. */
  builtRecords: number;
  records: number;
  matters: number;
  /** Hash of the partition: equal partitions have equal hashes, whatever the order of arrival. */
  partitionHash: string;
  linkedAt: string;
}

export async function currentEpoch(reads: Reads): Promise<EpochRow | undefined> {
  const [row] = await reads.query<Row>('SELECT * FROM link_epoch WHERE is_current = 1');
  if (!row) return undefined;
  return {
    epochId: String(row.epoch_id),
    registry: String(row.registry),
    decisions: String(row.decisions),
    nextPlace: Number(row.next_place),
    builtRecords: Number(row.built_records),
    records: Number(row.records),
    matters: Number(row.matters),
    partitionHash: String(row.partition_hash),
    linkedAt: String(row.linked_at),
  };
}

/** Bytes of one row: far below what a server takes in one packet. */
const PART = 1_000_000;

export async function epochTables(reads: Reads, epochId: string): Promise<Epoch> {
  const rows = await reads.query<{ body: Uint8Array }>(
    'SELECT body FROM link_epoch_part WHERE epoch_id = ? ORDER BY part',
    [epochId],
  );
  return unpacked<Epoch>(Buffer.concat(rows.map(({ body }) => body)));
}

/** The epoch before the current one. */
export async function formerEpoch(reads: Reads): Promise<string | undefined> {
  const [row] = await reads.query<Row>('SELECT epoch_id FROM link_epoch WHERE is_current = 0');
  return row && String(row.epoch_id);
}

/** Writes a new epoch and makes it the current one. Of former ones the last is kept, to go back to. */
export async function writeEpoch(statements: Statements, epoch: Epoch, row: Omit<EpochRow, 'epochId'>): Promise<void> {
  const former = await currentEpoch(statements);
  const kept = former ? [former.epochId] : [];
  const marks = kept.length > 0 ? ' WHERE epoch_id <> ?' : '';
  for (const table of ['link_epoch', 'link_epoch_part']) await statements.query(`DELETE FROM ${table}${marks}`, kept);
  await statements.query('UPDATE link_epoch SET is_current = 0');
  const epochId = newId();
  await statements.insert('link_epoch', [
    {
      epoch_id: epochId,
      is_current: 1,
      version: epoch.version,
      model: epoch.modelVersion,
      registry: row.registry,
      decisions: row.decisions,
      contents: epoch.contents,
      next_place: row.nextPlace,
      built_records: row.builtRecords,
      built_at: row.linkedAt,
      records: row.records,
      matters: row.matters,
      partition_hash: row.partitionHash,
      linked_at: row.linkedAt,
    },
  ]);
  const body = packed(epoch);
  const parts: Row[] = [];
  for (let start = 0; start < body.length; start += PART)
    parts.push({ epoch_id: epochId, part: parts.length, body: body.subarray(start, start + PART) });
  await statements.insert('link_epoch_part', parts);
}

/** Says how far the current epoch has come after a step. */
export async function updateEpoch(statements: Statements, row: EpochRow): Promise<void> {
  await statements.query(
    'UPDATE link_epoch SET next_place = ?, records = ?, matters = ?, partition_hash = ?, decisions = ?, linked_at = ? WHERE epoch_id = ?',
    [row.nextPlace, row.records, row.matters, row.partitionHash, row.decisions, new Date(row.linkedAt), row.epochId],
  );
}

const MODULUS = 1n << 256n;

/** Moves a partition's hash by the records that left matters and came to matters: a sum over pairs, so that their order is of no account. */
export function movedHash(hash: string, left: ReadonlyMap<string, string>, come: ReadonlyMap<string, string>): string {
  let sum = BigInt(`0x${hash || '0'}`);
  for (const pair of left) sum -= digestOf(pair);
  for (const pair of come) sum += digestOf(pair);
  return (((sum % MODULUS) + MODULUS) % MODULUS).toString(16).padStart(64, '0');
}

const digestOf = (pair: readonly [string, string]): bigint => BigInt(`0x${sha256(canonicalJson(pair))}`);
