import type { Finding, Layout, RawRow, Refusal, RowPlace } from '#libs/contracts';

/** Bounds of a delivery, checked before or while parsing. All can be narrowed by the caller. */
export interface Limits {
  /** Bytes of a workbook or zip as it came. */
  fileBytes: number;
  /** Bytes of a text table or an NDJSON file, which are streamed. */
  textBytes: number;
  /** Entries of a zip or workbook. */
  zipEntries: number;
  /** Bytes of all entries of a zip or workbook together, unpacked. */
  unpackedBytes: number;
  /** Unpacked over packed bytes of one entry that is larger than 10 MiB. */
  ratio: number;
  /** Rows of one sheet. */
  rows: number;
  /** Columns in which a filled cell may stand. */
  columns: number;
  /** Characters of one cell: longer ones make the row invalid. */
  cellLength: number;
  /** Bytes of one line of a stream: longer ones make the record invalid. */
  lineBytes: number;
  /** Bytes of a JSON body. */
  jsonBytes: number;
  /** Records of a JSON array. */
  jsonRecords: number;
  /** Milliseconds that the parser may work on one file. */
  millis: number;
  /** MiB of heap of the parsing thread. */
  heapMb: number;
}

export const DEFAULT_LIMITS: Limits = {
  fileBytes: 200 * 1024 * 1024,
  textBytes: 4 * 1024 * 1024 * 1024,
  zipEntries: 2000,
  unpackedBytes: 1024 * 1024 * 1024,
  ratio: 400,
  rows: 1_048_576,
  columns: 1000,
  cellLength: 100_000,
  lineBytes: 4 * 1024 * 1024,
  jsonBytes: 16 * 1024 * 1024,
  jsonRecords: 500,
  millis: 600_000,
  heapMb: 320,
};

export interface ReadOptions {
  layouts: readonly Layout[];
  limits?: Partial<Limits>;
  /** Key of the digest that stands for an ID number. */
  idKey: string;
  /** Called now and then with the number of rows gone through (a workbook is gone through twice). */
  progress?: (rows: number) => void;
}

/** A row as it may leave the reader: typed, scrubbed, without dropped columns. */
export interface ReadRow {
  row: RawRow;
  /** How many values were cut or replaced, by kind; never the values. */
  cut: Record<string, number>;
  /** The row is invalid for these reasons. */
  errors: Finding[];
  /** The row is taken, with these remarks. */
  warnings: Finding[];
  /** The record may not enter at all (secrecy mark in JSON and NDJSON). Its fields are empty. */
  refusal?: Refusal;
  /** Keyed digest of the refused record's text: all that may be kept of it. */
  digest?: string;
}

/** What a sheet was seen to be, before its rows (JSON and NDJSON: after them, when there is something to say). */
export interface SheetItem {
  type: 'sheet';
  name: string;
  /** Kind of the layout; absent when no layout knows the sheet, which is then left aside. */
  layout?: string;
  /** Headers that the layout does not know: nothing of these columns is kept. */
  unknownColumns: string[];
  /** Hidden rows were read like the others. */
  hiddenRows: number;
  hiddenColumns: number;
  hidden: boolean;
  /** 1-based row of the (last) header line; 0 where there is none. */
  headerRow: number;
  /** Cell comments, which are not read. */
  comments: number;
  /** Encodings met in a text file, more than one when lines differ. */
  encodings: string[];
}

export interface SkippedItem {
  type: 'skipped';
  place: RowPlace;
  /** Chinese, for people: 合计行, 表尾说明, 重复的表头. */
  reason: string;
}

export type ReadItem = { type: 'rows'; rows: ReadRow[] } | SkippedItem | SheetItem;

/** Rows handed over at once. */
export const BATCH_ROWS = 500;
