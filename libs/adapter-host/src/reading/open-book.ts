import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { parse } from 'node:path';
import type { Book, Table } from './cell.js';
import { openCsv } from './csv-book.js';
import type { Limits } from './read-item.js';
import { FileRefusal } from './refusal.js';
import { sniff } from './sniff.js';
import { openXls } from './xls-book.js';
import { openXlsx } from './xlsx-book.js';
import { ZipSource } from './zip.js';

const HEAD_BYTES = 4096;
const PIECE_BYTES = 1 << 18;
/** An old workbook or a file inside a zip is held in memory whole. */
const HELD_BYTES = 64 * 1024 * 1024;

/** A file by its path, or its bytes. */
export type Source = string | Uint8Array;

/** Bytes of a source from the beginning, as often as asked. */
export const streamOf = (source: Source): AsyncIterable<Uint8Array> =>
  typeof source === 'string' ? createReadStream(source, { highWaterMark: PIECE_BYTES }) : pieces(source);

/** A source held whole. */
export const heldOf = async (source: Source): Promise<Buffer> =>
  typeof source === 'string' ? readFile(source) : bufferOf(source);

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** First bytes of a source. Refuses one that is larger than its form may be. */
export async function headOf(source: Source, limits: Limits): Promise<Buffer> {
  const size = await sizeOf(source);
  const head = await firstBytes(source, Math.min(size, HEAD_BYTES));
  const form = sniff(head);
  const limit = form === 'text' || form === 'json' ? limits.textBytes : limits.fileBytes;
  if (size > limit) throw new FileRefusal('E-FILE-TOO-BIG', `${Math.floor(limit / 1024 / 1024)} MiB`);
  return head;
}

async function firstBytes(source: Source, count: number): Promise<Buffer> {
  if (typeof source !== 'string') return bufferOf(source).subarray(0, count);
  const file = await open(source, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Bytes of a source. */
export const sizeOf = async (source: Source): Promise<number> =>
  typeof source === 'string' ? (await stat(source)).size : source.length;

const isPackage = (zip: ZipSource): boolean => zip.has('[Content_Types].xml') || zip.has('xl/workbook.xml');

/** Opens the tables of a file: a workbook, a text table, or a zip of these. JSON is another door. A file's name may carry a mark too. */
export async function openBook(source: Source, head: Buffer, limits: Limits): Promise<Book> {
  const book = await openForm(source, head, limits);
  if (typeof source === 'string') book.sideTexts.add(parse(source).name);
  return book;
}

async function openForm(source: Source, head: Buffer, limits: Limits): Promise<Book> {
  const form = sniff(head);
  if (form === 'empty') throw new FileRefusal('E-FILE-EMPTY');
  if (typeof form === 'object') throw new FileRefusal('E-FILE-TYPE', form.unsupported);
  if (form === 'ole') return openXls(await oldWorkbook(source), limits);
  if (form === 'text') return openCsv(() => streamOf(source), head, limits);
  if (form === 'json') throw new FileRefusal('E-FILE-TYPE', 'JSON');
  const zip = await ZipSource.open(typeof source === 'string' ? source : bufferOf(source), limits);
  try {
    return isPackage(zip) ? await openXlsx(zip, limits) : await openArchive(zip, limits);
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function oldWorkbook(source: Source): Promise<Buffer> {
  if ((await sizeOf(source)) > HELD_BYTES) throw new FileRefusal('E-FILE-TOO-BIG', '旧版工作簿 64 MiB');
  return heldOf(source);
}

/** Files that archivers of other systems leave behind. */
const isLitter = (name: string): boolean => /(^|\/)(__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i.test(name);

async function openArchive(zip: ZipSource, limits: Limits): Promise<Book> {
  const names = zip.names().filter((name) => !isLitter(name));
  if (names.length === 0) throw new FileRefusal('E-FILE-EMPTY');
  const books: Book[] = [];
  const tables: Table[] = [];
  const sideTexts = new Set<string>(names.map((name) => name.replace(/^.*\//, '').replace(/\.[^.]*$/, '')));
  for (const name of names) {
    const book = await openMember(await zip.buffer(name, HELD_BYTES), limits, name);
    books.push(book);
    tables.push(...book.tables);
  }
  return {
    tables,
    get sideTexts() {
      for (const book of books) for (const text of book.sideTexts) sideTexts.add(text);
      return sideTexts;
    },
    close: () => {
      for (const book of books) book.close();
      zip.close();
    },
  };
}

async function openMember(bytes: Buffer, limits: Limits, name: string): Promise<Book> {
  const head = bytes.subarray(0, HEAD_BYTES);
  const form = sniff(head);
  if (form === 'empty') throw new FileRefusal('E-FILE-EMPTY');
  if (typeof form === 'object') throw new FileRefusal('E-FILE-TYPE', form.unsupported);
  if (form === 'json') throw new FileRefusal('E-FILE-TYPE', '压缩包里的 JSON');
  if (form === 'ole') return openXls(bytes, limits, `${name}/`);
  if (form === 'text') return openCsv(() => pieces(bytes), head, limits, name);
  const zip = await ZipSource.open(bytes, limits);
  if (!isPackage(zip)) throw new FileRefusal('E-FILE-ZIP-NESTED');
  return openXlsx(zip, limits, `${name}/`);
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
