import type { ClueUnit, Normalized, SituationNote } from '#libs/contracts';
import { splitReflected } from '#libs/text';
import { coded } from './codes.js';
import type { LetterRecord } from './letter.record.js';

/** 集体访 begins with so many people (at most five representatives may come for one matter, 信访工作条例 art. 20). */
export const GROUP_VISIT = 5;

const UNIT_BREAK = /[、，,；;\n]+/u;

/** A visit of a group. */
export const isGroupVisit = (record: LetterRecord): boolean =>
  coded('T05a', record.form).code === '02' && Number(record.persons ?? 0) >= GROUP_VISIT;

/** Closed after its day. A petition that is still open is judged by whoever reads `dueAt`, at his own day. */
export const closedLate = (record: LetterRecord): boolean | undefined =>
  record.dueAt && record.closedAt ? record.closedAt > record.dueAt : undefined;

/** Days that a petition has: where it lacks the day of registration, its own day stands for it. */
export const receivedDay = (record: LetterRecord): string => record.registeredAt ?? record.petitionDate ?? '';

function unitsOf(record: LetterRecord): ClueUnit[] {
  const reflected = record.reflected ? splitReflected(record.reflected).units : [];
  const handled = (record.handledBy ?? '')
    .split(UNIT_BREAK)
    .map((part) => part.trim())
    .filter(Boolean);
  const units: ClueUnit[] = [];
  for (const raw of reflected.length > 0 ? reflected : handled) {
    if (units.some((unit) => unit.raw === raw.slice(0, 200))) continue;
    units.push({ raw: raw.slice(0, 200), role: reflected.length > 0 ? 'REFLECTED' : 'RESPONSIBLE' });
  }
  return units.slice(0, 50);
}

const flag = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : Number(value));

/**
 * A petition of another purpose than 揭发控告, or one registered again: counted, with codes and numbers, without a word of
 * its text and without anybody's name.
 */
export function normalizeStat(record: LetterRecord): Normalized {
  const purpose = coded('T05b', record.purpose);
  const content = coded('T05c', record.contentCode);
  const date = receivedDay(record);
  const figures: Record<string, number | undefined> = {
    persons: record.persons === undefined ? undefined : Number(record.persons),
    involved: record.involved === undefined ? undefined : Number(record.involved),
    repeat: Number(Boolean(record.isRepeat || record.repeatOf)),
    repeatCount: record.repeats,
    groupVisit: Number(isGroupVisit(record)),
    overdue: flag(closedLate(record)),
    backlog: flag(record.backlog),
    joint: flag(record.joint),
    urgent: flag(record.urgent),
    crossed: flag(record.crossed),
    closed: flag(record.closed),
    reviewed: flag(record.reviewed),
    rechecked: flag(record.rechecked),
  };
  const facts: Record<string, string | undefined> = {
    purpose: purpose.label,
    purposeCode: purpose.code,
    contentCode: content.code,
    content: content.label,
    form: coded('T05a', record.form).label,
    status: coded('T05e', record.status).label,
    way: coded('T05d', record.way).label,
    placeCode: record.placeCode,
    dueAt: record.dueAt,
    closedAt: record.closedAt,
    repeatOf: record.repeatOf,
    unitSatisfaction: record.unitSatisfaction,
    officeSatisfaction: record.officeSatisfaction,
  };
  const note: SituationNote = {
    kind: 'PETITION_STAT',
    units: unitsOf(record),
    title: `信访件：${purpose.label ?? record.purpose}${content.label ? `（${content.label}）` : ''}`.slice(0, 100),
    date,
    figures: Object.fromEntries(
      Object.entries(figures).filter((entry): entry is [string, number] => entry[1] !== undefined),
    ),
    facts: Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, string] => Boolean(entry[1]))),
  };
  return { sourceRecordId: record.petitionNo, eventType: 'SITUATION_NOTE', payload: note, warnings: [] };
}
