import {
  type Clue,
  codesOf,
  codeTable,
  type DocKind,
  type DocNumber,
  type Evidence,
  type Finding,
  type Handling,
  type Normalized,
  type ProcuratorateExtension,
  type StatementStatus,
} from '#libs/contracts';
import {
  amountKindOf,
  clueAmount,
  FULL_TEXT_LIMIT,
  makeTitle,
  normalizeDocumentNumber,
  occurrence,
  parseAmount,
  parseDate,
  problemOf,
  textClue,
} from '#libs/text';
import type { CaseRecord } from './case.record.js';
import { partSuspects, withoutNames } from './suspects.js';
import { meaningOf, type Stage } from './words.js';

/** Charge groups of T04 that only holders of public power commit. */
const DUTY = /^4[A-GV]/u;
/** Months within which 检察建议 is answered in writing. */
const REPLY_MONTHS = 2;

const CHARGE_BREAK = /[、，,；;/\n]+/u;

function chargesOf(record: CaseRecord, warnings: Finding[]): string[] {
  const labels = `${record.charge ?? ''}、${record.otherCharges ?? ''}`
    .split(CHARGE_BREAK)
    .map((part) => part.trim())
    .filter(Boolean);
  return codesOf('T04', labels, 'charge', warnings);
}

function stageOf(record: CaseRecord): Stage | undefined {
  if (record.judgmentNo || record.judgmentDate) return '判决';
  return record.stage ?? (record.recordKind === '起诉' ? '起诉' : undefined);
}

function statusOf(record: CaseRecord, stage: Stage | undefined, warnings: Finding[]): StatementStatus {
  if (record.recordKind === '不起诉') {
    const status = meaningOf('nonProsecution', record.nonProsecution);
    if (!status)
      warnings.push({
        code: 'W-CODE',
        field: 'nonProsecution',
        message: '没有写明不起诉类型，按了结记载',
        remedy: '请填写：法定不起诉、存疑不起诉或酌定不起诉',
      });
    return (status ?? 'CLEARED') as StatementStatus;
  }
  if (stage === '判决') return 'JUDGED';
  if (stage === '起诉' && record.recordKind === '起诉') return 'PROSECUTED';
  return record.recordKind === '起诉' ? 'FILED' : 'FOUND';
}

/** Until a public hearing a case is known to few; a clue that is with the supervision commission likewise. */
function handlingOf(record: CaseRecord, stage: Stage | undefined): Handling {
  if (stage !== undefined && stage !== '判决' && record.publicHearing !== true) return 'LEADER_ONLY';
  return record.recordKind === '监督线索' && record.toSupervision ? 'LEADER_ONLY' : 'GENERAL';
}

function numbersOf(record: CaseRecord): Pick<Clue, 'docNumbers' | 'externalRefs'> {
  const docNumbers: DocNumber[] = [];
  const add = (kind: DocKind, raw: string | undefined): void => {
    if (raw) docNumbers.push({ kind, raw, norm: normalizeDocumentNumber(raw).slice(0, 100) });
  };
  add((meaningOf('docKind', record.recordKind) ?? 'OTHER') as DocKind, record.docNo);
  add('CASE', record.unifiedCaseNo);
  add('CASE', record.deptCaseNo);
  add('JUDGMENT', record.judgmentNo);
  const sent = record.toSupervisionNo;
  return {
    docNumbers,
    externalRefs: sent
      ? [{ dept: '监委', raw: sent, norm: normalizeDocumentNumber(sent).slice(0, 100), relation: 'FORWARDED_TO' }]
      : [],
  };
}

