import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { INTAKE_MIGRATIONS, Intake, readFile } from '#libs/adapter-host';
import type { Department } from '#libs/contracts';
import { caseManagement } from '#libs/department-case-management';
import { petition } from '#libs/department-petition';
import { fixedClock } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { writeLetters } from './letters.js';

/** Peak resident memory of this process so far, MiB. */
const peakMiB = (): number => process.resourceUsage().maxRSS / 1024;

/** Peak memory of taking `records` NDJSON letters in, from file to receipt. Run in a process of its own. */
export function ndjsonPeak(records: number): Promise<number> {
  return peakOf(petition, records, 'letters.ndjson', (path) => writeLetters(path, records));
}

/** Peak memory of taking a workbook of `rows` rows of the 50-column ledger in. Run in a process of its own. */
export function workbookPeak(rows: number): Promise<number> {
  return peakOf(caseManagement, rows, 'ledger.xlsx', (path) => writeLedger(path, rows));
}

async function peakOf(
  department: Department,
  rows: number,
  name: string,
  write: (path: string) => Promise<void>,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  try {
    const path = join(folder, name);
    await write(path);
    const db = await Database.open(join(folder, 'hub.sqlite'), [...SECURITY_MIGRATIONS, ...INTAKE_MIGRATIONS]);
    const intake = new Intake(db, department, '990101', fixedClock('2024-07-01T00:00:00Z'));
    const names = { submittedBy: '甲', approvedBy: '乙', namesFromConfiguration: true };
    const items = readFile(path, { layouts: department.layouts, idKey: 'bench', ...intake.judging });
    const receipt = await intake.take({ door: 'file', digest: '0'.repeat(64), ...names }, items, () => undefined);
    await db.close();
    if (receipt.rows.accepted !== rows) throw new Error(`${receipt.rows.accepted} of ${rows} rows were accepted`);
    return peakMiB();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The export of the case-management ledger: title over rows 1–2, header in row 3. Written as a stream. */
async function writeLedger(path: string, rows: number): Promise<void> {
  const ledger = caseManagement.layouts.find((layout) => layout.kind === 'ledger');
  if (!ledger) throw new Error('no ledger layout');
  const headers = ledger.columns.map((column) => column.headers[0] ?? column.field).slice(0, 50);
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings: true });
  const sheet = writer.addWorksheet('线索');
  sheet.addRow(['2024年案管线索导出数据']).commit();
  sheet.addRow([]).commit();
  sheet.addRow(headers).commit();
  for (let n = 0; n < rows; n++) sheet.addRow(headers.map((header) => ledgerCell(header, n))).commit();
  sheet.commit();
  await writer.commit();
}

const CELLS: Record<string, (n: number) => string> = {
  线索编码: (n) => `9901012024${String(n).padStart(6, '0')}`,
  人员编码: (n) => `P${String(n).padStart(8, '0')}`,
  是否单位: () => '否',
  被反映人: (n) => `张建${'国民军华强'[n % 5]}`,
  工作单位及职务: (n) => `青禾区${'住建局农业农村局交通运输局'.slice((n % 3) * 3, (n % 3) * 3 + 3)}工程科科长`,
  职级: () => '乡科级副职',
  干部管理权限: () => '县管',
  案件来源: () => '日常监督发现',
  受理时间: (n) => `2024-0${1 + (n % 6)}-1${n % 9}`,
  主要问题线索: (n) =>
    `2022年${1 + (n % 12)}月，在第${n}标段道路改造工程中收受施工企业现金约${1 + (n % 80)}万元，帮助其通过验收，有付款凭证和会议纪要可查。`,
  违纪行为: () => '廉洁纪律',
};

const ledgerCell = (header: string, n: number): string => CELLS[header]?.(n) ?? (n % 2 === 0 ? '' : '无');
