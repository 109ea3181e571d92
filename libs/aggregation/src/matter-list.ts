import type { Statements } from '#libs/persistence';

/** One accepted clue record and where it belongs; statistics have no row. */
export interface MatterRow {
  department: string;
  sourceRecordId: string;
  sourceVersion: number;
  matterId: string;
  originId: string;
}

/** All accepted clue records by matter, or those of matters that touch one of `units`. */
export async function listMatterRows(
  statements: Pick<Statements, 'query'>,
  units?: readonly string[],
): Promise<MatterRow[]> {
  if (units?.length === 0) return [];
  const where = units
    ? `AND cm.matter_id IN (SELECT c.matter_id FROM cluster_member c JOIN record_unit u ON u.record_id = c.record_id
       WHERE u.unit_now IN (${units.map(() => '?').join(',')}))`
    : '';
  const rows = await statements.query<Record<string, string | number>>(
    `SELECT r.department, r.source_record_id, r.version, cm.matter_id, om.origin_id FROM record r
     JOIN cluster_member cm ON cm.record_id = r.record_id JOIN origin_member om ON om.record_id = r.record_id
     WHERE r.state = 'ACTIVE' ${where} ORDER BY cm.matter_id, r.department, r.source_record_id`,
    units,
  );
  return rows.map((row) => ({
    department: String(row.department),
    sourceRecordId: String(row.source_record_id),
    sourceVersion: Number(row.version),
    matterId: String(row.matter_id),
    originId: String(row.origin_id),
  }));
}
