import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { type Book, bounded, noFacts, type Table, type TableRow } from './cell.js';
import type { Limits } from './read-item.js';
import { FileRefusal } from './refusal.js';
import { decodeStream, unicodeEncoding } from './text-lines.js';

/** Characters of one record: more means a quote that never ends. */
const RECORD_CHARACTERS = 33 * 1024 * 1024;

/** The delimiter that parts the first filled lines into most cells; a full-width comma, which prose is full of, only where no other does. */
function delimiterOf(text: string): string {
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, 15);
  const cells = (delimiter: string): number => Math.max(0, ...lines.map((line) => line.split(delimiter).length));
  const [best = ','] = [',', '\t', ';'].sort((a, b) => cells(b) - cells(a));
  return cells(best) > 1 ? best : '，';
}

/**
 * A cell with line breaks, one of whose lines has nearly the delimiters of a whole row, in a row of another width than the one before or with
 * an opening quote inside the cell. Prose may hold any number of commas.
 */
const swallowsLines = (record: readonly string[], delimiter: string, width: number): boolean =>
  record.some((cell) => {
    if (!cell.includes('\n')) return false;
    if (record.length === width && !cell.includes(`${delimiter}"`) && !cell.includes('\n"')) return false;
    return cell.split('\n').some((line) => line.split(delimiter).length > Math.max(3, record.length / 2));
  });

async function* csvRows(
  bytes: () => AsyncIterable<Uint8Array>,
  head: Uint8Array,
  limits: Limits,
  table: Table,
): AsyncGenerator<TableRow> {
  const encodings = new Set<string>();
  const text = decodeStream(bytes(), unicodeEncoding(head), encodings);
  const first = await text.next();
  if (first.done) return;
  const start = first.value.replace(/^sep=(.)\r?\n/i, '');
  const source = Readable.from(
    (async function* () {
      yield start;
      yield* text;
    })(),
  );
  const delimiter = delimiterOf(start.slice(0, 65_536));
  const parser = source.pipe(
    parse({
      delimiter,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: false,
      bom: true,
      max_record_size: RECORD_CHARACTERS,
    }),
  );
  source.on('error', (error) => parser.destroy(error));
  let number = 0;
  let width = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      number += 1;
      if (number > limits.rows) throw new FileRefusal('E-FILE-TOO-MANY-ROWS', String(limits.rows));
      if (record.length > limits.columns && record.findLastIndex((cell) => cell !== '') >= limits.columns)
        throw new FileRefusal('E-FILE-COLUMNS', String(limits.columns));
      const cells = record.map((cell) => bounded(cell, limits.cellLength));
      const swallowed = swallowsLines(record, delimiter, width);
      if (!swallowed) width = record.length;
      yield swallowed ? { number, cells, swallowed } : { number, cells };
    }
  } catch (error) {
    if (error instanceof CsvError) throw new FileRefusal('E-FILE-BROKEN', `第 ${number + 1} 行起引号不成对`);
    throw error;
  } finally {
    source.destroy();
    parser.destroy();
  }
  table.facts.encodings = [...encodings];
}

/** A text table (comma, tab or semicolon) in UTF-8, UTF-16, GB18030, or UTF-8 and GB18030 line by line. */
export function openCsv(bytes: () => AsyncIterable<Uint8Array>, head: Uint8Array, limits: Limits, name = ''): Book {
  const table: Table = {
    name,
    hidden: false,
    date1904: false,
    facts: noFacts(),
    rows: () => csvRows(bytes, head, limits, table),
  };
  return { tables: [table], sideTexts: new Set(), close: () => undefined };
}
