/** What a cell holds where it is more than a text, a number or a truth value. */
export interface MarkedCell {
  /**
   * `error` an error value (`text` is `#REF!` …); `formula` a formula without a result; `tooLong` more characters than allowed;
   * `date` a number shown as a date: `text` is `YYYY-MM-DD`, with `Thh:mm:ss` where there is a time, `YYYY-MM` where the format shows no day.
   */
  mark: 'error' | 'formula' | 'tooLong' | 'date';
  text: string;
}

/** `undefined` is an empty cell. */
export type Cell = string | number | boolean | MarkedCell | undefined;

/** A line of a table before anybody knows what its columns mean. */
export interface TableRow {
  /** 1-based. */
  number: number;
  cells: Cell[];
  /** A cell holds whole lines of the table: a quote was not closed where it should. */
  swallowed?: boolean;
}

/** A rectangle of merged cells, all 1-based and inclusive. */
export interface Merge {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/** A table of a delivery that can be gone through twice. */
export interface Table {
  /** Sheet name, with the file's name before it in a zip; empty for a lone CSV. */
  name: string;
  hidden: boolean;
  date1904: boolean;
  /** Facts known after the first pass. */
  facts: TableFacts;
  rows(): AsyncIterable<TableRow>;
}

export interface TableFacts {
  merges: Merge[];
  hiddenRows: number;
  hiddenColumns: number;
  comments: number;
  encodings: string[];
}

export const noFacts = (): TableFacts => ({
  merges: [],
  hiddenRows: 0,
  hiddenColumns: 0,
  comments: 0,
  encodings: [],
});

/** The tables of a delivery, and every text beside cells that may carry a secrecy mark (names, properties, headers, footers, comments). */
export interface Book {
  tables: Table[];
  /** Complete after the first pass through all tables. */
  sideTexts: Set<string>;
  close(): void;
}

/** A number as people see it: no binary tail (`12.86`, not `12.860000000000001`), no exponent below 10²¹. */
export function numberText(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(15)));
}

/** A cell as text, for headers and look-ups. */
export function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return numberText(cell);
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  return cell.mark === 'date' || cell.mark === 'error' ? cell.text : '';
}

export const isEmptyCell = (cell: Cell): boolean =>
  cell === undefined || (typeof cell === 'string' && cell.trim() === '');

/** A text cell, or the mark of one that is too long. Empty strings are empty cells. */
export function bounded(text: string, limit: number): Cell {
  if (text === '') return undefined;
  return text.length > limit ? { mark: 'tooLong', text: '' } : text;
}
