import { sha256 } from '#libs/kernel';
import { type Features, featuresOf } from '#libs/linkage';
import type { Reads } from '#libs/persistence';
import { activeRecords, recordsById, type StoredRecord } from './known-record.js';
import { linkRecord } from './link-record.js';
import type { Registries } from './registries.js';
import type { Resolution } from './resolution.js';
import { rowsFor } from './rows-for.js';

/** A record as the linker reads it. Its text is let go: it is the greater part of a record. */
export interface ReadRecord {
  recordId: string;
  resolution: Resolution;
  features: Features;
  /** Digest of what a reader may see change of it: version, units, posts, correction. */
  seen: string;
}

/** Records between two pauses. */
const PAGE = 500;

/** Every active record, resolved and read for linkage. `pause` is told how many are done, and lets others have their turn. */
export async function readAllRecords(
  read: <T>(work: (reads: Reads) => Promise<T>) => Promise<T>,
  registries: Registries,
  division: string,
  pause: (done: number) => Promise<void>,
): Promise<ReadRecord[]> {
  const records: ReadRecord[] = [];
  for (let after = ''; ; ) {
    const page = await read(async (reads) => {
      const rows = await activeRecords(reads, after, PAGE);
      return readRecords(reads, rows, registries, division);
    });
    records.push(...page);
    const last = page.at(-1);
    if (!last) return records;
    after = last.recordId;
    await pause(records.length);
  }
}

/** Those of the given records that are active. */
export async function readSomeRecords(
  reads: Reads,
  recordIds: readonly string[],
  registries: Registries,
  division: string,
): Promise<ReadRecord[]> {
  return readRecords(reads, await recordsById(reads, recordIds), registries, division);
}

async function readRecords(
  reads: Reads,
  rows: readonly StoredRecord[],
  registries: Registries,
  division: string,
): Promise<ReadRecord[]> {
  const problems = rows.filter(({ department }) => department === 'AUD').map(({ sourceRecordId }) => sourceRecordId);
  const corrections = await rowsFor<{ problem_no: string; version: number }>(
    reads,
    problems,
    (marks) => `SELECT problem_no, version FROM rectification WHERE problem_no IN (${marks})`,
  );
  const corrected = new Map(corrections.map((row) => [row.problem_no, Number(row.version)]));
  return rows.map((row) => {
    const resolution = registries.resolve(row.clue, division);
    return {
      recordId: row.recordId,
      resolution,
      features: featuresOf(linkRecord({ ...row, resolution }, registries)),
      seen: seenOf(row, resolution, corrected.get(row.sourceRecordId) ?? 0),
    };
  });
}

function seenOf({ recordId, version }: StoredRecord, { units, persons }: Resolution, correction: number): string {
  const named = units.map(({ match }) => match.unitNow ?? match.unitId ?? '');
  const posts = persons.map(({ post }) => (post ? `${post.personId} ${post.post} ${post.order}` : ''));
  return sha256(JSON.stringify([recordId, version, named, posts, correction])).slice(0, 32);
}
