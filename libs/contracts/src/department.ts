import type { Clue } from './clue.js';
import type { RectificationUpdate, SituationNote } from './payloads.js';
import type { DepartmentCode } from './vocabulary.js';

/**
 * What differs between departments is the shape of a record and one pure function.
 * A department is a value of type {@link Department}; everything hard is in `libs/adapter-host`.
 */

/**
 * How the host reads a cell before the record class sees it:
 * `text` hygiene only; `code` blanks removed; `date` full dates, Excel serials (both systems) and date cells become `YYYY-MM-DD`
 * (anything that is no full date stays as written, for the normaliser); `partialDate` the same, but a number 1900–2100 is a year; `amount` stays text, the header's 万元/元 goes to `<field>Unit`;
 * `integer` digits; `boolean` 是/否/1/0/Y/N; `id` ID number, which the host replaces by its HMAC before anything else.
 */
export type ColumnType = 'text' | 'code' | 'date' | 'partialDate' | 'amount' | 'integer' | 'boolean' | 'id';

/** One column of a layout: the field it fills and every header that means it (Chinese label first). */
export interface Column {
  field: string;
  headers: readonly string[];
  type: ColumnType;
  /** The header must be there, else the sheet is refused with its name. Cells are judged by the record class. */
  required?: boolean;
  /**
   * Cut in the reader, before anything is kept: the receipt counts it under this kind
   * (`informantName`, `informantPhone`, `informantId`, `informantAddress`, `credential`, `clerk`, `instruction`, `ethnicity`, `custody` …).
   */
  drop?: string;
  /** A dropped column whose being filled (null markers and 匿名 are not) is a fact of its own: the boolean field that says so (`hasInstruction`). */
  flag?: string;
  /** Code table whose labels the cell holds; used for messages and the shape check of `neighbour`. */
  table?: string;
  /** Free text: scrubbed by both passes before the record class sees it. */
  freeText?: boolean;
  /** Field of the neighbour column where a wrong exporter puts this value; moved back with a warning when it fits `table`. */
  neighbour?: string;
}

/** One kind of row with its own header: a sheet of a workbook, a CSV, or objects of a stream. */
export interface Layout {
  /** Stable name: `letters`, `findings`, `ledger`, `problems` … also the JSON member `layout` that names it outright. */
  kind: string;
  /** Chinese name for people. */
  label: string;
  columns: readonly Column[];
  /** Headers or fields that only this layout has: one of them decides between layouts that share columns. */
  signature: readonly string[];
  /** Header cells that never leave the department whatever the sheet: matched before all columns. */
  denied?: readonly { pattern: RegExp; kind: string }[];
}

/** Where a row stood: sheet name (empty for CSV and JSON) and 1-based row or line. */
export interface RowPlace {
  sheet: string;
  row: number;
}

/** A row after reading and scrubbing: fields of the layout, absent where the cell was empty or a null marker. */
export interface RawRow {
  kind: string;
  place: RowPlace;
  fields: Record<string, unknown>;
  /** Fields that the layout of this delivery lacks altogether (no such header). */
  absent: ReadonlySet<string>;
}

/** One source record: the rows that make it, gathered by the department (persons of one clue, problem with its project and transfer). */
export interface SourceRecord {
  kind: string;
  places: RowPlace[];
  fields: Record<string, unknown>;
  absent: ReadonlySet<string>;
}

/** A finding about one record, in Chinese, by field, rule and remedy. `code` is stable; `message` never quotes informant data. */
export interface Finding {
  code: string;
  field?: string;
  message: string;
  remedy?: string;
}

/** Why a record may not enter. Nothing of it is kept but a counter and a digest. */
export interface Refusal extends Finding {
  /** T20 reason, for instance X1 超管理权限. */
  exclusion: 'X1' | 'X2' | 'X4' | 'STAFF' | 'MINOR';
}

/** What the normaliser may ask of its surroundings: plain values, no clock. */
export interface NormalizeContext {
  /** `YYYY-MM-DD`: anchor for dates when the record has none, and the bound for future dates. */
  today: string;
  /** Division code of the sending department. */
  division: string;
}

/** One event's worth of a record. `sourceRecordId` is the department's own number, derived where the layout has none. */
export interface Normalized {
  sourceRecordId: string;
  eventType: 'CLUE_SUBMITTED' | 'SITUATION_NOTE' | 'RECTIFICATION_UPDATED';
  payload: Clue | SituationNote | RectificationUpdate;
  /** The record is taken, but these remarks go back to the department. */
  warnings: Finding[];
  /** What the scrubber cut in free text that the normaliser itself removed, by kind. */
  cut?: Record<string, number>;
}

/** A department of the hub. */
export interface Department {
  code: DepartmentCode;
  /** English name of commands, paths and topics: `discipline`. */
  name: string;
  /** Chinese short name: 纪检. */
  label: string;
  /** Specifier of the lib whose face holds this value, so that a thread of its own can find it; without it nothing is done there. */
  lib?: string;
  /** `sourceSystem` of the envelope when a file or stream does not say otherwise. */
  sourceSystem: string;
  layouts: readonly Layout[];
  /**
   * Groups the rows of one delivery (or of one window of a stream) into source records.
   * Each row belongs to exactly one record.
   */
  assemble(rows: RawRow[]): SourceRecord[];
  /** Record class (class-validator) of a source record of `kind`. */
  recordClass(kind: string): new () => object;
  /** Guard on raw values, before scrubbing: the department's own rules beside the common ones. */
  guard(row: RawRow): Refusal | undefined;
  /** Pure: department record → normalised event. The record has passed its class. */
  normalize(record: SourceRecord, context: NormalizeContext): Normalized;
}
