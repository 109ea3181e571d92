import type { Column, Layout } from '#libs/contracts';
import { cleanText, IDENTITY_PATTERNS, scrubText, splitNames, splitReflected } from '#libs/text';

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

const PATTERNS = IDENTITY_PATTERNS.map((pattern) => new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, '')));

const hasIdentity = (text: string): boolean => PATTERNS.some((pattern) => pattern.test(text));

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

/**
 * Scrubs the fields of one row in place and counts what was cut: free text by both passes, keeping the names that the row itself
 * is about; every other text only where a pattern of an identity is in it.
 */
export function scrubRow(fields: Record<string, unknown>, plan: ScrubPlan, cut: Record<string, number>): void {
  let names: string[] | undefined;
  const keep = (): string[] => {
    names ??= [...new Set(plan.names.flatMap((field) => namesIn(fields[field])))].filter((name) => name.length > 1);
    return names;
  };
  const scrub = (text: string, extra: readonly string[]): string => {
    const done = scrubText(text, { keep: extra.length > 0 ? [...keep(), ...extra] : keep() });
    for (const [kind, count] of Object.entries(done.cut)) if (count) cut[kind] = (cut[kind] ?? 0) + count;
    return done.text;
  };
  for (const [field, value] of Object.entries(fields)) {
    if (typeof value === 'string') {
      if (plan.exempt.has(field)) continue;
      if (plan.free.has(field)) fields[field] = scrub(value, []);
      else if (hasIdentity(value)) fields[field] = scrub(value, namesIn(value));
    } else if (typeof value === 'object' && value !== null) {
      const free = plan.free.has(field);
      fields[field] = scrubNested(value, (text) =>
        free ? scrub(text, []) : hasIdentity(text) ? scrub(text, namesIn(text)) : text,
      );
    }
  }
}

function scrubNested(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') return scrub(cleanText(value));
  if (Array.isArray(value)) return value.map((each) => scrubNested(each, scrub));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, scrubNested(each, scrub)]));
}
