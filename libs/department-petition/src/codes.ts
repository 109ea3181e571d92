import { codeTable } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { padded } from './purpose.js';

/** What a content class suggests. */
export interface ContentHint {
  domain?: string;
  discipline?: string;
  offence?: string;
}

const HINTS = new Map(
  csvRows(readProjectFile('libs/department-petition/data/contents.csv')).map((row): [string, ContentHint] => [
    row.code ?? '',
    {
      ...(row.domain ? { domain: row.domain } : {}),
      ...(row.discipline ? { discipline: row.discipline } : {}),
      ...(row.offence ? { offence: row.offence } : {}),
    },
  ]),
);

/** Hint of the class itself, and of the class above it. */
export function contentHint(code: string): { own: ContentHint; above: ContentHint } {
  const parent = codeTable('T05c').get(code)?.parent ?? '';
  return { own: HINTS.get(code) ?? {}, above: HINTS.get(parent) ?? {} };
}

/** Code and label of a cell in a table; a value that the table does not know is kept as its label. */
export function coded(table: string, raw: string | undefined): { code?: string; label?: string } {
  if (!raw) return {};
  const entry = codeTable(table).find(padded(raw));
  return entry ? { code: entry.code, label: entry.label } : { label: raw };
}
