import {
  type Clue,
  codeOf,
  codeTable,
  type Disposition,
  type Evidence,
  type Finding,
  type NormalizeContext,
  type Normalized,
  SourceFields,
  type SourceRecord,
} from '#libs/contracts';
import { citedNumbers, clueTitle, findDocumentNumbers, normalizeDocumentNumber } from '#libs/text';
import { domainCode, matterOf, naturesOf } from './matter.js';
import { subjectsOf } from './subjects.js';

const DAILY_SUPERVISION = '09';

/** A finding of daily supervision as a clue: the office's own statement, no informant behind it. */
export function normalizeFinding(record: SourceRecord, context: NormalizeContext): Normalized {
  const fields = new SourceFields(record.fields);
  const warnings: Finding[] = [];
  const number = fields.text('findingNo') ?? '';
  const receivedDate = fields.day('foundDate') ?? context.today;
  const text = fields.text('problem') ?? '';
  const measure = fields.text('measure') ?? '';
  const { units, persons } = subjectsOf(
    fields,
    { unit: 'unit', name: 'responsibleName', post: 'responsiblePost', unitRole: 'RESPONSIBLE', personRole: 'DIRECT' },
    warnings,
  );
  const body = matterOf(fields, text, receivedDate, warnings);
  const natures = naturesOf(fields, body, warnings);
  const authority = codeOf('T09b', fields.text('authority'), 'authority', warnings);
  const disposition = dispositionOf(fields, measure);
  const clue: Clue = {
    ...body,
    docNumbers: [
      { kind: 'OTHER', raw: number, norm: normalizeDocumentNumber(number) },
      ...citedNumbers(`${text}\n${measure}`),
    ],
    externalRefs: [],
    title: clueTitle(units[0]?.raw, persons[0], '监督检查发现', text),
    statementStatus: 'FOUND',
    units,
    persons,
    discipline: natures.discipline,
    offence: natures.offence,
    domain: domainCode(fields, body, warnings),
    sourceChannel: DAILY_SUPERVISION,
    receivedDate,
    evidence: [...officialFinding(fields, number, measure), ...body.evidence].slice(0, 50),
    ...(disposition === undefined ? {} : { disposition }),
    ...(authority === undefined ? {} : { managementAuthority: authority }),
    handling: 'GENERAL',
    controlMark: 'WORK_SECRET',
    derived: [],
  };
  return { sourceRecordId: number, eventType: 'CLUE_SUBMITTED', payload: clue, warnings };
}

/** The finding itself is an official paper; the clause it rests on and the letter of advice stand beside it. */
function officialFinding(fields: SourceFields, number: string, measure: string): Evidence[] {
  const by = fields.text('foundBy');
  const basis = fields.text('basis');
  const papers: Evidence[] = [
    { kind: '官方认定', desc: `${by ?? ''}监督检查发现`.slice(0, 300), docNo: number.slice(0, 100), hasFile: false },
  ];
  for (const { norm } of findDocumentNumbers(measure).slice(0, 5))
    papers.push({ kind: '官方认定', desc: '处置文书', docNo: norm.slice(0, 100), hasFile: false });
  if (basis !== undefined) papers.push({ kind: '其他', desc: `定性依据：${basis}`.slice(0, 300), hasFile: false });
  return papers;
}

function dispositionOf(fields: SourceFields, measure: string): Disposition | undefined {
  const way = measure === '' ? undefined : codeTable('T07').find(measure)?.code;
  const rectified = fields.flag('rectified');
  const due = fields.day('dueDate');
  const state = rectified === true ? '已整改' : rectified === false ? '未整改' : undefined;
  const stage = [measure, state, due === undefined ? undefined : `整改期限${due}`].filter(Boolean).join('，');
  if (stage === '') return undefined;
  const handler = fields.text('foundBy');
  return {
    stage: stage.slice(0, 60),
    ...(way === undefined ? {} : { way }),
    ...(handler === undefined ? {} : { handler: handler.slice(0, 100) }),
  };
}
