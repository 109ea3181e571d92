import type { NormalizeContext, Normalized, SituationNote } from '#libs/contracts';
import { parseDate } from '#libs/text';
import { coded } from './codes.js';
import type { SectionLetter, SectionRecord } from './section.record.js';

/** Figures of a line by their Chinese name; rates are per cent. */
const FIGURES: Record<string, { label: string; rate?: boolean }> = {
  count: { label: '件数' },
  total: { label: '信访总量' },
  accusations: { label: '揭发控告' },
  requests: { label: '求决' },
  suggestions: { label: '意见建议' },
  repeats: { label: '重复件数' },
  groupVisits: { label: '集体访批次' },
  groupPersons: { label: '集体访人次' },
  forwarded: { label: '转送交办件数' },
  acceptedInTime: { label: '按期受理率', rate: true },
  closedInTime: { label: '按期办结率', rate: true },
  satisfied: { label: '满意率', rate: true },
  backlogs: { label: '积案数' },
  leaderCases: { label: '包案数' },
};

const TITLES: Record<SectionLetter, string> = {
  A: '反映领导班子及成员的信访举报',
  B: '落实信访工作责任制情况',
  C: '苗头性、倾向性问题',
  D: '建议关注的重要事项',
};

const NUMBER = /^(\d+(?:\.\d+)?)\s*(%|％|件|批|人|起|次|人次|批次)?$/u;

/** The number in a cell; a rate below 1 without a sign is a spreadsheet's own form of per cent. */
function figure(raw: string, rate: boolean): number | undefined {
  const match = NUMBER.exec(raw.normalize('NFKC').replaceAll(',', '').trim());
  if (!match) return undefined;
  const value = Number(match[1]);
  return rate && match[2] !== '%' && value <= 1 ? Math.round(value * 10_000) / 100 : value;
}

function period(record: SectionRecord, context: NormalizeContext): { periodFrom?: string; periodTo?: string } {
  const parsed = record.period ? parseDate(record.period, { anchor: record.date || context.today }) : undefined;
  const from = record.periodFrom || parsed?.from;
  const to = record.periodTo || parsed?.to;
  return { ...(from ? { periodFrom: from } : {}), ...(to ? { periodTo: to } : {}) };
}

/** One line of the return under 信访工作条例 art. 41 → situation note of its section. */
export function normalizeSection(record: SectionRecord, context: NormalizeContext): Normalized {
  const warnings: Normalized['warnings'] = [];
  const figures: Record<string, number> = {};
  for (const [field, { label, rate }] of Object.entries(FIGURES)) {
    const raw = record[field as keyof SectionRecord] as string | undefined;
    if (!raw) continue;
    const value = figure(raw, rate === true);
    if (value === undefined)
      warnings.push({ code: 'W-NUMBER', field, message: `“${label}”不是数字，未计入`, remedy: '请只填数字或百分数' });
    else figures[label] = value;
  }
  const span = period(record, context);
  const content = coded('T05c', record.contentCode);
  const title = record.title ?? TITLES[record.section];
  const text = [record.title && record.title.length > 100 ? record.title : '', record.text ?? '']
    .filter(Boolean)
    .join('\n');
  if (text.length > 4000)
    warnings.push({
      code: 'W-LENGTH',
      field: 'text',
      message: '情况说明超过4000字，只保留前4000字',
      remedy: '请精简后重新报送',
    });
  const note: SituationNote = {
    kind: `PETITION_${record.section}`,
    units: [{ raw: record.unit, role: 'REFLECTED' }],
    title: title.slice(0, 100),
    ...(text ? { text: text.slice(0, 4000) } : {}),
    ...span,
    date: record.date || span.periodTo || context.today,
    figures,
    facts: {
      ...(record.itemNo ? { itemNo: record.itemNo } : {}),
      ...(content.code ? { contentCode: content.code } : {}),
      ...(content.label ? { content: content.label } : {}),
    },
  };
  return {
    sourceRecordId: `art41:${record.section}:${record.key}`,
    eventType: 'SITUATION_NOTE',
    payload: note,
    warnings,
  };
}