/** The same day `months` later, or the last day of that month. */
function monthsLater(day: string, months: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

function extensionOf(
  record: CaseRecord,
  stage: Stage | undefined,
  others: number,
  derived: string[],
): ProcuratorateExtension {
  let replyDue = record.replyDue;
  if (!replyDue && record.recordKind === '检察建议') {
    replyDue = monthsLater(record.docDate, REPLY_MONTHS);
    derived.push('replyDue');
  }
  const parts: Record<keyof ProcuratorateExtension, unknown> = {
    recordKind: record.recordKind,
    stage,
    loophole: record.loophole?.slice(0, 2000),
    advice: record.advice?.slice(0, 2000),
    replyDue,
    replied: record.replied,
    assessed: record.assessed,
    toSupervision: record.toSupervision ?? (record.toSupervisionNo ? true : undefined),
    otherSuspects: others > 0 ? others : undefined,
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as ProcuratorateExtension;
}

function evidenceOf(record: CaseRecord, docNumbers: readonly DocNumber[], more: readonly Evidence[]): Evidence[] {
  const own = docNumbers
    .filter(({ kind }) => kind !== 'CASE')
    .map(({ norm }): Evidence => ({ kind: '官方认定', desc: record.recordKind, docNo: norm, hasFile: false }));
  return [...own, ...more.filter((one) => !own.some(({ docNo }) => docNo === one.docNo))].slice(0, 50);
}

/** Time and amount: from their own cells, else from the text. */
function measured(record: CaseRecord, text: string, warnings: Finding[]): Partial<Clue> {
  const parsed = record.amount
    ? parseAmount(record.amount, record.amountUnit ? { unit: record.amountUnit } : {})
    : undefined;
  if (record.amount && !parsed)
    warnings.push({
      code: 'W-AMOUNT',
      field: 'amount',
      message: '“涉案金额”读不出数额',
      remedy: '请填写数字，并写明万元或元',
    });
  const amount = clueAmount(parsed, amountKindOf(text));
  const occur = record.occur ? occurrence(parseDate(record.occur, { anchor: record.docDate })) : undefined;
  return { ...(amount ? { amount } : {}), ...(occur && occur.occurPrecision !== 'NONE' ? occur : {}) };
}

const PROSE = ['caseName', 'summary', 'loophole', 'advice'] as const;

/** The record with texts that no longer name people who are counted only. */
function withoutOthers(record: CaseRecord, names: readonly string[]): CaseRecord {
  const prose = PROSE.flatMap((field) => (record[field] ? [[field, withoutNames(record[field], names)] as const] : []));
  return { ...record, ...Object.fromEntries(prose) };
}

/** A procuratorate's record → clue. */
export function normalizeCase(written: CaseRecord): Normalized {
  const warnings: Finding[] = [];
  const stage = stageOf(written);
  const offence = chargesOf(written, warnings);
  const duty = offence.some((code) => DUTY.test(code));
  const { persons, others } = partSuspects(written.suspects, written.unit, duty);
  const record = withoutOthers(written, others);
  const text =
    [record.summary, record.loophole, record.advice].filter(Boolean).join('\n') ||
    record.caseName ||
    record.charge ||
    '';
  const parts = textClue(text.slice(0, FULL_TEXT_LIMIT), record.docDate);
  const numbers = numbersOf(record);
  const derived = record.derived.filter(
    (name) => name === 'sourceRecordId' || (name === 'toSupervision' && record.toSupervisionNo),
  );
  const discipline = meaningOf('discipline', offence[0]?.slice(0, 2));
  const field = record.dutyField ? codeTable('T14').find(record.dutyField)?.code : undefined;
  const [first] = persons;
  const verb = meaningOf('verb', record.recordKind) ?? '检察机关反映';
  const clue: Clue = {
    ...parts,
    ...measured(record, `${record.charge ?? ''}${text}`, warnings),
    ...numbers,
    title: makeTitle({
      unit: first?.unitRaw ?? record.unit,
      ...(first?.postRaw ? { post: first.postRaw } : {}),
      ...(first?.name ? { name: first.name } : {}),
      verb,
      problem: record.charge ?? problemOf(record.loophole ?? text, [record.unit]),
    }),
    statementStatus: statusOf(record, stage, warnings),
    units: [{ raw: record.unit, role: record.recordKind === '检察建议' ? 'RESPONSIBLE' : 'OCCURRED' }],
    persons,
    offence: offence.length > 0 ? offence : parts.offence,
    discipline: discipline ? [discipline] : parts.discipline,
    domain: field ?? parts.domain,
    evidence: evidenceOf(record, numbers.docNumbers, parts.evidence),
    sourceChannel: '05',
    receivedDate: record.docDate,
    ...(record.acceptedDate ? { originDate: record.acceptedDate } : {}),
    ...(stage ? { disposition: { stage, ...(record.judgmentDate ? { closedDate: record.judgmentDate } : {}) } } : {}),
    procuratorate: extensionOf(record, stage, others.length, derived),
    handling: handlingOf(record, stage),
    controlMark: 'WORK_SECRET',
    derived,
  };
  return { sourceRecordId: record.recordId, eventType: 'CLUE_SUBMITTED', payload: clue, warnings };
}
