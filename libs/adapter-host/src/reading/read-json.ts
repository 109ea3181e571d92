import { JsonRecords } from './json-record.js';
import { lossyRecords } from './json-scan.js';
import { BATCH_ROWS, DEFAULT_LIMITS, type ReadItem, type ReadOptions, type ReadRow } from './read-item.js';
import { FileRefusal } from './refusal.js';
import { byteLines, decodeLine } from './text-lines.js';

/** Characters of records handed over at once: rows may be long. */
const BATCH_CHARACTERS = 1 << 20;

const withoutMark = (text: string): string => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

/** One record, or an array of records; `place.row` is the position, from 1. */
export async function* readJson(body: Uint8Array | string, options: ReadOptions): AsyncGenerator<ReadItem> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  if (body.length > limits.jsonBytes) throw new FileRefusal('E-JSON-TOO-BIG', `${limits.jsonBytes / 1024 / 1024} MiB`);
  const text = withoutMark(typeof body === 'string' ? body : decodeLine(body).text);
  if (text.trim() === '') throw new FileRefusal('E-JSON-EMPTY');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new FileRefusal('E-JSON', '语法错误');
  }
  if (typeof value !== 'object' || value === null) throw new FileRefusal('E-JSON', '应为对象或数组');
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0) throw new FileRefusal('E-JSON-EMPTY');
  if (values.length > limits.jsonRecords) throw new FileRefusal('E-JSON-TOO-MANY', String(limits.jsonRecords));
  const lossy = lossyRecords(text);
  const records = new JsonRecords(options, limits.cellLength);
  const rows = values.map((each, index) =>
    records.read(each, { sheet: '', row: index + 1 }, lossy.has(index), () => JSON.stringify(each)),
  );
  for (let at = 0; at < rows.length; at += BATCH_ROWS) yield { type: 'rows', rows: rows.slice(at, at + BATCH_ROWS) };
  const summary = records.summary();
  if (summary) yield summary;
}

/** A stream of one record a line; `place.row` is the line. Empty lines are no records. A bad line is one invalid row. */
export async function* readNdjson(stream: AsyncIterable<Uint8Array>, options: ReadOptions): AsyncGenerator<ReadItem> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const records = new JsonRecords(options, limits.cellLength);
  let number = 0;
  let characters = 0;
  let rows: ReadRow[] = [];
  for await (const lines of byteLines(stream, limits.lineBytes)) {
    for (const line of lines) {
      number += 1;
      if (number % 1000 === 0) options.progress?.(number);
      const place = { sheet: '', row: number };
      if (line.tooLong) {
        rows.push(records.invalid(place, 'E-LINE-TOO-LONG', `${Math.floor(limits.lineBytes / 1024)} KiB`));
      } else {
        const { text } = decodeLine(line.bytes);
        const row = ndjsonLine(number === 1 ? withoutMark(text) : text, records, place, line.open);
        if (!row) continue;
        rows.push(row);
        characters += text.length;
      }
      if (rows.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue;
      yield { type: 'rows', rows };
      rows = [];
      characters = 0;
    }
  }
  if (rows.length > 0) yield { type: 'rows', rows };
  const summary = records.summary();
  if (summary) yield summary;
}

function ndjsonLine(
  text: string,
  records: JsonRecords,
  place: { sheet: string; row: number },
  open: boolean,
): ReadRow | undefined {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return records.invalid(place, open ? 'E-JSON-CUT' : 'E-JSON-LINE');
  }
  return records.read(value, place, lossyRecords(text).size > 0, () => text);
}
