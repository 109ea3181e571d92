import {
  type Clue,
  codeOf,
  type Finding,
  type NormalizeContext,
  type Normalized,
  SourceFields,
  type SourceRecord,
} from '#libs/contracts';
import { citedNumbers, clueTitle, normalizeDocumentNumber } from '#libs/text';
import { informantOf } from './informant.js';
import { domainCode, matterOf, naturesOf } from './matter.js';
import { progressOf, stricter } from './progress.js';
import { referencesOf } from './references.js';
import { subjectsOf } from './subjects.js';

const VERBS: Readonly<Record<string, string>> = { VERIFIED: '查实', PART: '部分查实' };
const DIVISION = /^(?:\d{6}|\d{9}|\d{12})$/u;
/** A place finer than a county: a division alone says where the unit is, not where the matter happened. */
const FINE_PLACE = /(?:街道|镇|乡|村|社区|小区|路|组)$/u;

/** A letter (检举控告) as a clue. Free text has been scrubbed before. */
export function normalizeLetter(record: SourceRecord, context: NormalizeContext): Normalized {
  const fields = new SourceFields(record.fields);
  const warnings: Finding[] = [];
  const number = fields.text('complaintNo') ?? '';
  const derived = fields.list('derived');
  const receivedDate = fields.day('receivedDate') ?? context.today;
  const text = fields.text('mainProblem') ?? '';
  const { units, persons } = subjectsOf(
    fields,
    {
      unit: 'reportedUnit',
      name: 'reportedName',
      post: 'reportedPost',
      unitRole: 'REFLECTED',
      personRole: 'REFLECTED',
    },
    warnings,
  );
  const body = matterOf(fields, text, receivedDate, warnings);
  const natures = naturesOf(fields, body, warnings);
  const progress = progressOf(fields, warnings);
  const norm = normalizeDocumentNumber(number);
  const informant = informantOf(fields);
  const authority = codeOf('T09b', fields.text('authority'), 'authority', warnings);
  const clue: Clue = {
    ...body,
    docNumbers: [
      ...(derived.includes('complaintNo') ? [] : [{ kind: 'COMPLAINT' as const, raw: number, norm }]),
      ...citedNumbers(text),
    ],
    externalRefs: referencesOf(fields, norm, progress.repeated, warnings),
    title: clueTitle(units[0]?.raw, persons[0], VERBS[progress.statementStatus] ?? '反映', text),
    statementStatus: progress.statementStatus,
    units,
    persons,
    discipline: natures.discipline,
    offence: natures.offence,
    domain: domainCode(fields, body, warnings),
    ...(informant === undefined ? {} : { informant }),
    sourceChannel: '01',
    receivedDate,
    ...repetition(fields, progress.repeated),
    ...(progress.disposition === undefined ? {} : { disposition: progress.disposition }),
    ...(authority === undefined ? {} : { managementAuthority: authority }),
    handling: natures.outOfScope ? stricter(progress.handling, 'STAT_ONLY') : progress.handling,
    controlMark: 'WORK_SECRET',
    ...keyHint(fields),
    derived,
  };
  addPlace(clue, fields, warnings);
  addAttachments(clue, fields);
  return { sourceRecordId: number, eventType: 'CLUE_SUBMITTED', payload: clue, warnings };
}

function repetition(fields: SourceFields, repeated: boolean): Pick<Clue, 'repeatCount'> {
  const count = fields.integer('repeatCount');
  if (count !== undefined) return { repeatCount: repeated ? Math.max(count, 1) : count };
  return repeated ? { repeatCount: 1 } : {};
}

function keyHint(fields: SourceFields): Pick<Clue, 'keyHint'> {
  if (fields.flag('keyHint') !== true) return {};
  const reason = fields.text('keyReason')?.slice(0, 200);
  return { keyHint: { key: true, ...(reason === undefined ? {} : { reason }) } };
}

function addPlace(clue: Clue, fields: SourceFields, warnings: Finding[]): void {
  const place = fields.text('placeCode');
  if (place === undefined) return;
  if (clue.place === undefined && FINE_PLACE.test(place)) clue.place = place;
  if (/^\d+$/u.test(place) && !DIVISION.test(place))
    warnings.push({
      code: 'W-PLACE-CODE',
      field: 'placeCode',
      message: '问题属地代码不是6、9或12位行政区划代码',
      remedy: '请按GB/T 2260填写6位代码',
    });
}

/** Attachments that the office holds with the letter: papers that can be pulled. */
function addAttachments(clue: Clue, fields: SourceFields): void {
  for (const desc of fields.list('attachments')) {
    const known = clue.evidence.find(({ kind }) => kind !== '其他' && desc.includes(kind));
    if (known !== undefined) known.hasFile = true;
    else if (clue.evidence.length < 50) clue.evidence.push({ kind: '其他', desc: desc.slice(0, 300), hasFile: true });
  }
}
