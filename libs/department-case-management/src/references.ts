import type { DocKind, ExternalRef, SourceFields } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { findDocumentNumbers, normalizeDocumentNumber } from '#libs/text';

const DEPARTMENTS: ReadonlyMap<string, string> = new Map(
  csvRows(readProjectFile('libs/department-case-management/data/source-departments.csv')).map((row) => [
    row.source ?? '',
    row.dept ?? '',
  ]),
);

/** Kinds of number in the text that say where a clue of this source came from. */
const CITED_LINEAGE: Readonly<Record<string, readonly DocKind[]>> = {
  '01': ['COMPLAINT', 'PETITION', 'FORWARDING'],
  '04': ['AUDIT_TRANSFER'],
  '05': ['FORWARDING', 'CASE'],
};

function received(raw: string, dept: string | undefined): ExternalRef {
  const norm = normalizeDocumentNumber(raw).slice(0, 100);
  return { ...(dept === undefined ? {} : { dept }), raw: raw.slice(0, 100), norm, relation: 'RECEIVED_FROM' };
}

/**
 * Lineage of a clue: the number under which it came in, by the office's own column and by the text where the source
 * (T02) says which kind of number that is; for a case also the clue it grew from. `own` is its own number in normal form.
 */
export function referencesOf(fields: SourceFields, source: string, own: string): ExternalRef[] {
  const dept = DEPARTMENTS.get(source);
  const refs = fields.list('incomingNo').map((raw) => received(raw, dept));
  const kinds = CITED_LINEAGE[source] ?? ['FORWARDING'];
  for (const { kind, raw } of findDocumentNumbers(fields.text('mainClue') ?? ''))
    if (kinds.includes(kind)) refs.push(received(raw, dept));
  if (fields.text('caseCode') !== undefined) for (const raw of fields.list('clueCode')) refs.push(received(raw, 'CMG'));
  const seen = new Set(['', own]);
  return refs.filter(({ norm }) => !seen.has(norm) && seen.add(norm)).slice(0, 50);
}
