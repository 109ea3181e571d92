import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import ExcelJS from 'exceljs';
import { AppError } from '#libs/kernel';

/** One row by header name. */
export type TableRow = Record<string, string>;

const lines = new WeakMap<TableRow, number>();

/** Line of the file, or row of the sheet, that a row was read from; the place in the table where it was not read from a file. */
export const lineOf = (row: TableRow, index: number): number => lines.get(row) ?? index + 2;

/** Most rows of a table that the office loads itself (registry, roster). */
const MAX_ROWS = 200_000;

/**
 * Rows of an office's own table, CSV (UTF-8 or GB18030) or xlsx, by header name.
 * @throws AppError `E-TABLE-READ` when the file is none of these, `E-TABLE-ROWS` when it is too long.
 */
export async function readTable(path: string): Promise<TableRow[]> {
  const bytes = await bytesOf(path);
  const rows = bytes.subarray(0, 2).toString('latin1') === 'PK' ? await workbookRows(bytes) : csvTable(bytes);
  if (rows.length > MAX_ROWS) {
    throw new AppError('E-TABLE-ROWS', 'invalid', `表格超过 ${MAX_ROWS} 行`, '分成几个文件导入');
  }
  return rows;
}

const bytesOf = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new AppError('E-FILE-MISSING', 'not_found', `读不到文件（${error.code ?? '未知原因'}）`, '核对路径和权限');
  });

/** Text of a file (UTF-8 or GB18030), without byte order mark. */
export async function readText(path: string): Promise<string> {
  return decode(await bytesOf(path));
}

function csvTable(bytes: Uint8Array): TableRow[] {
  try {
    const found = parse(decode(bytes), CSV) as unknown as { record: TableRow; info: { lines: number } }[];
    for (const { record, info } of found) lines.set(record, info.lines);
    return found.map(({ record }) => record);
  } catch (error) {
    const line = (error as { lines?: unknown }).lines;
    if (typeof line === 'number') {
      throw new AppError(
        'E-TABLE-ROW',
        'invalid',
        `第 ${line} 行：列数或引号与表头不符`,
        '改正后整份重新导入；本次未写入',
      );
    }
    throw new AppError('E-TABLE-READ', 'invalid', '文件不是能读的 CSV', '另存为 UTF-8 编码的 CSV 或 xlsx 后重试');
  }
}

/** Remarks begin with `#`. */
const CSV = {
  columns: true,
  trim: true,
  bom: true,
  comment: '#',
  comment_no_infix: true,
  skip_empty_lines: true,
  info: true,
} as const;

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  }
}

async function workbookRows(bytes: Buffer): Promise<TableRow[]> {
  const workbook = new ExcelJS.Workbook();
  try {
    await workbook.xlsx.load(bytes as unknown as ArrayBuffer);
  } catch {
    throw new AppError('E-TABLE-READ', 'invalid', '文件不是能读的 xlsx', '另存为 xlsx 或 CSV 后重试');
  }
  const sheet = workbook.worksheets[0];
  if (!sheet) return [];
  const header: string[] = [];
  sheet.getRow(1).eachCell((cell, column) => {
    header[column] = cell.text.trim();
  });
  const rows: TableRow[] = [];
  sheet.eachRow((row, number) => {
    if (number === 1) return;
    const entry: TableRow = {};
    header.forEach((name, column) => {
      if (name) entry[name] = cellText(row.getCell(column));
    });
    if (!Object.values(entry).some(Boolean)) return;
    lines.set(entry, number);
    rows.push(entry);
  });
  return rows;
}

function cellText(cell: ExcelJS.Cell): string {
  return cell.value instanceof Date ? cell.value.toISOString().slice(0, 10) : cell.text.trim();
}
