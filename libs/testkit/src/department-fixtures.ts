import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import fc from 'fast-check';
import {
  type Department,
  type Normalized,
  PAYLOAD_CLASSES,
  type RawRow,
  type SourceRecord,
  wireInstance,
} from '#libs/contracts';
import { projectFile } from '#libs/kernel';

/** A row of a fixture: `absent` names the fields whose columns the delivery lacks. */
interface FixtureRow {
  /** Layout of this row where a delivery has several; else the fixture's. */
  kind?: string;
  fields: Record<string, unknown>;
  absent?: string[];
}

/** Rows of one delivery and what becomes of them. */
export interface Fixture {
  name: string;
  kind: string;
  rows: FixtureRow[];
  /** Exclusion and code of the first refused row. */
  refused?: { exclusion: string; code: string };
  /** One member per source record: invalid fields, or parts of the normalised event. */
  records?: {
    invalid?: string[];
    rows?: number;
    sourceRecordId?: string;
    eventType?: string;
    payload?: Record<string, unknown>;
    /** Members that must not be there. */
    without?: string[];
    warnings?: string[];
  }[];
}

/** Every fixture file of a department. */
export function fixturesOf(folder: string): Fixture[] {
  const path = projectFile(folder);
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(join(path, file), 'utf8')) as Fixture[]);
}

function rowsOf({ kind, rows }: Fixture): RawRow[] {
  return rows.map(({ kind: own = kind, fields, absent }, index) => ({
    kind: own,
    place: { sheet: '', row: index + 2 },
    fields,
    absent: new Set(absent),
  }));
}

const paths = (errors: readonly ValidationError[], prefix = ''): string[] =>
  errors.flatMap((error) => {
    const path = `${prefix}${error.property}`;
    const own = Object.values(error.constraints ?? {});
    for (const message of own) expect(message).toMatch(/^[^；]*\p{Script=Han}[^；]*；.*\p{Script=Han}/u);
    return [...(own.length > 0 ? [path] : []), ...paths(error.children ?? [], `${path}.`)];
  });

/** Fields that the record class finds wrong; every message must be Chinese and name the remedy. */
function invalidFields(department: Department, record: SourceRecord): string[] {
  const instance = wireInstance(department.recordClass(record.kind), record.fields);
  return paths(validateSync(instance, { forbidUnknownValues: true, stopAtFirstError: true })).sort();
}

/** Guard, grouping, record class and normaliser of `department` on a fixture; what comes out must fit the wire. */
export function checkFixture(department: Department, fixture: Fixture): void {
  const rows = rowsOf(fixture);
  const refusal = rows.map((row) => department.guard(row)).find((found) => found !== undefined);
  expect(refusal && { exclusion: refusal.exclusion, code: refusal.code }).toEqual(fixture.refused);
  if (fixture.refused !== undefined) return;
  const records = department.assemble(rows);
  const wanted = fixture.records ?? [];
  expect(records).toHaveLength(wanted.length);
  expect(records.reduce((sum, record) => sum + record.places.length, 0)).toBe(rows.length);
  records.forEach((record, index) => {
    const { invalid, rows: size, payload, without, warnings, ...event } = wanted[index]!;
    if (size !== undefined) expect(record.places).toHaveLength(size);
    expect(invalidFields(department, record)).toEqual(invalid ?? []);
    if (invalid !== undefined) return;
    const before = structuredClone(record.fields);
    const normalized = department.normalize(record, { today: '2024-05-16', division: '990101' });
    expect(structuredClone(record.fields)).toEqual(before);
    expect(normalized).toMatchObject(event);
    expect(normalized.payload).toMatchObject(payload ?? {});
    for (const key of without ?? []) expect(normalized.payload).not.toHaveProperty(key);
    expect(normalized.warnings.map(({ code, field }) => (field ? `${code} ${field}` : code))).toEqual(warnings ?? []);
    expect(wireErrors(normalized)).toEqual([]);
  });
}

/** What of an event would not pass the wire. */
function wireErrors({ eventType, payload }: Normalized): ValidationError[] {
  const wire = plainToInstance<object, unknown>(PAYLOAD_CLASSES[eventType], payload);
  return validateSync(wire, { whitelist: true, forbidNonWhitelisted: true });
}

const CELL = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(fc.constantFrom(...'区住建局党组书记王某、；，。2021年3月万元〔〕《》×·（）-—…'), { maxLength: 60 })
    .map((parts) => parts.join('')),
  fc.string({ maxLength: 20 }).map((text) => text.repeat(50)),
);

/** As the reader hands a row on: a blank cell is no field (contract of `RawRow`). */
const asRead = (cells: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(cells).filter(([, cell]) => typeof cell !== 'string' || cell.trim() !== ''));

/**
 * Property: whatever stands in the cells of a `base` row, each of its columns overwritten by any text,
 * a record that passes its class becomes an event that fits the wire, and nothing throws.
 */
export function checkHostileCells(department: Department, kind: string, base: Record<string, unknown>): void {
  const columns = department.layouts.find((layout) => layout.kind === kind)?.columns ?? [];
  const fields = columns.filter((column) => column.drop === undefined && column.type !== 'boolean');
  const overwritten = fc.dictionary(fc.constantFrom(...fields.map(({ field }) => field)), CELL, { maxKeys: 6 });
  let passed = 0;
  fc.assert(
    fc.property(overwritten, (cells) => {
      const row = {
        kind,
        place: { sheet: '', row: 2 },
        fields: asRead({ ...base, ...cells }),
        absent: new Set<string>(),
      };
      if (department.guard(row) !== undefined) return;
      const [record] = department.assemble([row]);
      if (record === undefined || invalidFields(department, record).length > 0) return;
      passed += 1;
      expect(wireErrors(department.normalize(record, { today: '2024-05-16', division: '990101' }))).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(passed).toBeGreaterThan(20);
}

/** The same rows give the same events on another day, so that sending a file again brings no new version. */
export function checkSameOnAnotherDay(department: Department, fixture: Fixture): void {
  const on = (today: string) =>
    department
      .assemble(rowsOf(fixture))
      .filter((record) => invalidFields(department, record).length === 0)
      .map((record) => department.normalize(record, { today, division: '990101' }));
  expect(on('2031-02-03')).toEqual(on('2024-05-16'));
}

/** A layout whose headers are ambiguous, or whose denied headers are also taken, is a mistake of the department. */
export function checkLayouts(department: Department): void {
  for (const layout of department.layouts) {
    const headers = layout.columns.flatMap((column) => column.headers);
    expect(headers.filter((header, index) => headers.indexOf(header) !== index)).toEqual([]);
    const fields = new Set(layout.columns.map((column) => column.field));
    expect(fields.size).toBe(layout.columns.length);
    const taken = layout.columns.filter((column) => column.drop === undefined);
    for (const { pattern } of layout.denied ?? [])
      expect(taken.flatMap((column) => column.headers).filter((header) => pattern.test(header))).toEqual([]);
    for (const mark of layout.signature) expect(headers.includes(mark) || fields.has(mark)).toBe(true);
    for (const { neighbour } of layout.columns) if (neighbour !== undefined) expect(fields).toContain(neighbour);
    expect(department.recordClass(layout.kind)).toBeInstanceOf(Function);
  }
  for (const layout of department.layouts)
    for (const mark of layout.signature)
      for (const other of department.layouts) if (other !== layout) expect(other.signature).not.toContain(mark);
}
