import { type Column, codeTable, type Finding, type RowPlace } from '#libs/contracts';
import { cleanText } from '#libs/text';
import { type Cell, isEmptyCell } from './cell.js';
import { readCell } from './cell-value.js';
import { finding } from './findings.js';
import type { LayoutIndex } from './layout-index.js';
import { markerOf } from './marker.js';
import type { ReadRow } from './read-item.js';
import { type ScrubPlan, scrubPlan, scrubRow, writersIn } from './scrub-row.js';

/** A layout ready for rows. */
export class RowLayout {
  readonly plan: ScrubPlan;
  readonly neighbours: readonly Column[];

  constructor(readonly index: LayoutIndex) {
    this.plan = scrubPlan(index.layout);
    this.neighbours = index.layout.columns.filter((c) => c.neighbour !== undefined && c.table !== undefined);
  }

  /** Fields that can come out of a column: a digest beside its column, a flag instead of it. */
  static fieldsOf(column: Column): string[] {
    if (column.drop !== undefined) return column.flag === undefined ? [] : [column.flag];
    if (column.type === 'id') return [column.field, `${column.field}Hash`];
    return column.type === 'amount' ? [column.field, `${column.field}Unit`] : [column.field];
  }

  /** Fields for which `present` columns have no source. */
  absentWithout(present: ReadonlySet<Column>): Set<string> {
    const given = new Set([...present].flatMap(RowLayout.fieldsOf));
    const all = this.index.layout.columns.flatMap(RowLayout.fieldsOf);
    return new Set(all.filter((field) => !given.has(field) && !field.endsWith('Unit')));
  }
}

interface Entry {
  column: Column;
  cell: Cell;
  unit: string | undefined;
  /** A list or object of a JSON record, already cleaned. */
  nested?: unknown;
}

/** Gathers the cells of one row and makes of them what may leave the reader. */
export class RowBuilder {
  private readonly entries = new Map<string, Entry>();
  private readonly cut: Record<string, number> = {};
  private readonly errors: Finding[] = [];
  private readonly warnings: Finding[] = [];
  /** Names out of dropped columns: known for this row only, so that its prose is rid of them too. */
  private readonly writers: string[] = [];
  private readonly flags = new Map<string, boolean>();

  constructor(
    private readonly layout: RowLayout,
    private readonly place: RowPlace,
    private readonly date1904: boolean,
    private readonly idKey: string,
  ) {}

  /** A value that never leaves the department: only counted, and only when it is there. */
  drop(kind: string, cell: Cell, flag?: string): void {
    const filled = isFilled(cell);
    if (filled) this.cut[kind] = (this.cut[kind] ?? 0) + 1;
    if (filled && kind === 'informantName' && typeof cell === 'string') this.writers.push(...writersIn(cell));
    if (flag !== undefined) this.flags.set(flag, (filled && !isNobody(cell)) || this.flags.get(flag) === true);
  }

  /** The first filled cell of a field counts. */
  add(column: Column, cell: Cell, unit?: string, nested?: unknown): void {
    if (column.drop !== undefined) {
      this.drop(column.drop, nested === undefined ? cell : '有', column.flag);
      return;
    }
    const before = this.entries.get(column.field);
    if (before && (before.nested !== undefined || !isEmptyCell(before.cell))) return;
    this.entries.set(column.field, nested === undefined ? { column, cell, unit } : { column, cell, unit, nested });
  }

  error(found: Finding): void {
    this.errors.push(found);
  }

  /** `above` is the row before, whose values 同上 stands for. */
  finish(absent: ReadonlySet<string>, above: ReadRow | undefined): ReadRow {
    this.moveNeighbours();
    const fields: Record<string, unknown> = {};
    const copied: Record<string, unknown> = {};
    for (const entry of this.entries.values()) this.read(entry, fields, copied, above);
    scrubRow(fields, this.layout.plan, this.cut, this.writers);
    Object.assign(fields, copied);
    for (const [flag, value] of this.flags) fields[flag] = value || fields[flag] === true;
    return {
      row: { kind: this.layout.index.layout.kind, place: this.place, fields, absent },
      cut: this.cut,
      errors: this.errors,
      warnings: this.warnings,
    };
  }

  private read(
    { column, cell, unit, nested }: Entry,
    fields: Record<string, unknown>,
    copied: Record<string, unknown>,
    above: ReadRow | undefined,
  ): void {
    const { field } = column;
    if (nested !== undefined) {
      if (column.type === 'id') this.error(finding('E-ID-INVALID', column.headers[0] ?? field, field));
      else fields[field] = nested;
      return;
    }
    const marker = typeof cell === 'string' ? markerOf(cell) : 'value';
    if (marker === 'null' && column.type !== 'boolean' && !isLabel(cell, column)) return;
    if (marker === 'same') {
      const sources = RowLayout.fieldsOf(column).filter((name) => above?.row.fields[name] !== undefined);
      if (sources.length === 0) this.error(finding('E-CELL-SAME', column.headers[0] ?? field, field));
      for (const name of sources) copied[name] = above?.row.fields[name];
      return;
    }
    const reading = readCell(cell, column, this.date1904, this.idKey);
    if (reading.error) this.error(reading.error);
    if (reading.value === undefined) return;
    if (reading.cut) this.cut[reading.cut] = (this.cut[reading.cut] ?? 0) + 1;
    fields[reading.hashed ? `${field}Hash` : field] = reading.value;
    if (unit !== undefined) fields[`${field}Unit`] = unit;
  }

  /** A value of a code table that a wrong exporter wrote into the column beside: moved back when its own cell is empty. */
  private moveNeighbours(): void {
    for (const column of this.layout.neighbours) {
      const own = this.entries.get(column.field);
      const beside = this.entries.get(column.neighbour ?? '');
      if ((own && isFilled(own.cell)) || typeof beside?.cell !== 'string') continue;
      if (!codeTable(column.table ?? '').find(cleanText(beside.cell))) continue;
      this.entries.set(column.field, { column, cell: beside.cell, unit: undefined });
      beside.cell = undefined;
      this.warnings.push(finding('W-CELL-MOVED', column.headers[0] ?? column.field, column.field));
    }
  }
}

const isFilled = (cell: Cell): boolean =>
  cell !== undefined && (typeof cell !== 'string' || (markerOf(cell) !== 'null' && cell.trim() !== ''));

/** A word that elsewhere says nothing and is a label of the column's own table: 职级 不适用 (T08 900). */
const isLabel = (cell: Cell, column: Column): boolean =>
  typeof cell === 'string' &&
  column.table !== undefined &&
  codeTable(column.table).find(cleanText(cell))?.label === cleanText(cell);

/** A cell that says that nobody gave a name: it is cut like the others, but is no fact. */
const isNobody = (cell: Cell): boolean => typeof cell === 'string' && /^\s*(?:匿名|未署名|不具名)/u.test(cell);
