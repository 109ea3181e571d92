import {
  type Clue,
  type ClueAmount,
  codeOf,
  type Disposition,
  type Finding,
  type Handling,
  type NormalizeContext,
  type Normalized,
  SourceFields,
  type SourceRecord,
  type StatementStatus,
} from '#libs/contracts';
import {
  citedNumbers,
  clueAmount,
  clueTitle,
  normalizeDocumentNumber,
  occurrence,
  parseAmount,
  parseDate,
  textClue,
} from '#libs/text';
import { naturesOf, recordWarnings } from './natures.js';
import { authorityOf, peopleOf } from './people.js';
import { referencesOf } from './references.js';

const OTHER_SOURCE = '99';
const FILED_WAY = '5';
const WITHDRAWN = /撤销案件|撤案|销案/u;

interface CaseStanding {
  status: StatementStatus;
  handling: Handling;
  disposition: Disposition;
}

/** First and last of some days. */
function span(days: readonly (string | undefined)[]): [string | undefined, string | undefined] {
  const known = days.filter((day) => day !== undefined).sort();
  return [known[0], known.at(-1)];
}

/**
 * A case is running until every person's part is closed; then its sanctions say that the facts stand.
 * What was handed to the judiciary stays with the leaders until the court speaks.
 */
function standingOf(rows: readonly SourceFields[], isPublic: boolean): CaseStanding {
  const [filedOn] = span(rows.flatMap((row) => [row.day('disciplineFiledAt'), row.day('supervisionFiledAt')]));
  const [, closedOn] = span(rows.map((row) => row.day('closedAt')));
  const closed = rows.every((row) => row.day('closedAt') !== undefined);
  const sanctions = ['partySanction', 'governmentSanction'].flatMap((field) => rows.map((row) => row.text(field)));
  const sanctioned = sanctions.filter((text) => text !== undefined && text !== '无' && text !== '否');
  const dropped = rows.every((row) => WITHDRAWN.test(row.text('otherHandling') ?? ''));
  const common: Disposition = { way: FILED_WAY, ...(filedOn === undefined ? {} : { approvedDate: filedOn }) };
  if (!closed)
    return {
      status: 'FILED',
      handling: isPublic ? 'GENERAL' : 'AVOID',
      disposition: { ...common, stage: '立案审查调查', result: '尚在办理' },
    };
  const settled: StatementStatus = sanctioned.length > 0 ? 'VERIFIED' : dropped ? 'CLEARED' : 'FILED';
  const transferred = rows.some((row) => row.day('transferredAt') !== undefined);
  const stage = ['已结案', ...new Set(sanctioned), transferred ? '移送司法机关' : undefined].filter(Boolean).join('，');
  return {
    status: settled,
    handling: transferred && !isPublic ? 'LEADER_ONLY' : 'GENERAL',
    disposition: {
      ...common,
      stage: stage.slice(0, 60),
      ...(settled === 'VERIFIED' ? { result: '属实' } : settled === 'CLEARED' ? { result: '不属实' } : {}),
      ...(closedOn === undefined ? {} : { closedDate: closedOn }),
    },
  };
}

function amountOf(fields: SourceFields): ClueAmount | undefined {
  for (const [field, kind] of [
    ['violationAmount', 'VIOLATION'],
    ['caseAmount', 'INVOLVED'],
  ] as const) {
    const raw = fields.text(field);
    if (raw === undefined) continue;
    const unit = fields.text(`${field}Unit`);
    const known = unit === '元' || unit === '万元' || unit === '亿元';
    const amount = clueAmount(parseAmount(raw, known ? { unit } : {}), kind);
    if (amount !== undefined && Number(amount.max ?? amount.min) > 0) return amount;
  }
  return undefined;
}

/** From the first to the last act, else the time of the main one; nothing where no column says it. */
function occurrenceOf(fields: SourceFields, anchor: string): Partial<Clue> {
  const parse = (field: string) => {
    const raw = fields.text(field);
    const parsed = raw === undefined ? undefined : parseDate(raw, { anchor });
    return parsed?.from === undefined || parsed.error !== undefined ? undefined : parsed;
  };
  const [first, last, main] = ['firstOccurredAt', 'lastOccurredAt', 'mainOccurredAt'].map(parse);
  if (first !== undefined && last?.to !== undefined && first.from !== undefined && last.to >= first.from)
    return {
      occurFrom: first.from,
      occurTo: last.to,
      occurPrecision: first.raw === last.raw ? first.precision : 'RANGE',
      occurRaw: `${first.raw}至${last.raw}`.slice(0, 100),
    };
  const one = main ?? first ?? last;
  return one === undefined ? {} : occurrence(one);
}

/** A registered case. Nothing of measures, custody or reports is in it: such columns are cut before. */
export function normalizeCase(record: SourceRecord, context: NormalizeContext): Normalized {
  const fields = new SourceFields(record.fields);
  const rows = fields.rows('persons');
  const text = fields.text('mainClue') ?? '';
  const warnings: Finding[] = recordWarnings(fields, text);
  const code = fields.text('caseCode') ?? '';
  const norm = normalizeDocumentNumber(code);
  const standing = standingOf(rows, fields.flag('isPublic') === true);
  const receivedDate = standing.disposition.approvedDate ?? context.today;
  const source = codeOf('T02', fields.text('clueSource'), 'clueSource', warnings) ?? OTHER_SOURCE;
  const { units, persons, idHashes } = peopleOf(rows, warnings);
  const body = textClue(text, receivedDate);
  const amount = amountOf(fields);
  const authority = authorityOf(rows, warnings);
  const verb = standing.status === 'VERIFIED' ? '查实' : '反映';
  const clue: Clue = {
    ...body,
    ...occurrenceOf(fields, standing.disposition.closedDate ?? context.today),
    ...(amount === undefined ? {} : { amount }),
    ...(fields.flag('eightRules') === true ? { eightRules: true } : {}),
    docNumbers: [{ kind: 'CASE', raw: code, norm }, ...citedNumbers(text)],
    externalRefs: referencesOf(fields, source, norm),
    title: clueTitle(units[0]?.raw, persons[0], verb, text),
    statementStatus: standing.status,
    units,
    persons,
    ...naturesOf(rows, body, warnings),
    sourceChannel: source,
    receivedDate,
    disposition: standing.disposition,
    ...(authority === undefined ? {} : { managementAuthority: authority }),
    handling: standing.handling,
    controlMark: 'WORK_SECRET',
    derived: [],
    protected: { ...body.protected, ...(Object.keys(idHashes).length > 0 ? { idHashes } : {}) },
  };
  return { sourceRecordId: code, eventType: 'CLUE_SUBMITTED', payload: clue, warnings };
}
