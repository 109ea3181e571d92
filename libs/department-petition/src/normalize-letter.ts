import {
  type Clue,
  codeTable,
  type DocNumber,
  type ExternalRef,
  type Finding,
  type Normalized,
  type PetitionExtension,
} from '#libs/contracts';
import { clueTitle, FULL_TEXT_LIMIT, normalizeDocumentNumber, textClue } from '#libs/text';
import { coded, contentHint } from './codes.js';
import { informantOf } from './informant.js';
import type { LetterRecord } from './letter.record.js';
import { closedLate, isGroupVisit, receivedDay } from './normalize-stat.js';
import { reflectedOf } from './reflected.js';

/** Characters of 概况信息 and 投诉内容 that the field set allows. */
const USUAL_LENGTH = 4000;

/** Punctuation that ends a sentence but no title. */
const CLOSING = /[。；;，,、\s]+$/u;

const norm = (raw: string): string => normalizeDocumentNumber(raw).slice(0, 100);

function numbersOf(record: LetterRecord): Pick<Clue, 'docNumbers' | 'externalRefs'> {
  const docNumbers: DocNumber[] = [{ kind: 'PETITION', raw: record.petitionNo, norm: norm(record.petitionNo) }];
  if (record.petitionId) docNumbers.push({ kind: 'PETITION', raw: record.petitionId, norm: norm(record.petitionId) });
  if (record.forwardNo) docNumbers.push({ kind: 'FORWARDING', raw: record.forwardNo, norm: norm(record.forwardNo) });
  const externalRefs: ExternalRef[] = [];
  if (record.jointId && record.jointId !== record.petitionId)
    externalRefs.push({ dept: 'PET', raw: record.jointId, norm: norm(record.jointId), relation: 'JOINT_WITH' });
  if (record.repeatOf && record.repeatOf !== record.petitionNo)
    externalRefs.push({ dept: 'PET', raw: record.repeatOf, norm: norm(record.repeatOf), relation: 'REPEATS' });
  if (record.forwardNo)
    externalRefs.push({
      ...(record.forwardTo ? { dept: record.forwardTo.slice(0, 60) } : {}),
      raw: record.forwardNo,
      norm: norm(record.forwardNo),
      relation: 'FORWARDED_TO',
    });
  return { docNumbers, externalRefs };
}

/** Times it came: repeat registrations of this delivery, or at least one when it is marked as repeated. */
function repetitionOf(record: LetterRecord): Pick<Clue, 'repeatCount' | 'firstDate' | 'lastDate'> {
  const count = record.repeats ?? (record.isRepeat ? 1 : 0);
  const last = record.lastRepeat ?? (record.isRepeat ? (record.petitionDate ?? record.registeredAt) : undefined);
  return {
    repeatCount: count,
    ...(record.firstDate ? { firstDate: record.firstDate } : {}),
    ...(last ? { lastDate: last } : {}),
  };
}

