import * as XLSX from '@e965/xlsx';
import { type Book, bounded, type Cell, type Merge, noFacts, type Table, type TableRow } from './cell.js';
import { serialText } from './excel-date.js';
import type { Limits } from './read-item.js';
import { FileRefusal } from './refusal.js';
import { shapeOfFormat } from './xlsx-parts.js';
import { headerFooterTexts } from './xlsx-sheet.js';

/** Record types of a BIFF stream that matter here ([MS-XLS] 2.3). */
const HEADER = 0x14;
const FOOTER = 0x15;
const FILEPASS = 0x2f;

interface OleFolder {
  FileIndex: { name: string; content?: Uint8Array | number[] }[];
}

/** The workbook stream of an old office file. Throws for encrypted files and for files that are no workbook. */
function workbookStream(bytes: Buffer): Buffer {
  let folder: OleFolder;
  try {
    folder = XLSX.CFB.read(bytes, { type: 'buffer' }) as OleFolder;
  } catch {
    throw new FileRefusal('E-FILE-BROKEN', '复合文档结构无法读取');
  }
  const names = folder.FileIndex.map((entry) => entry.name);
  if (names.includes('EncryptedPackage')) throw new FileRefusal('E-FILE-PASSWORD');
  const entry = folder.FileIndex.find(({ name }) => name === 'Workbook' || name === 'Book');
  if (!entry?.content)
    throw new FileRefusal('E-FILE-TYPE', names.includes('WordDocument') ? 'Word 文档' : '旧版办公文档');
  return Buffer.from(entry.content as Uint8Array);
}

/** Headers and footers of all sheets, which the workbook library leaves out; stops at the mark of encryption. */
function scanRecords(stream: Buffer, sideTexts: Set<string>): void {
  let at = 0;
  while (at + 4 <= stream.length) {
    const type = stream.readUInt16LE(at);
    const size = stream.readUInt16LE(at + 2);
    if (type === FILEPASS) throw new FileRefusal('E-FILE-PASSWORD');
    if ((type === HEADER || type === FOOTER) && size > 3 && at + 4 + size <= stream.length) {
      const body = stream.subarray(at + 4, at + 4 + size);
      const wide = (body[2] as number) & 1;
      const text = wide ? body.subarray(3).toString('utf16le') : body.subarray(3).toString('latin1');
      for (const part of headerFooterTexts(text)) sideTexts.add(part);
    }
    at += 4 + size;
  }
}

function cellOf(cell: XLSX.CellObject | undefined, date1904: boolean, limit: number): Cell {
  if (cell === undefined) return undefined;
  if (cell.t === 'e') return { mark: 'error', text: String(cell.w ?? '#VALUE!').slice(0, 20) };
  if (cell.t === 'b') return Boolean(cell.v);
  if (cell.t === 's') return bounded(String(cell.v ?? ''), limit);
  if (cell.t === 'n' && typeof cell.v === 'number') {
    const shape = typeof cell.z === 'string' ? shapeOfFormat(cell.z) : 'number';
    const date = shape === 'number' ? undefined : serialText(cell.v, shape, date1904);
    return date === undefined ? cell.v : { mark: 'date', text: date };
  }
  return cell.f === undefined ? undefined : { mark: 'formula', text: '' };
}

function* sheetRows(sheet: XLSX.WorkSheet, date1904: boolean, limits: Limits): Generator<TableRow> {
  const rows = (sheet['!data'] ?? []) as (XLSX.CellObject[] | undefined)[];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (!row) continue;
    if (row.length > limits.columns) throw new FileRefusal('E-FILE-COLUMNS', String(limits.columns));
    yield { number: index + 1, cells: Array.from(row, (cell) => cellOf(cell, date1904, limits.cellLength)) };
  }
}

function tableOf(name: string, sheet: XLSX.WorkSheet, hidden: boolean, date1904: boolean, limits: Limits): Table {
  const facts = noFacts();
  facts.merges = (sheet['!merges'] ?? []).map(
    ({ s, e }): Merge => ({ top: s.r + 1, bottom: e.r + 1, left: s.c, right: e.c }),
  );
  facts.hiddenRows = (sheet['!rows'] ?? []).filter((row) => row?.hidden).length;
  facts.hiddenColumns = (sheet['!cols'] ?? []).filter((column) => column?.hidden).length;
  return {
    name,
    hidden,
    date1904,
    facts,
    rows: () => asynchronous(sheetRows(sheet, date1904, limits)),
  };
}

async function* asynchronous<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}

/** Opens a workbook of Excel 97–2003 or WPS `.et`: at most 65,536 rows a sheet, so it is held in memory. */
export function openXls(bytes: Buffer, limits: Limits, prefix = ''): Book {
  const sideTexts = new Set<string>();
  scanRecords(workbookStream(bytes), sideTexts);
  let book: XLSX.WorkBook;
  try {
    book = XLSX.read(bytes, {
      type: 'buffer',
      dense: true,
      cellNF: true,
      cellFormula: true,
      cellHTML: false,
      cellText: true,
    });
  } catch {
    throw new FileRefusal('E-FILE-BROKEN', '旧版工作簿无法读取');
  }
  const properties = { ...book.Props, ...book.Custprops } as Record<string, unknown>;
  for (const value of [...book.SheetNames, ...Object.values(properties).flat()])
    if (typeof value === 'string') sideTexts.add(value);
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const tables = book.SheetNames.flatMap((name, index): Table[] => {
    const sheet = book.Sheets[name];
    if (!sheet) return [];
    const hidden = (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) > 0;
    return [tableOf(prefix + name, sheet, hidden, date1904, limits)];
  });
  if (tables.length === 0) throw new FileRefusal('E-FILE-EMPTY');
  return { tables, sideTexts, close: () => undefined };
}
