import { bounded, type Cell, type Merge, type TableFacts, type TableRow } from './cell.js';
import { serialText } from './excel-date.js';
import type { Limits } from './read-item.js';
import { FileRefusal } from './refusal.js';
import type { NumberShape, StringPool } from './xlsx-parts.js';
import { type Attributes, readXml, type XmlListener } from './xml.js';
import type { ZipSource } from './zip.js';

/** What a sheet needs of its workbook. */
export interface SheetContext {
  strings: StringPool;
  styles: NumberShape[];
  date1904: boolean;
  limits: Limits;
  /** Page headers and footers go here. */
  sideTexts: Set<string>;
}

/** 0-based column and 1-based row of `AB12`; column -1 when it is no reference. */
export function parseReference(reference: string): { column: number; row: number } {
  let column = 0;
  let i = 0;
  for (; i < reference.length; i++) {
    const code = reference.charCodeAt(i) & ~32;
    if (code < 65 || code > 90 || column > 1e6) break;
    column = column * 26 + code - 64;
  }
  return { column: column - 1, row: Number(reference.slice(i)) };
}

function parseMerge(range: string): Merge | undefined {
  const [from = '', to = from] = range.split(':');
  const a = parseReference(from);
  const b = parseReference(to);
  if (a.column < 0 || b.column < 0 || !(a.row >= 1) || !(b.row >= a.row)) return undefined;
  return { top: a.row, bottom: b.row, left: a.column, right: b.column };
}

/** Texts of a page header or footer: its three parts, without font and size codes. */
export function headerFooterTexts(code: string): string[] {
  return code
    .split(/&[LCR]/)
    .map((part) => part.replace(/&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&[A-Za-z]/g, '').trim())
    .filter(Boolean);
}

/** Listens to one worksheet part and gathers its rows. */
class SheetListener implements XmlListener {
  rows: TableRow[] = [];
  readonly facts: TableFacts = { merges: [], hiddenRows: 0, hiddenColumns: 0, comments: 0, encodings: [] };
  private row: TableRow = { number: 0, cells: [] };
  private column = -1;
  private type = '';
  private style = 0;
  private formula = false;
  private hasValue = false;
  private value = '';
  private sink: '' | 'value' | 'inline' | 'header' = '';
  private phonetic = false;

  constructor(private readonly context: SheetContext) {}

  open(name: string, attributes: Attributes): void {
    switch (name) {
      case 'c':
        this.openCell(attributes);
        break;
      case 'v':
        this.sink = 'value';
        this.hasValue = true;
        break;
      case 't':
        if (this.column >= 0 && !this.phonetic) this.sink = 'inline';
        break;
      case 'f':
        this.formula = true;
        break;
      case 'row':
        this.openRow(attributes);
        break;
      case 'rPh':
        this.phonetic = true;
        break;
      case 'col':
        if (isTrue(attributes.hidden)) this.facts.hiddenColumns += Number(attributes.max) - Number(attributes.min) + 1;
        break;
      case 'mergeCell': {
        const merge = parseMerge(attributes.ref ?? '');
        if (merge && this.facts.merges.length < 200_000) this.facts.merges.push(merge);
        break;
      }
      default:
        if (/^(odd|even|first)(Header|Footer)$/.test(name)) {
          this.sink = 'header';
          this.value = '';
        }
    }
  }

  close(name: string): void {
    if (name === 'c') this.closeCell();
    else if (name === 'v' || name === 't') this.sink = '';
    else if (name === 'rPh') this.phonetic = false;
    else if (name === 'row') this.rows.push(this.row);
    else if (this.sink === 'header') {
      for (const text of headerFooterTexts(this.value)) this.context.sideTexts.add(text);
      this.sink = '';
    }
  }

  text(text: string): void {
    if (this.sink === '') return;
    const room = this.context.limits.cellLength + 1 - this.value.length;
    if (room > 0) this.value += text.length > room ? text.slice(0, room) : text;
  }

  private openRow(attributes: Attributes): void {
    const number = attributes.r === undefined ? this.row.number + 1 : Number(attributes.r);
    if (!Number.isInteger(number) || number < 1) throw new FileRefusal('E-FILE-BROKEN', '行号不合规范');
    if (number > this.context.limits.rows)
      throw new FileRefusal('E-FILE-TOO-MANY-ROWS', String(this.context.limits.rows));
    if (isTrue(attributes.hidden)) this.facts.hiddenRows += 1;
    this.row = { number, cells: [] };
    this.column = -1;
  }

  private openCell(attributes: Attributes): void {
    this.column = attributes.r === undefined ? this.column + 1 : parseReference(attributes.r).column;
    if (this.column < 0) throw new FileRefusal('E-FILE-BROKEN', '单元格位置不合规范');
    this.type = attributes.t ?? 'n';
    this.style = attributes.s === undefined ? 0 : Number(attributes.s);
    this.formula = false;
    this.hasValue = false;
    this.value = '';
  }

  private closeCell(): void {
    const cell = this.cell();
    this.sink = '';
    if (cell === undefined) return;
    if (this.column >= this.context.limits.columns)
      throw new FileRefusal('E-FILE-COLUMNS', String(this.context.limits.columns));
    const { cells } = this.row;
    while (cells.length < this.column) cells.push(undefined);
    cells[this.column] = cell;
  }

  private cell(): Cell {
    const { limits, strings, styles, date1904 } = this.context;
    if (this.type === 's' && this.hasValue) return bounded(strings.get(Number(this.value)) ?? '', limits.cellLength);
    if (this.type === 'inlineStr') return bounded(this.value, limits.cellLength);
    if (this.formula && !this.hasValue) return { mark: 'formula', text: '' };
    if (this.type === 'str') return bounded(this.value, limits.cellLength);
    if (!this.hasValue || this.value === '') return undefined;
    if (this.type === 'b') return this.value === '1' || this.value === 'true';
    if (this.type === 'e') return { mark: 'error', text: this.value.slice(0, 20) };
    if (this.type === 'd') return { mark: 'date', text: this.value.slice(0, 19) };
    const number = Number(this.value);
    if (!Number.isFinite(number)) return bounded(this.value, limits.cellLength);
    const shape = styles[this.style] ?? 'number';
    const date = shape === 'number' ? undefined : serialText(number, shape, date1904);
    return date === undefined ? number : { mark: 'date', text: date };
  }
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

/** Rows of a worksheet part in file order; `facts` is filled when the last row has come. */
export async function* sheetRows(
  zip: ZipSource,
  part: string,
  context: SheetContext,
  facts: TableFacts,
): AsyncGenerator<TableRow> {
  const listener = new SheetListener(context);
  for await (const _ of readXml(zip.bytes(part), listener)) {
    const { rows } = listener;
    listener.rows = [];
    yield* rows;
  }
  const { merges, hiddenRows, hiddenColumns } = listener.facts;
  Object.assign(facts, { merges, hiddenRows, hiddenColumns });
}
