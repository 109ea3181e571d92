import type { Column, Layout } from '#libs/contracts';
import {
  cleanText,
  findReportedOfficials,
  isPersonName,
  scrubCell,
  scrubText,
  splitNames,
  splitReflected,
} from '#libs/text';

const NAME_FIELD = /name|person|people|suspect|reflected|leader|accused/i;
const NAME_HEADER = /姓名|被反映|被举报|被调查|责任人|负责人|涉案人|当事人|人员/;
/** Cells this long are prose, whatever the column. */
const NAME_CELL = 255;

/** Which columns of a layout are scrubbed how. */
export interface ScrubPlan {
  names: readonly string[];
  free: ReadonlySet<string>;
  /** Codes, ID digests and dates are taken as they are. */
  exempt: ReadonlySet<string>;
}

const isNameColumn = (column: Column): boolean =>
  column.type === 'text' &&
  column.drop === undefined &&
  column.freeText !== true &&
  (NAME_FIELD.test(column.field) || column.headers.some((header) => NAME_HEADER.test(header)));

export function scrubPlan(layout: Layout): ScrubPlan {
  return {
    names: layout.columns.filter(isNameColumn).map((column) => column.field),
    free: new Set(layout.columns.filter((column) => column.freeText === true).map((column) => column.field)),
    exempt: new Set(
      layout.columns.flatMap((column) =>
        column.type === 'code' ? [column.field] : column.type === 'id' ? [column.field, `${column.field}Hash`] : [],
      ),
    ),
  };
}

/** Texts in which no number of a person can hide: shorter than any, a day, a plain amount. */
const PLAIN = /^(?:.{0,4}|\d{4}(?:-\d\d){0,2}|-?\d{1,9}(?:\.\d{1,6})?)$/su;

/** People named in a cell of a name column, or in the `name` members of a list. */
function namesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    if (value.length > NAME_CELL) return [];
    const split = splitNames(value).map((parsed) => parsed.name);
    return [...split, ...splitReflected(value).persons.map((person) => person.name)];
  }
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value === 'object' && value !== null && 'name' in value) return namesIn(value.name);
  return [];
}

/** Names of persons in a cell that is dropped. What is no name (匿名, 群众) is none. */
export const writersIn = (cell: string): string[] =>
  cell.length > NAME_CELL ? [] : splitNames(cleanText(cell)).flatMap(({ name }) => (isPersonName(name) ? [name] : []));

/** Whom the row is about: the names in its name columns; where these hold none, the officials whom its prose accuses. */
function ownNames(fields: Record<string, unknown>, plan: ScrubPlan, writers: readonly string[]): string[] {
  const told = plan.names.flatMap((field) => namesIn(fields[field])).filter((name) => name.length > 1);
  if (told.length > 0) return [...new Set(told)];
  const prose = [...plan.free].map((field) => fields[field]).filter((value) => typeof value === 'string');
  return findReportedOfficials(prose.join('\n'))
    .map(({ name }) => name)
    .filter((name) => !writers.includes(name));
}

/**
 * Scrubs the fields of one row in place and counts what was cut: free text by both passes, keeping the names that the row itself
 * is about and without `writers`; every other text of numbers and of who wrote it, so that these have no column to hide in.
 * Codes are left alone.
 */
export function scrubRow(
  fields: Record<string, unknown>,
  plan: ScrubPlan,
  cut: Record<string, number>,
  writers: readonly string[] = [],
): void {
  let names: string[] | undefined;
  const count = <T extends { text: string; cut: Record<string, number> }>(done: T): string => {
    for (const kind in done.cut) cut[kind] = (cut[kind] ?? 0) + (done.cut[kind] ?? 0);
    return done.text;
  };
  const free = (text: string): string => {
    names ??= ownNames(fields, plan, writers);
    return count(scrubText(text, { keep: names, writers }));
  };
  const cell = (text: string): string => (PLAIN.test(text) ? text : count(scrubCell(text)));
  for (const field of Object.keys(fields)) {
    const value = fields[field];
    const scrub = plan.free.has(field) ? free : cell;
    if (typeof value === 'string') {
      if (!plan.exempt.has(field)) fields[field] = scrub(value);
    } else if (typeof value === 'object' && value !== null) fields[field] = scrubNested(value, scrub);
  }
}

function scrubNested(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') return scrub(cleanText(value));
  if (Array.isArray(value)) return value.map((each) => scrubNested(each, scrub));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, scrubNested(each, scrub)]));
}
