import type { DepartmentCode, ExternalRef, Finding, SourceFields } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { findDocumentNumbers, normalizeDocumentNumber } from '#libs/text';

const SENDERS = csvRows(readProjectFile('libs/department-discipline/data/sender-words.csv'));

/** T01 code of the body that sent a letter on, by its name; nothing when the name says nothing. */
export function senderOf(name: string | undefined): DepartmentCode | undefined {
  if (name === undefined) return undefined;
  return SENDERS.find((row) => name.includes(row.word ?? '\0'))?.dept as DepartmentCode | undefined;
}

function reference(raw: string, relation: ExternalRef['relation'], dept?: string): ExternalRef {
  const norm = normalizeDocumentNumber(raw).slice(0, 100);
  return { ...(dept === undefined ? {} : { dept }), raw: raw.slice(0, 100), norm, relation };
}

/**
 * Lineage of a letter: the number it came under, the number it went on under, and the letter it repeats.
 * A handling room's name is no number and makes no reference. `own` is the letter's number in normal form.
 */
export function referencesOf(fields: SourceFields, own: string, repeated: boolean, warnings: Finding[]): ExternalRef[] {
  const sender = senderOf(fields.text('incomingFrom'));
  const refs = fields.list('incomingNo').map((raw) => reference(raw, 'RECEIVED_FROM', sender));
  for (const { kind, raw } of findDocumentNumbers(fields.text('mainProblem') ?? ''))
    if (kind === 'FORWARDING') refs.push(reference(raw, 'RECEIVED_FROM', sender));
  for (const raw of fields.list('forwardNo')) refs.push(reference(raw, 'FORWARDED_TO'));
  const first = fields.text('firstNo');
  if (first !== undefined) refs.push(reference(first, 'REPEATS', 'DIS'));
  else if (repeated)
    warnings.push({
      code: 'W-REPEAT-NO-FIRST',
      field: 'firstNo',
      message: '重复件或已合并件未填首次编号，只能按正文比对归并',
      remedy: '请填写首次登记的信访编号',
    });
  const seen = new Set<string>();
  return refs
    .filter(
      ({ norm, relation }) => norm !== '' && norm !== own && !seen.has(relation + norm) && seen.add(relation + norm),
    )
    .slice(0, 50);
}
