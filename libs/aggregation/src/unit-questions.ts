import { parse } from 'csv-parse/sync';
import type { UnitIndex, UnitMatch } from '#libs/text';
import { tableDay } from './table-day.js';

/** A written name to be resolved, as said on `date` by somebody of `division`. */
export interface UnitQuestion {
  raw: string;
  date?: string;
  division?: string;
}

export interface UnitAnswer {
  raw: string;
  match: UnitMatch;
}

const NAME_COLUMN = /^\s*"?(?:raw|name)"?\s*(?:,|$)|,\s*"?(?:raw|name)"?\s*(?:,|$)/iu;

/** Questions of a file: one name a line, or CSV whose header has `raw` (or `name`), and maybe `date` and `division`. Empty lines are none. */
export function readQuestions(text: string): UnitQuestion[] {
  const [first = ''] = text.split(/\r?\n/u, 1);
  if (!NAME_COLUMN.test(first))
    return text.split(/\r?\n/u).flatMap((raw) => (raw.trim() === '' ? [] : { raw: raw.trim() }));
  const rows = parse(text, {
    columns: (header: string[]) => header.map((name) => name.trim().toLowerCase()),
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
  }) as unknown as Record<string, string | undefined>[];
  return rows.map((row) => {
    const date = tableDay(row.date, 'last');
    const division = row.division?.trim();
    return { raw: row.raw ?? row.name ?? '', ...(date ? { date } : {}), ...(division ? { division } : {}) };
  });
}

/** What each name was taken for, in the order of the questions. `division`: of those who do not say theirs. */
export const answerQuestions = (questions: readonly UnitQuestion[], index: UnitIndex, division: string): UnitAnswer[] =>
  questions.map(({ raw, ...at }) => ({ raw, match: index.resolve(raw, { division, ...at }) }));
