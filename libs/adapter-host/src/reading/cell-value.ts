import { type Column, codeTable, type Finding } from '#libs/contracts';
import { hmac256 } from '#libs/kernel';
import { checkCitizenId, cleanText, parseDay } from '#libs/text';
import { type Cell, numberText } from './cell.js';
import { finding } from './findings.js';
import { markerOf } from './marker.js';

/** A cell read for its column. `value` is absent for empty cells. */
export interface CellReading {
  value?: unknown;
  error?: Finding;
  /** The value is a digest of an ID number: it goes to `<field>Hash`. */
  hashed?: boolean;
  /** The value stands for something that was cut, of this kind. */
  cut?: 'idNumber' | 'phone' | 'selfReference';
}

const EMPTY: CellReading = {};
/** A formula written as text. */
const FORMULA = /^=[A-Za-z\d(+\-"'@]/;
const EXPONENT = /^\d(\.\d+)?[eE]\+?\d+$/;
/** Numbers from here on have lost their last digits in a spreadsheet (15 significant digits). */
const LOSSY = 1e15;

const label = (column: Column): string => column.headers[0] ?? column.field;

/** Reads a cell that is no null marker by the type of its column. Scrubbing comes after, for the whole row. */
export function readCell(cell: Cell, column: Column, date1904: boolean, idKey: string): CellReading {
  if (cell === undefined) return EMPTY;
  if (typeof cell === 'string') return readText(cell, column, date1904, idKey);
  if (typeof cell === 'number') return readNumber(cell, column, date1904, idKey);
  if (typeof cell === 'boolean') return { value: column.type === 'boolean' ? cell : cell ? '是' : '否' };
  switch (cell.mark) {
    case 'error':
      return { error: finding('E-CELL-ERROR', label(column), column.field) };
    case 'formula':
      return { error: finding('E-CELL-FORMULA', label(column), column.field) };
    case 'tooLong':
      return { error: finding('E-CELL-TOO-LONG', label(column), column.field) };
    case 'date':
      return { value: dateCell(cell.text, column) };
  }
}

/** Day columns keep the day; other columns what the cell showed. */
const dateCell = (text: string, column: Column): string =>
  column.type === 'date' || column.type === 'partialDate' ? text.slice(0, 10) : text.replace('T', ' ');

function readNumber(value: number, column: Column, date1904: boolean, idKey: string): CellReading {
  const isCode = column.type === 'code' || column.type === 'id';
  if (isCode && Math.abs(value) >= LOSSY) return { error: finding('E-ID-PRECISION', label(column), column.field) };
  switch (column.type) {
    case 'integer':
      return { value };
    case 'boolean':
      return { value: value === 1 ? true : value === 0 ? false : numberText(value) };
    case 'date':
    case 'partialDate':
      return { value: dateNumber(value, date1904) };
    default:
      return readText(numberText(value), column, date1904, idKey);
  }
}

/** Serials of days before 1927 are years, counts or mistakes. */
const FIRST_SERIAL = 10_000;

/** A number in a date column: a year (left as it is), a month `yyyyMM`, a day `yyyyMMdd`, or a serial. */
function dateNumber(value: number, date1904: boolean): string {
  const text = numberText(value);
  if (value < FIRST_SERIAL) return text;
  if (/^(19|20|21)\d{2}(0[1-9]|1[0-2])$/.test(text)) return text;
  return parseDay(text, { date1904 }) ?? text;
}

function readText(raw: string, column: Column, date1904: boolean, idKey: string): CellReading {
  const text = cleanText(raw);
  if (text === '') return EMPTY;
  switch (column.type) {
    case 'text':
      if (column.freeText !== true && FORMULA.test(text))
        return { error: finding('E-CELL-FORMULA', label(column), column.field) };
      return { value: text };
    case 'amount':
      return { value: text };
    case 'code':
      if (EXPONENT.test(text)) return { error: finding('E-ID-PRECISION', label(column), column.field) };
      return column.table && codeTable(column.table).find(text)
        ? { value: text.replace(/\s+/gu, '') }
        : codeOf(text.replace(/\s+/gu, ''), idKey);
    case 'id':
      return readId(text, column, idKey);
    case 'integer':
      return { value: integerOf(text) };
    case 'boolean':
      return booleanOf(text);
    case 'date':
    case 'partialDate':
      if (/^\d+(\.\d+)?$/.test(text) && text.length < 14) return { value: dateNumber(Number(text), date1904) };
      return { value: parseDay(text, { date1904 }) ?? text };
  }
}

/** Birth year of an adult; later "years" in a long number are the day on which it was given out. */
const ADULT = /^\d{6}(19[2-9]\d|200\d|201[0-2])/;

/** A mobile number, as a whole code. Numbers that begin like a county of the provinces 13–15 are numbered by their county. */
const MOBILE = /^(?:\+?86)?(?!1[3-5](?:0[1-9]|1[0-3]|2[1-9]))1[3-9]\d-?\d{4}-?\d{4}$/u;
/** Words of which none stands in a code: somebody has written there how to reach a person, or who he is. */
const PERSONAL =
  /电话|手机|微信|qq|@|身份证|我叫|我是|本人|(?<!被)(?:举报|反映|信访|投诉|控告|检举|申诉|上访|来信|来访|联系)人/iu;

/** A code, unless somebody has written a person's number or name there: then its digest, which still tells equal from unequal. */
function codeOf(code: string, idKey: string): CellReading {
  const flat = code.normalize('NFKC');
  const digest = (text: string): string => `ID-${hmac256(idKey, text).slice(0, 24)}`;
  if (MOBILE.test(flat)) return { value: digest(flat.replace(/\D/gu, '')), cut: 'phone' };
  if (PERSONAL.test(flat)) return { value: digest(flat), cut: 'selfReference' };
  if (code.length !== 18 || !ADULT.test(code)) return { value: code };
  const checked = checkCitizenId(code);
  return checked.valid ? { value: digest(checked.norm), cut: 'idNumber' } : { value: code };
}

function readId(text: string, column: Column, idKey: string): CellReading {
  const checked = checkCitizenId(text);
  if (checked.valid) return { value: hmac256(idKey, checked.norm), hashed: true, cut: 'idNumber' };
  const code = checked.error === 'PRECISION' ? 'E-ID-PRECISION' : 'E-ID-INVALID';
  return { error: finding(code, label(column), column.field) };
}

/** `12`, `1,200`, `12人`, `3.0`; any other text as it is, for the record class to judge. */
function integerOf(text: string): number | string {
  const digits = /^(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.0+)?(?:人|次|件|名|个|户)?$/u.exec(text)?.[1];
  return digits === undefined ? text : Number(digits.replaceAll(',', ''));
}

const YES = new Set(['是', '1', 'y', 'yes', 'true', '√', '✓', '真']);
const NO = new Set(['否', '0', 'n', 'no', 'false', '×', '✗', '假']);

/** A stroke or 无 is no answer, but × is. */
function booleanOf(text: string): CellReading {
  const key = text.toLowerCase();
  if (YES.has(key)) return { value: true };
  if (NO.has(key)) return { value: false };
  return markerOf(text) === 'null' ? EMPTY : { value: text };
}
