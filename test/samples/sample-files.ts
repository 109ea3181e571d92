import { readdirSync } from 'node:fs';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { projectFile, readProjectFile } from '#libs/kernel';

/** A cell as written in the sources: text, number, `{date}` for a date cell, `{error}` or `{formula, result}` as Excel keeps them. */
export type SourceCell =
  | string
  | number
  | null
  | { date: string }
  | { error: string }
  | { formula: string; result?: unknown };

/** A row by header, or by position for lines that are no records (合计, 制表人). */
type SourceRow = Record<string, SourceCell> | SourceCell[];

interface SourceSheet {
  name: string;
  /** Text merged over rows 1–2 above the header. */
  title?: string;
  header: string[];
  rows: SourceRow[];
  /** Merged ranges (`A5:A6`). */
  merges?: string[];
  hiddenRows?: number[];
}

/** One sample file: where it lies below `samples/`, and what it holds. */
export interface SampleSource {
  file: string;
  format: 'xlsx' | 'csv' | 'json';
  encoding?: 'utf8' | 'gb18030';
  sheets?: SourceSheet[];
  records?: unknown[];
}

const FOLDER = 'test/samples/source';

/** Every sample, read from its source. */
export function sampleSources(): SampleSource[] {
  const names = readdirSync(projectFile(FOLDER)).filter((name) => name.endsWith('.json') && name !== 'seeded.json');
  return names.sort().flatMap((name) => JSON.parse(readProjectFile(`${FOLDER}/${name}`)) as SampleSource[]);
}

/** What must never be found in anything the hub keeps or prints: phones and numbers planted in the samples. */
export const seededSecrets = (): string[] =>
  Object.values(JSON.parse(readProjectFile(`${FOLDER}/seeded.json`)) as Record<string, string[]>).flat();

/** The bytes of a sample as the sending system would write them. */
export async function sampleBytes(sample: SampleSource): Promise<Buffer> {
  if (sample.format === 'json') return Buffer.from(`${JSON.stringify(sample.records ?? [], null, 2)}\n`, 'utf8');
  if (sample.format === 'csv') return iconv.encode(csvText(sample), sample.encoding ?? 'utf8');
  const workbook = new ExcelJS.Workbook();
  workbook.creator = '';
  workbook.created = new Date('2024-05-10T01:00:00Z');
  workbook.modified = workbook.created;
  for (const sheet of sample.sheets ?? []) addSheet(workbook, sheet);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

function addSheet(workbook: ExcelJS.Workbook, source: SourceSheet): void {
  const sheet = workbook.addWorksheet(source.name);
  if (source.title) {
    sheet.getCell(1, 1).value = source.title;
    sheet.mergeCells(1, 1, 2, source.header.length);
    sheet.getCell(1, 1).alignment = { horizontal: 'center', vertical: 'middle' };
  }
  const top = source.title ? 3 : 1;
  sheet.getRow(top).values = source.header;
  sheet.getRow(top).font = { bold: true };
  source.rows.forEach((row, index) => {
    byPosition(row, source.header).forEach((value, column) => {
      if (value !== null && value !== '') setCell(sheet.getCell(top + 1 + index, column + 1), value);
    });
  });
  for (const range of source.merges ?? []) sheet.mergeCells(range);
  for (const row of source.hiddenRows ?? []) sheet.getRow(row).hidden = true;
  sheet.columns.forEach((column, index) => {
    column.width = /问题|线索|描述|内容|情况|事项/u.test(source.header[index] ?? '') ? 48 : 14;
  });
}

/** @throws Error when a row names a column that the header lacks */
function byPosition(row: SourceRow, header: readonly string[]): SourceCell[] {
  if (Array.isArray(row)) return row;
  const strange = Object.keys(row).filter((name) => !header.includes(name));
  if (strange.length > 0) throw new Error(`columns not in the header: ${strange.join(', ')}`);
  return header.map((name) => row[name] ?? null);
}

function setCell(cell: ExcelJS.Cell, value: Exclude<SourceCell, null>): void {
  if (typeof value === 'object' && 'date' in value) {
    cell.value = new Date(`${value.date}T00:00:00Z`);
    cell.numFmt = 'yyyy-mm-dd';
  } else cell.value = value as ExcelJS.CellValue;
}

function csvText(sample: SampleSource): string {
  const [sheet] = sample.sheets ?? [];
  if (!sheet) return '';
  const lines = [sheet.header, ...sheet.rows.map((row) => byPosition(row, sheet.header))];
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: SourceCell): string {
  const text = value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Values of all cells and merged ranges; a workbook's bytes differ from run to run, what it says must not. */
export async function sampleContent(bytes: Buffer): Promise<unknown> {
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return bytes.toString('base64');
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as unknown as ArrayBuffer);
  return workbook.worksheets.map((sheet) => {
    const cells: [string, unknown][] = [];
    sheet.eachRow((row) => {
      row.eachCell((cell) => {
        cells.push([cell.address, cell.value]);
      });
    });
    return [sheet.name, sheet.model.merges, cells];
  });
}
