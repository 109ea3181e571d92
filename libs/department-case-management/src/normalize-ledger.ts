import {
  type Clue,
  codeOf,
  type NormalizeContext,
  type Normalized,
  SourceFields,
  type SourceRecord,
  yesOrNo,
} from '#libs/contracts';
import { citedNumbers, clueTitle, normalizeDocumentNumber, textClue } from '#libs/text';
import { handlingOf, standingOf } from './disposals.js';
import { naturesOf, recordWarnings } from './natures.js';
import { authorityOf, peopleOf } from './people.js';
import { referencesOf } from './references.js';

const OTHER_SOURCE = '99';
const VERBS: Readonly<Record<string, string>> = { VERIFIED: '查实', PART: '部分查实' };

/** 是, or the name of the superior who gave it. */
function isAssigned(text: string | undefined): boolean {
  return text !== undefined && (yesOrNo(text) ?? true);
}

/** A problem clue of the ledger. Money recovered or collected is what handling brought in, never the clue's amount. */
export function normalizeLedger(record: SourceRecord, context: NormalizeContext): Normalized {
  const fields = new SourceFields(record.fields);
  const rows = fields.rows('persons');
  const text = fields.text('mainClue') ?? '';
  const warnings = recordWarnings(fields, text);
  const code = fields.text('clueCode') ?? '';
  const norm = normalizeDocumentNumber(code);
  const receivedDate = fields.day('acceptedAt') ?? context.today;
  const source = codeOf('T02', fields.text('clueSource'), 'clueSource', warnings) ?? OTHER_SOURCE;
  const { units, persons, idHashes } = peopleOf(rows, warnings);
  const standing = standingOf(rows, warnings);
  const body = textClue(text, receivedDate);
  const authority = authorityOf(rows, warnings);
  const handler = [fields.text('handlerOrg'), fields.text('handlerRoom')].filter(Boolean).join('').slice(0, 100);
  const clue: Clue = {
    ...body,
    docNumbers: [{ kind: 'CLUE', raw: code, norm }, ...citedNumbers(text)],
    externalRefs: referencesOf(fields, source, norm),
    title: clueTitle(units[0]?.raw, persons[0], VERBS[standing.status] ?? '反映', text),
    statementStatus: standing.status,
    units,
    persons,
    ...naturesOf(rows, body, warnings),
    sourceChannel: source,
    receivedDate,
    disposition: { ...standing.disposition, ...(handler === '' ? {} : { handler }) },
    ...(authority === undefined ? {} : { managementAuthority: authority }),
    handling: handlingOf(
      standing.running,
      fields.flag('isPublic'),
      isAssigned(fields.text('assignedByUpper')) || record.fields.assignedByUpper === true,
      source,
    ),
    controlMark: 'WORK_SECRET',
    derived: [],
    protected: { ...body.protected, ...(Object.keys(idHashes).length > 0 ? { idHashes } : {}) },
  };
  return { sourceRecordId: code, eventType: 'CLUE_SUBMITTED', payload: clue, warnings };
}
