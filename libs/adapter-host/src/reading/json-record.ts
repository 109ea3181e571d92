import type { Column, RowPlace } from '#libs/contracts';
import { hmac256 } from '#libs/kernel';
import { cleanText, scrubCell } from '#libs/text';
import { bounded, type Cell } from './cell.js';
import { type FindingCode, finding } from './findings.js';
import { troubleOf } from './json-scan.js';
import { LayoutIndex } from './layout-index.js';
import type { ReadOptions, ReadRow, SheetItem } from './read-item.js';
import { RowBuilder, RowLayout } from './row-builder.js';

const TROUBLE = { key: 'E-JSON-KEY', depth: 'E-JSON-DEPTH' } as const;
/** Kinds of records that are remembered by their member names. */
const SHAPES = 2000;
const UNKNOWN_NAMES = 100;

/** What a record of one set of member names means: judged once, as a stream repeats it a million times. */
interface Shape {
  layout: RowLayout;
  absent: ReadonlySet<string>;
  /** Required columns without a member. */
  missing: Column[];
}

/** Turns JSON records into rows. One reader serves one delivery. */
export class JsonRecords {
  private readonly layouts: RowLayout[];
  private readonly shapes = new Map<string, Shape | undefined>();
  private readonly unknown = new Set<string>();
  private readonly kinds = new Set<string>();
  private readonly limit: number;

  constructor(
    private readonly options: ReadOptions,
    cellLength: number,
  ) {
    this.layouts = options.layouts.map((layout) => new RowLayout(new LayoutIndex(layout)));
    this.limit = cellLength;
  }

  /** A line or element that is no record at all. */
  invalid(place: RowPlace, code: FindingCode, detail = ''): ReadRow {
    return {
      row: { kind: '', place, fields: {}, absent: new Set() },
      cut: {},
      errors: [finding(code, detail)],
      warnings: [],
    };
  }

  /** Reads one parsed value. `lossy`: its text holds a number that parsing has rounded. */
  read(value: unknown, place: RowPlace, lossy: boolean, text: () => string): ReadRow {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.invalid(place, 'E-JSON-RECORD');
    const record = value as Record<string, unknown>;
    const trouble = troubleOf(record);
    if (trouble === 'secrecy') return this.refused(record, place, text());
    if (trouble) return this.invalid(place, TROUBLE[trouble]);
    const shape = this.shapeOf(record);
    if (!shape) {
      const kinds = this.layouts.map(({ index }) => `${index.layout.kind}（${index.layout.label}）`);
      return this.invalid(place, 'E-JSON-LAYOUT', kinds.join('、'));
    }
    this.kinds.add(shape.layout.index.layout.kind);
    const builder = new RowBuilder(shape.layout, place, false, this.options.idKey);
    if (lossy) builder.error(finding('E-NUMBER-PRECISION'));
    for (const { field, headers } of shape.missing)
      builder.error(finding('E-FIELD-MISSING', headers[0] ?? field, field));
    for (const key of Object.keys(record)) this.member(builder, shape.layout.index, key, record[key]);
    return builder.finish(shape.absent, undefined);
  }

  /** What was met beside known members, for the receipt; nothing when all was known. */
  summary(): SheetItem | undefined {
    if (this.unknown.size === 0) return undefined;
    const [only] = this.kinds.size === 1 ? this.kinds : [];
    return {
      type: 'sheet',
      name: '',
      ...(only === undefined ? {} : { layout: only }),
      unknownColumns: [...this.unknown],
      hiddenRows: 0,
      hiddenColumns: 0,
      hidden: false,
      headerRow: 0,
      comments: 0,
      encodings: [],
    };
  }

  private member(builder: RowBuilder, index: LayoutIndex, key: string, value: unknown): void {
    const meaning = index.meaning(key);
    if (meaning.is === 'unknown') {
      if (this.unknown.size < UNKNOWN_NAMES && key !== 'layout')
        this.unknown.add(scrubCell(cleanText(key)).text.slice(0, 40));
    } else if (meaning.is === 'denied') {
      builder.drop(meaning.kind, toCell(value, this.limit));
    } else if (typeof value === 'object' && value !== null) {
      builder.add(meaning.column, undefined, undefined, this.nested(index, value));
    } else {
      builder.add(meaning.column, toCell(value, this.limit), meaning.unit);
    }
  }

  /** A list or object without the members that never leave the department. */
  private nested(index: LayoutIndex, value: unknown): unknown {
    if (typeof value === 'string') return value.length > this.limit ? value.slice(0, this.limit) : value;
    if (Array.isArray(value)) return value.map((each) => this.nested(index, each));
    if (typeof value !== 'object' || value === null) return value;
    const kept = Object.entries(value).filter(([key]) => {
      const meaning = index.meaning(key);
      return meaning.is !== 'denied' && !(meaning.is === 'column' && isCut(meaning.column));
    });
    return Object.fromEntries(kept.map(([key, each]) => [key, this.nested(index, each)]));
  }

  private refused(record: Record<string, unknown>, place: RowPlace, text: string): ReadRow {
    const shape = this.shapeOf(record);
    return {
      row: { kind: shape?.layout.index.layout.kind ?? '', place, fields: {}, absent: new Set() },
      cut: {},
      errors: [],
      warnings: [],
      digest: hmac256(this.options.idKey, text),
      refusal: {
        code: 'E-SECRECY-MARK',
        exclusion: 'X4',
        message: '记录带有国家秘密标志，拒收，内容未留存',
        remedy: '请按保密规定走纸质渠道，并告知保密员',
      },
    };
  }

  private shapeOf(record: Record<string, unknown>): Shape | undefined {
    const named = typeof record.layout === 'string' ? record.layout : '';
    const keys = Object.keys(record);
    const name = `${named}\u0000${keys.join('\u0000')}`;
    const seen = this.shapes.get(name);
    if (seen !== undefined || this.shapes.has(name)) return seen;
    const layout = this.layouts.find(({ index }) => index.layout.kind === named) ?? this.guess(keys);
    const shape = layout && shapeWith(layout, columnsOf(layout.index, keys));
    if (this.shapes.size < SHAPES) this.shapes.set(name, shape);
    return shape;
  }

  /** The layout with most signatures, then most known members; nothing when two are equal or none knows any. */
  private guess(keys: readonly string[]): RowLayout | undefined {
    const scored = this.layouts
      .map((layout) => {
        const columns = [...columnsOf(layout.index, keys)];
        const signatures = columns.filter((column) => layout.index.isSignature(column.field)).length;
        return { layout, score: columns.length === 0 ? 0 : signatures * 1000 + columns.length };
      })
      .sort((a, b) => b.score - a.score);
    const [first, second] = scored;
    return first && first.score > (second?.score ?? 0) ? first.layout : undefined;
  }
}

const shapeWith = (layout: RowLayout, present: Set<Column>): Shape => ({
  layout,
  absent: layout.absentWithout(present),
  missing: layout.index.required.filter((column) => !present.has(column)),
});

const isCut = (column: Column): boolean => column.drop !== undefined || column.type === 'id';

function columnsOf(index: LayoutIndex, keys: readonly string[]): Set<Column> {
  const columns = new Set<Column>();
  for (const key of keys) {
    const meaning = index.meaning(key);
    if (meaning.is === 'column') columns.add(meaning.column);
  }
  return columns;
}

function toCell(value: unknown, limit: number): Cell {
  if (typeof value === 'string') return bounded(value, limit);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return value === null || value === undefined ? undefined : '有';
}
