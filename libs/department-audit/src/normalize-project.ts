import {
  type ClueUnit,
  codeTable,
  type Finding,
  type NormalizeContext,
  type Normalized,
  type SituationNote,
} from '#libs/contracts';
import { parseDate } from '#libs/text';
import type { ProjectRecord } from './project.record.js';
import { contentNumber, numberOf, yearOf } from './report-number.js';

const UNIT_BREAK = /[、，,；;\n]+/u;

/** Audited period of the project, from one column or two. */
export function periodOf(record: ProjectRecord, anchor: string): { periodFrom?: string; periodTo?: string } {
  const read = (raw: string | undefined) => {
    const parsed = raw ? parseDate(raw, { anchor }) : undefined;
    return parsed && parsed.error === undefined ? parsed : undefined;
  };
  const whole = read(record.period);
  const from = read(record.periodFrom)?.from ?? whole?.from;
  const to = read(record.periodTo)?.to ?? whole?.to;
  return { ...(from ? { periodFrom: from } : {}), ...(to ? { periodTo: to } : {}) };
}

function unitsOf(record: ProjectRecord): ClueUnit[] {
  const extended = (record.extendedUnits ?? '')
    .split(UNIT_BREAK)
    .map((part) => part.trim())
    .filter(Boolean);
  return [
    { raw: record.auditedUnit, role: 'REFLECTED' },
    ...extended.slice(0, 49).map((raw): ClueUnit => ({ raw: raw.slice(0, 200), role: 'OCCURRED' })),
  ];
}

const named = (parts: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(parts).filter((entry): entry is [string, string] => Boolean(entry[1])));

/**
 * 审计项目 → note. A finished audit tells its report, decision and, for 经济责任, whose tenure it covers.
 * A running one (no report) tells that it runs, for which unit and of which type, and nothing else; its day is the end of
 * the audited period, else the first day of the year of its number, so that it stays the same note on any day.
 */
export function normalizeProject(record: ProjectRecord, context: NormalizeContext): Normalized {
  const warnings: Finding[] = [];
  const reportNo = numberOf(record.reportNo);
  const type = record.auditType ? codeTable('T06a').find(record.auditType) : undefined;
  if (record.auditType && !type)
    warnings.push({
      code: 'W-CODE',
      field: 'auditType',
      message: '“审计类型”不在代码表T06a内，已记为“其他”',
      remedy: '请改填代码表T06a中的代码或名称',
    });
  const auditType = type?.code ?? (record.auditType ? '99' : undefined);
  const key = record.projectNo || reportNo || contentNumber([record.projectName, record.auditedUnit]);
  const sourceRecordId = `project:${key}`.slice(0, 64);
  if (!reportNo) {
    const period = periodOf(record, context.today);
    const day = period.periodTo ?? period.periodFrom;
    const note: SituationNote = {
      kind: 'AUDIT_PROJECT',
      units: [{ raw: record.auditedUnit, role: 'REFLECTED' }],
      title: `${record.auditedUnit.slice(0, 80)}正在接受审计`,
      date: day && day <= context.today ? day : `${/(20\d\d)/u.exec(key)?.[1] ?? context.today.slice(0, 4)}-01-01`,
      figures: {},
      facts: named({ state: 'RUNNING', auditType, projectNo: record.projectNo }),
    };
    return { sourceRecordId, eventType: 'SITUATION_NOTE', payload: note, warnings };
  }
  const date = record.reportDate ?? `${yearOf(reportNo) ?? context.today.slice(0, 4)}-01-01`;
  const note: SituationNote = {
    kind: 'AUDIT_PROJECT',
    units: unitsOf(record),
    title: record.projectName.slice(0, 100),
    ...periodOf(record, date),
    date,
    figures: {},
    facts: named({
      state: 'REPORTED',
      auditType,
      projectNo: record.projectNo,
      projectName: record.projectName,
      reportNo,
      decisionNo: numberOf(record.decisionNo),
      leader: record.leaderName,
      leaderPost: record.leaderPost,
      tenure: [record.tenureFrom, record.tenureTo].filter(Boolean).join('至'),
    }),
  };
  return { sourceRecordId, eventType: 'SITUATION_NOTE', payload: note, warnings };
}
