import { DerivedNumbers, type RawRow, type SourceRecord } from '#libs/contracts';
import { normalizeDocumentNumber } from '#libs/text';
import { type Suspect, suspectsOf } from './suspects.js';
import { meaningOf } from './words.js';

type Fields = Record<string, unknown>;

const text = (fields: Fields, name: string): string =>
  typeof fields[name] === 'string' ? (fields[name] as string) : '';
const norm = (raw: string): string => (raw ? normalizeDocumentNumber(raw) : '');

/** Numbers of which one names the record. */
const NUMBERS = ['docNo', 'unifiedCaseNo', 'deptCaseNo'] as const;

/**
 * Number of a record: a prosecution goes by its case (统一受案号, 部门受案号), which it keeps from stage to stage;
 * every other record by its document, else by kind and case. Where no column holds any number: a digest of the content.
 */
function recordIdOf(fields: Fields, absent: ReadonlySet<string>, derived: string[], numbers: DerivedNumbers): string {
  const kind = text(fields, 'recordKind');
  const [document, unified, department] = NUMBERS.map((name) => norm(text(fields, name)));
  const byCase = unified || department || '';
  if (kind === '起诉' || kind === '其他') {
    if (byCase || document) return (byCase || document || '').slice(0, 64);
  } else if (document || byCase) return (document || `${kind}:${byCase}`).slice(0, 64);
  if (!NUMBERS.every((name) => absent.has(name))) return '';
  derived.push('sourceRecordId');
  return numbers.next(
    ['recordKind', 'docDate', 'unit', 'charge', 'summary', 'loophole', 'advice'].map((name) => text(fields, name)),
  );
}

/** Suspects of several rows of one case, each once. */
function together(before: readonly Suspect[], more: readonly Suspect[]): Suspect[] {
  const key = (one: Suspect): string => [one.name, one.unit, one.post].join('\u001f');
  return [...new Map([...before, ...more].map((one) => [key(one), one])).values()];
}

/**
 * One record per row; rows of one number (one per suspect) are one record: their suspects are gathered, other cells count
 * from the first row that has them.
 */
export function assemble(rows: RawRow[]): SourceRecord[] {
  const numbers = new DerivedNumbers('PRO-');
  const records: SourceRecord[] = [];
  const byId = new Map<string, SourceRecord>();
  for (const row of rows) {
    const derived = ['docNo', 'toSupervision'].filter((name) => row.absent.has(name));
    const kind = meaningOf('recordKind', text(row.fields, 'recordKind'));
    const stage = meaningOf('stage', text(row.fields, 'stage'));
    const fields: Fields = {
      ...row.fields,
      ...(kind ? { recordKind: kind } : {}),
      ...(stage ? { stage } : {}),
      suspects: suspectsOf(row.fields.suspects),
      derived,
    };
    fields.recordId = recordIdOf(fields, row.absent, derived, numbers);
    const key = fields.recordId ? `${text(fields, 'recordKind')}\u001f${fields.recordId}` : '';
    const same = byId.get(key);
    if (same && key) {
      same.places.push(row.place);
      const suspects = together(same.fields.suspects as Suspect[], fields.suspects as Suspect[]);
      same.fields = { ...fields, ...same.fields, suspects };
      continue;
    }
    const record: SourceRecord = { kind: row.kind, places: [row.place], fields, absent: row.absent };
    records.push(record);
    if (key) byId.set(key, record);
  }
  return records;
}
