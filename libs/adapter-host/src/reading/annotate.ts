import { once } from 'node:events';
import type { Writable } from 'node:stream';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { type Book, type Cell, isEmptyCell, type Table } from './cell.js';
import { mergeFiller } from './merges.js';
import { headOf, openBook, type Source } from './open-book.js';
import { DEFAULT_LIMITS } from './read-item.js';
import { sniff } from './sniff.js';
import { unicodeEncoding } from './text-lines.js';

const TITLE = '错误';
/** Rows among which the header stands. */
const HEADER_WITHIN = 15;

/** A text that a spreadsheet would take for a formula gets an apostrophe before it; plain numbers do not. */
export function inert(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[-+]?\d+(\.\d+)?%?$/.test(text) ? `'${text}` : text;
}

function shown(cell: Cell): string | number | boolean | undefined {
  if (cell === undefined || typeof cell === 'number' || typeof cell === 'boolean') return cell;
  if (typeof cell === 'string') return inert(cell);
  if (cell.mark === 'tooLong') return '（内容过长，未复制）';
  return inert(cell.text.replace('T', ' '));
}

/** Width of a table and the row in which the title of the new column belongs: the first that is about as full as the fullest. */
async function measure(table: Table): Promise<{ width: number; titleRow: number }> {
  const head: { number: number; filled: number }[] = [];
  let width = 0;
  for await (const { number, cells } of table.rows()) {
    const last = cells.findLastIndex((cell) => !isEmptyCell(cell));
    width = Math.max(width, last + 1);
    if (head.length < HEADER_WITHIN) head.push({ number, filled: cells.filter((cell) => !isEmptyCell(cell)).length });
  }
  const most = Math.max(0, ...head.map((row) => row.filled));
  return { width, titleRow: head.find((row) => row.filled >= most * 0.6)?.number ?? 1 };
}

interface Line {
  number: number;
  values: (string | number | boolean | undefined)[];
}

/** Lines of a table with the new last cell. Lower rows of merged cells are filled, as the copy has no merged cells. */
async function* annotated(table: Table, results: ReadonlyMap<string, string>): AsyncGenerator<Line> {
  const { width, titleRow } = await measure(table);
  const fill = mergeFiller(table.facts.merges);
  for await (const row of table.rows()) {
    fill(row);
    const values = Array.from({ length: width + 1 }, (_, column) => shown(row.cells[column]));
    const result = row.number === titleRow ? TITLE : results.get(`${table.name}\u0000${row.number}`);
    values[width] = result === undefined ? undefined : inert(result);
    yield { number: row.number, values };
  }
}

const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const CSV_TYPE = 'text/csv';

/** Writes the copy to `out` and ends it; see `annotate`. JSON and NDJSON get a list of lines and errors. Returns the content type. */
export async function annotateHere(
  source: Source,
  results: ReadonlyMap<string, string>,
  out: Writable,
): Promise<string> {
  const head = await headOf(source, DEFAULT_LIMITS);
  const form = sniff(head);
  if (form === 'json') {
    await writeList(results, out);
    return CSV_TYPE;
  }
  const book = await openBook(source, head, DEFAULT_LIMITS);
  try {
    if (form === 'text') await writeCsv(book, results, unicodeEncoding(head), out);
    else await writeWorkbook(book, results, out);
    return form === 'text' ? CSV_TYPE : XLSX_TYPE;
  } finally {
    book.close();
  }
}

async function writeWorkbook(book: Book, results: ReadonlyMap<string, string>, out: Writable): Promise<void> {
  const writer = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useSharedStrings: false, useStyles: true });
  const names = new Set<string>();
  for (const table of book.tables) {
    const sheet = writer.addWorksheet(sheetName(table.name, names), { state: table.hidden ? 'hidden' : 'visible' });
    for await (const { number, values } of annotated(table, results)) {
      const row = sheet.getRow(number);
      for (const [column, value] of values.entries()) if (value !== undefined) row.getCell(column + 1).value = value;
      if (values.at(-1) !== undefined) row.getCell(values.length).font = { color: { argb: 'FFC00000' } };
      row.commit();
    }
    sheet.commit();
  }
  await writer.commit();
}

/** A sheet name that a workbook takes: 31 characters, none of `[]*?:/\`, no two equal. */
function sheetName(name: string, taken: Set<string>): string {
  const base =
    name
      .replace(/[[\]*?:/\\]/g, '_')
      .replace(/^'|'$/g, '')
      .slice(-28) || '数据';
  let unique = base;
  for (let n = 2; taken.has(unique.toLowerCase()); n++) unique = `${base}~${n}`.slice(-31);
  taken.add(unique.toLowerCase());
  return unique;
}

const csvCell = (value: string | number | boolean | undefined): string => {
  const text = value === undefined ? '' : String(value);
  return /[",\n\r;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

async function writeCsv(
  book: Book,
  results: ReadonlyMap<string, string>,
  unicode: ReturnType<typeof unicodeEncoding>,
  stream: Writable,
): Promise<void> {
  const write = async (bytes: Buffer): Promise<void> => {
    if (!stream.write(bytes)) await once(stream, 'drain');
  };
  const [table] = book.tables;
  if (table) {
    const lines = annotated(table, results);
    const first = await lines.next();
    const encoding = unicode ?? (table.facts.encodings.join() === 'gb18030' ? 'gb18030' : 'utf-8');
    const addBOM = unicode !== undefined;
    const encode = (line: Line, bom: boolean): Buffer =>
      iconv.encode(`${line.values.map(csvCell).join(',')}\r\n`, encoding === 'utf-8-bom' ? 'utf-8' : encoding, {
        addBOM: bom,
      });
    if (!first.done) await write(encode(first.value, addBOM));
    for await (const line of lines) await write(encode(line, false));
  }
  const finished = once(stream, 'finish');
  stream.end();
  await finished;
}

async function writeList(results: ReadonlyMap<string, string>, stream: Writable): Promise<void> {
  stream.write(`\ufeff行,${TITLE}\r\n`);
  for (const [place, error] of results)
    stream.write(`${place.slice(place.indexOf('\u0000') + 1)},${csvCell(inert(error))}\r\n`);
  const finished = once(stream, 'finish');
  stream.end();
  await finished;
}
