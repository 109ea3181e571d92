import ExcelJS from 'exceljs';
import JSZip from 'jszip';

/** Columns of a petition export that the specs use. */
export const HEADER = ['信访件编号', '登记时间', '信访目的', '概况信息', '被反映人或单位', '姓名', '手机号'];

export type CellValue = ExcelJS.CellValue;

/** A sound row below {@link HEADER}; `cells` overwrite by column name. */
export function row(no: string, cells: Record<string, CellValue> = {}): CellValue[] {
  const values: Record<string, CellValue> = {
    信访件编号: no,
    登记时间: '2024-03-05',
    信访目的: '揭发控告',
    概况信息: `2023年5月区住建局王大勇违规发放补贴3万元（${no}）`,
    被反映人或单位: '青禾区住建局王大勇',
    姓名: '钱某',
    手机号: '',
    ...cells,
  };
  return HEADER.map((name) => values[name] ?? '');
}

export const rows = (count: number, from = 1): CellValue[][] =>
  Array.from({ length: count }, (_, index) => row(`P${from + index}`));

/** A workbook of one sheet, after `edit` has had its way. */
export async function workbook(
  lines: CellValue[][],
  edit: (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void = () => undefined,
): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('信访件');
  sheet.addRows(lines);
  edit(sheet, book);
  return Buffer.from(await book.xlsx.writeBuffer());
}

/** A workbook with a part of its package changed. */
export async function patched(lines: CellValue[][], part: string, change: (xml: string) => string): Promise<Buffer> {
  const zip = await JSZip.loadAsync(await workbook(lines));
  const xml = await zip.file(part)?.async('string');
  if (xml === undefined) throw new Error(`no part ${part}`);
  zip.file(part, change(xml));
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

export function zipOf(files: Record<string, Uint8Array | string>): Promise<Buffer> {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

const csvCell = (value: CellValue): string => {
  const text = String(value ?? '');
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csv = (lines: CellValue[][]): string => lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');

/** A row as an object in the department's field names. */
export const record = (no: string, cells: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...Object.fromEntries(HEADER.map((name, index) => [name, row(no)[index]])),
  ...cells,
});
