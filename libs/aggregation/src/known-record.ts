import type { AuditExtension, Clue, DepartmentCode, RectificationUpdate } from '#libs/contracts';
import type { Statements } from '#libs/persistence';
import type { Registries } from './registries.js';
import type { Resolution } from './resolution.js';
import { rowsFor } from './rows-for.js';

/** A record that takes part, as stored. */
export interface StoredRecord {
  recordId: string;
  department: DepartmentCode;
  sourceRecordId: string;
  version: number;
  clue: Clue;
}

/** A record with what registry and roster made of it. */
export interface KnownRecord extends StoredRecord {
  resolution: Resolution;
}

type Reader = Pick<Statements, 'query'>;

/** A page of active records by id, after `after`. */
export async function activeRecords(statements: Reader, after: string, limit = 2000): Promise<StoredRecord[]> {
  const rows = await statements.query<Record<string, string | number>>(
    `SELECT ${COLUMNS} FROM record r WHERE r.state = 'ACTIVE' AND r.record_id > ? ORDER BY r.record_id LIMIT ${limit}`,
    [after],
  );
  return rows.map(storedRecord);
}

/** Those of the given records that are active. */
export async function recordsById(statements: Reader, recordIds: readonly string[]): Promise<StoredRecord[]> {
  const rows = await rowsFor<Record<string, string | number>>(
    statements,
    recordIds,
    (marks) => `SELECT ${COLUMNS} FROM record r WHERE r.state = 'ACTIVE' AND r.record_id IN (${marks})`,
  );
  return rows.map(storedRecord);
}

/** Active records of all matters that have a record at one of `units`, with their matter and origin. */
export async function recordsAtUnits(
  statements: Reader,
  units: readonly string[],
  registries: Registries,
  division: string,
): Promise<PlacedRecord[]> {
  return placedRecords(
    statements,
    (
      marks,
    ) => `cm.matter_id IN (SELECT c.matter_id FROM cluster_member c JOIN record_unit u ON u.record_id = c.record_id
     WHERE u.unit_now IN (${marks}))`,
    units,
    registries,
    division,
  );
}

/** Active records of some matters, with their matter and origin. */
export async function recordsOfMatters(
  statements: Reader,
  matterIds: readonly string[],
  registries: Registries,
  division: string,
): Promise<PlacedRecord[]> {
  return placedRecords(statements, (marks) => `cm.matter_id IN (${marks})`, matterIds, registries, division);
}

/** Active records by id, with their matter and origin; those that are not linked yet are left out. */
export async function recordsNamed(
  statements: Reader,
  recordIds: readonly string[],
  registries: Registries,
  division: string,
): Promise<PlacedRecord[]> {
  return placedRecords(statements, (marks) => `r.record_id IN (${marks})`, recordIds, registries, division);
}

/** A record with the matter and the origin it belongs to. */
export interface PlacedRecord extends KnownRecord {
  matterId: string;
  originId: string;
}

async function placedRecords(
  statements: Reader,
  condition: (marks: string) => string,
  values: readonly string[],
  registries: Registries,
  division: string,
): Promise<PlacedRecord[]> {
  const found = await rowsFor<Record<string, string | number>>(
    statements,
    values,
    (marks) => `SELECT ${COLUMNS}, cm.matter_id, om.origin_id FROM record r
     JOIN cluster_member cm ON cm.record_id = r.record_id JOIN origin_member om ON om.record_id = r.record_id
     WHERE r.state = 'ACTIVE' AND ${condition(marks)}`,
  );
  // Asked in parts: a record may be named by more than one of them, and the parts have an order of their own.
  const byId = new Map(found.map((row) => [String(row.record_id), row]));
  const rows = [...byId].sort(([x], [y]) => (x < y ? -1 : 1)).map(([, row]) => row);
  const rectified = await rectifications(statements);
  return rows.map((row) => {
    const stored = withRectification(storedRecord(row), rectified);
    return {
      ...stored,
      resolution: registries.resolve(stored.clue, division),
      matterId: String(row.matter_id),
      originId: String(row.origin_id),
    };
  });
}

const COLUMNS = 'r.record_id, r.department, r.source_record_id, r.version, r.clue';

const storedRecord = (row: Record<string, string | number>): StoredRecord => ({
  recordId: String(row.record_id),
  department: row.department as DepartmentCode,
  sourceRecordId: String(row.source_record_id),
  version: Number(row.version),
  clue: JSON.parse(String(row.clue)) as Clue,
});

async function rectifications(statements: Reader): Promise<Map<string, RectificationUpdate>> {
  const rows = await statements.query<{ problem_no: string; payload: string }>(
    'SELECT problem_no, payload FROM rectification',
  );
  return new Map(rows.map((row) => [row.problem_no, JSON.parse(row.payload) as RectificationUpdate]));
}

/** A correction that was reported apart from its problem stands in the problem's audit part. */
function withRectification(record: StoredRecord, updates: ReadonlyMap<string, RectificationUpdate>): StoredRecord {
  const update = record.department === 'AUD' ? updates.get(record.sourceRecordId) : undefined;
  if (!update) return record;
  const audit: AuditExtension = {
    ...record.clue.audit,
    rectState: update.rectState,
    ...(update.dueDate ? { rectDueDate: update.dueDate } : {}),
    ...(update.rectifiedAmount ? { rectifiedAmount: update.rectifiedAmount } : {}),
    ...(update.accountability === undefined ? {} : { accountability: update.accountability }),
    ...(update.repeatOffence === undefined ? {} : { repeatOffence: update.repeatOffence }),
  };
  return { ...record, clue: { ...record.clue, audit } };
}
