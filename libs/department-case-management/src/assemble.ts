import { type RawRow, type SourceRecord, textOf } from '#libs/contracts';
import { matchingText } from '#libs/text';

interface Grouping {
  code: string;
  /** Fields of the clue or case itself; all others belong to the person of the row. */
  own: readonly string[];
}

const LEDGER: Grouping = {
  code: 'clueCode',
  own: [
    'clueCode',
    'mainClue',
    'acceptedAt',
    'clueSource',
    'incomingNo',
    'assignedByUpper',
    'isPublic',
    'handlerOrg',
    'handlerRoom',
  ],
};

const CASES: Grouping = {
  code: 'caseCode',
  own: [
    'caseCode',
    'mainClue',
    'clueSource',
    'clueCode',
    'incomingNo',
    'isPublic',
    'eightRules',
    'violationAmount',
    'violationAmountUnit',
    'caseAmount',
    'caseAmountUnit',
    'firstOccurredAt',
    'lastOccurredAt',
    'mainOccurredAt',
  ],
};

/** Fields whose rows of one group must agree; where they do not, the first row speaks and a warning says so. */
export const DIFFERING = 'differing';

const PLACEHOLDER = /【[^【】]{1,8}】/gu;

/**
 * What a cell says when the names of the group and the scrubber's placeholders are left out: each row was scrubbed keeping
 * its own person only, so that the same text of two rows differs in the names.
 */
function sense(value: unknown, names: readonly string[]): string {
  const text = String(value).replace(PLACEHOLDER, '');
  return matchingText(names.reduce((rest, name) => rest.replaceAll(name, ''), text));
}

function groupOf(kind: string, grouping: Grouping, rows: readonly RawRow[]): SourceRecord {
  const fields: Record<string, unknown> = {};
  const differing = new Set<string>();
  const own = new Set(grouping.own);
  const names = rows.map((row) => textOf(row.fields.reflectedName)).filter((name) => name !== undefined);
  const differs = (a: unknown, b: unknown): boolean => a !== b && sense(a, names) !== sense(b, names);
  const persons = rows.map((row) => {
    const person: Record<string, unknown> = {};
    for (const [field, value] of Object.entries(row.fields)) {
      if (!own.has(field)) person[field] = value;
      else if (fields[field] === undefined) fields[field] = value;
      else if (value !== undefined && field !== grouping.code && differs(value, fields[field])) differing.add(field);
    }
    return person;
  });
  fields.persons = persons;
  if (differing.size > 0) fields[DIFFERING] = [...differing].sort();
  return { kind, places: rows.map(({ place }) => place), fields, absent: rows[0]?.absent ?? new Set() };
}

/** Rows of one 线索编码 (or 案件编码) become one record with several persons, in the order of the rows; a row without a code stands alone. */
export function assembleCaseManagement(rows: RawRow[]): SourceRecord[] {
  const groups = new Map<string, RawRow[]>();
  rows.forEach((row, index) => {
    const grouping = row.kind === 'cases' ? CASES : LEDGER;
    const code = textOf(row.fields[grouping.code])?.toUpperCase();
    const key = code === undefined ? `${row.kind}#${index}` : `${row.kind}|${code}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  });
  return [...groups.values()].map((group) => {
    const kind = group[0]?.kind ?? 'ledger';
    return groupOf(kind, kind === 'cases' ? CASES : LEDGER, group);
  });
}
