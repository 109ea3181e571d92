import type { Clue } from '#libs/contracts';
import type { Statements } from '#libs/persistence';

/** One accepted clue record and where it belongs; statistics have no row. */
export interface MatterRow {
  department: string;
  sourceRecordId: string;
  sourceVersion: number;
  matterId: string;
  originId: string;
}

/** A row for a person. The title is absent where the matter is not for everybody at the terminal. */
export type TitledRow = MatterRow & { title?: string };

type Reader = Pick<Statements, 'query'>;

/** All accepted clue records by matter, or those of matters that touch one of `units`. */
export const listMatterRows = async (statements: Reader, units?: readonly string[]): Promise<MatterRow[]> =>
  (await readRows(statements, '', units)).map(matterRow);

/** {@link listMatterRows} with titles. */
export async function listTitledRows(statements: Reader, units?: readonly string[]): Promise<TitledRow[]> {
  return (await readRows(statements, ', r.clue', units)).map((row) => {
    const { title, handling } = JSON.parse(String(row.clue)) as Clue;
    return { ...matterRow(row), ...(RESTRICTED.has(handling) ? {} : { title }) };
  });
}

const RESTRICTED: ReadonlySet<Clue['handling']> = new Set(['AVOID', 'LEADER_ONLY']);

type StoredRow = Record<string, string | number>;

function readRows(statements: Reader, columns: string, units?: readonly string[]): Promise<StoredRow[]> {
  if (units?.length === 0) return Promise.resolve([]);
  const where = units
    ? `AND cm.matter_id IN (SELECT c.matter_id FROM cluster_member c JOIN record_unit u ON u.record_id = c.record_id
       WHERE u.unit_now IN (${units.map(() => '?').join(',')}))`
    : '';
  return statements.query<StoredRow>(
    `SELECT r.department, r.source_record_id, r.version, cm.matter_id, om.origin_id${columns} FROM record r
     JOIN cluster_member cm ON cm.record_id = r.record_id JOIN origin_member om ON om.record_id = r.record_id
     WHERE r.state = 'ACTIVE' ${where} ORDER BY cm.matter_id, r.department, r.source_record_id`,
    units,
  );
}

const matterRow = (row: StoredRow): MatterRow => ({
  department: String(row.department),
  sourceRecordId: String(row.source_record_id),
  sourceVersion: Number(row.version),
  matterId: String(row.matter_id),
  originId: String(row.origin_id),
});
