import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { layoutsFromFile } from '#libs/contracts';
import { readHere } from './read-here.js';
import type { ReadItem, ReadOptions, ReadRow } from './read-item.js';

/** Made-up layouts of two sheets, with every kind of column. Only for specs. */
export const LAYOUTS = layoutsFromFile('libs/adapter-host/cases/reading-columns.csv', [
  { kind: 'letters', label: '信件', signature: ['letterNo'], denied: [{ pattern: /留置|采取措施/, kind: 'custody' }] },
  { kind: 'findings', label: '问题', signature: ['findingNo'] },
]);

export const OPTIONS: ReadOptions = { layouts: LAYOUTS, idKey: 'reading spec' };

/** Headers of the letters layout that most specs use. */
export const HEADERS = ['信件编号', '收件日期', '被举报人姓名', '单位', '金额（万元）', '反映的主要问题'];

/** A row below {@link HEADERS}. */
export const letter = (no: string | number, problem = '违规发放补贴'): (string | number)[] => [
  no,
  '2024-03-05',
  '周某某',
  '青禾区住建局',
  12.86,
  problem,
];

const folders: string[] = [];

/** Removes what {@link fileOf} has written. */
export async function removeFiles(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
}

/** Writes bytes under a name in a folder of its own. */
export async function fileOf(bytes: Uint8Array | string, name = 'delivery.xls'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reading-'));
  folders.push(folder);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Bytes of a workbook with one sheet, after `edit` has had its way. */
export async function workbook(
  rows: unknown[][],
  edit: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void = () => undefined,
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('信访档案');
  sheet.addRows(rows);
  edit(sheet, book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** Everything a delivery yields, sorted by kind. */
export async function collect(items: AsyncIterable<ReadItem>): Promise<{
  rows: ReadRow[];
  skipped: { row: number; reason: string }[];
  sheets: Extract<ReadItem, { type: 'sheet' }>[];
}> {
  const rows: ReadRow[] = [];
  const skipped: { row: number; reason: string }[] = [];
  const sheets: Extract<ReadItem, { type: 'sheet' }>[] = [];
  for await (const item of items) {
    if (item.type === 'rows') rows.push(...item.rows);
    else if (item.type === 'skipped') skipped.push({ row: item.place.row, reason: item.reason });
    else sheets.push(item);
  }
  return { rows, skipped, sheets };
}

/** Code of the refusal of a delivery, after making sure that no row came before it. */
export async function refusalOf(items: AsyncIterable<ReadItem>): Promise<string> {
  let rows = 0;
  try {
    for await (const item of items) if (item.type === 'rows') rows += item.rows.length;
  } catch (error) {
    if (rows > 0) throw new Error(`${rows} rows came before the refusal`);
    return (error as { code?: string }).code ?? String(error);
  }
  return `none after ${rows} rows`;
}

/** Everything that a text or workbook yields, read in this thread. */
export const read = (bytes: Uint8Array | string): ReturnType<typeof collect> =>
  collect(readHere(typeof bytes === 'string' ? Buffer.from(bytes) : bytes, OPTIONS));

/** The fields of its rows. */
export const fieldsOf = async (bytes: Uint8Array | string): Promise<Record<string, unknown>[]> =>
  (await read(bytes)).rows.map(({ row }) => row.fields);

/** One row below a header, as (header, cell) pairs beside a number, a unit and a problem. */
export async function one(cells: Record<string, unknown>, edit?: Parameters<typeof workbook>[1]): Promise<ReadRow> {
  const all: Record<string, unknown> = {
    信件编号: '20240001',
    单位: '青禾区住建局',
    主要问题: '违规发放补贴',
    ...cells,
  };
  const { rows } = await read(await workbook([Object.keys(all), Object.values(all)], edit));
  const [row] = rows;
  if (!row) throw new Error('the row was not read');
  return row;
}
