import { DerivedNumbers, type RawRow, recordOfRow, type SourceRecord, textOf } from '#libs/contracts';
import { matchingText, parseDay } from '#libs/text';

const PLACEHOLDER = /【[^【】]{1,8}】/gu;

/** The day of receipt of an exported letter: when it was entered, else when it was forwarded. */
function receivedDay(fields: Readonly<Record<string, unknown>>): string | undefined {
  for (const field of ['createdAt', 'forwardedAt']) {
    const text = textOf(fields[field]);
    const day = text === undefined ? undefined : parseDay(text);
    if (day !== undefined) return day;
  }
  return undefined;
}

/** Signature of an exported letter by what its (cut) informant columns held: 署名 or 匿名; unknown where the columns lack. */
function signedType(row: RawRow): string | undefined {
  if (row.absent.has('hasInformantName')) return undefined;
  if (row.fields.hasInformantName === true) return 'R2';
  return row.fields.hasInformantPhone === true ? 'R4' : 'R5';
}

function exported(row: RawRow, numbers: DerivedNumbers): SourceRecord {
  const record = recordOfRow(row);
  const { fields } = record;
  const derived = ['complaintNo', 'receivedDate', 'channel', 'signedType'].filter((field) => row.absent.has(field));
  if (row.absent.has('receivedDate')) fields.receivedDate = receivedDay(fields);
  if (row.absent.has('signedType')) fields.signedType = signedType(row);
  if (row.absent.has('complaintNo')) {
    const text = matchingText((textOf(fields.mainProblem) ?? '').replace(PLACEHOLDER, ''));
    const parts = [fields.reportedUnit, fields.reportedName, fields.receivedDate].map(textOf);
    fields.complaintNo = numbers.next([...parts, text]);
  }
  fields.derived = derived;
  return record;
}

/**
 * One record a row. Where the export lacks number, date of receipt, channel or signature, they are derived here
 * (the number from unit, persons, date and text, never from the informant) and named in `derived`.
 */
export function assembleDiscipline(rows: RawRow[]): SourceRecord[] {
  const numbers = new DerivedNumbers('DIS-');
  return rows.map((row) => (row.kind === 'letters-export' ? exported(row, numbers) : recordOfRow(row)));
}