function extensionOf(record: LetterRecord): PetitionExtension {
  const parts: Record<keyof PetitionExtension, unknown> = {
    form: coded('T05a', record.form).code ?? record.form,
    purpose: coded('T05b', record.purpose).code,
    contentCode: coded('T05c', record.contentCode).code ?? record.contentCode,
    status: coded('T05e', record.status).code ?? record.status,
    persons: record.persons === undefined ? undefined : Number(record.persons),
    involved: record.involved === undefined ? undefined : Number(record.involved),
    groupVisit: record.persons === undefined ? undefined : isGroupVisit(record),
    backlog: record.backlog,
    unitSatisfaction: record.unitSatisfaction,
    overdue: closedLate(record),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as PetitionExtension;
}

/** The office's own class of the content decides where it is precise; else the text; else the class above; else 热点 or 系统. */
function subjectOf(record: LetterRecord, parts: Pick<Clue, 'discipline' | 'offence' | 'domain'>): typeof parts {
  const code = coded('T05c', record.contentCode).code ?? '';
  const { own, above } = contentHint(code);
  const precise = code.endsWith('0000') ? undefined : own.domain;
  const hot = [record.hotIssue, record.system].map((raw) => raw && codeTable('T14').find(raw)?.code).find(Boolean);
  const spoken = parts.domain === 'D99' ? undefined : parts.domain;
  const discipline = own.discipline ?? above.discipline;
  return {
    domain: precise ?? spoken ?? own.domain ?? above.domain ?? hot ?? 'D99',
    discipline: parts.discipline.length > 0 || !discipline ? parts.discipline : [discipline],
    offence: parts.offence.length > 0 || !own.offence ? parts.offence : [own.offence],
  };
}

function lengthWarnings(record: LetterRecord): Finding[] {
  const remedy = '请在信访系统中核对字段长度，必要时精简后重新报送';
  return (['overview', 'content'] as const).flatMap((field): Finding[] => {
    const length = record[field]?.length ?? 0;
    const label = field === 'overview' ? '概况信息' : '投诉内容';
    if (length > FULL_TEXT_LIMIT)
      return [{ code: 'W-LENGTH', field, message: `“${label}”超过8000字，只保留摘要`, remedy }];
    if (length > USUAL_LENGTH) return [{ code: 'W-LENGTH', field, message: `“${label}”超过4000字，已接收`, remedy }];
    return [];
  });
}

/** Days and what stands in for them: where a column is missing, the other day of the petition. */
function daysOf(record: LetterRecord): { received: string; origin: string; derived: string[] } {
  return {
    received: receivedDay(record),
    origin: record.petitionDate ?? receivedDay(record),
    derived: record.registeredAt ? [] : ['receivedDate'],
  };
}

/** 揭发控告 → clue. */
export function normalizeLetter(record: LetterRecord): Normalized {
  const warnings = lengthWarnings(record);
  const days = daysOf(record);
  const body = record.content?.trim() || record.overview?.trim() || '';
  const bounded = `${record.overview ?? ''}\n${record.content ?? ''}`.trim();
  const whole = record.overview && body.includes(record.overview) ? body : bounded;
  const text = whole.slice(0, FULL_TEXT_LIMIT);
  const reflected = reflectedOf(record, text, warnings);
  const { informant, derived } = informantOf(record, text);
  const parts = textClue(text, days.origin);
  const short = record.overview && record.overview.length <= 60 && !/[\n【]/u.test(record.overview);
  const unit = reflected.units[0]?.raw;
  const status = coded('T05e', record.status).label;
  const tooLong = Math.max(record.overview?.length ?? 0, record.content?.length ?? 0) > FULL_TEXT_LIMIT;
  const clue: Clue = {
    ...parts,
    ...subjectOf(record, parts),
    ...numbersOf(record),
    title: short
      ? (record.overview as string).replace(CLOSING, '') || '信访件'
      : clueTitle(unit, reflected.persons[0], '反映', text),
    statementStatus: 'ALLEGED',
    units: reflected.units,
    persons: reflected.persons,
    informant,
    sourceChannel: '01',
    receivedDate: days.received,
    ...(record.petitionDate ? { originDate: record.petitionDate } : {}),
    ...repetitionOf(record),
    ...(status ? { disposition: { stage: status.slice(0, 60) } } : {}),
    petition: extensionOf(record),
    handling: 'GENERAL',
    controlMark: 'WORK_SECRET',
    ...(record.urgent ? { keyHint: { key: true, reason: '信访部门标注重大紧急' } } : {}),
    derived: [...days.derived, ...(derived ? ['informant'] : []), ...(reflected.fromText ? ['units'] : [])],
    protected: tooLong ? {} : parts.protected,
  };
  return { sourceRecordId: record.petitionNo, eventType: 'CLUE_SUBMITTED', payload: clue, warnings };
}
