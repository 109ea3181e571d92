import { codeTable, GRADES, type Grade } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { paragraph, table } from './blocks.js';
import type { EditionView, ViewItem } from './edition-view.js';
import type { BriefingRecord } from './input.js';
import type { Block, PacketStatistics } from './packet.js';
import { holdsKeyPost, isInvolved } from './persons.js';
import { onlyCounts } from './rank.js';
import { hasReplied, isAsked, isUnheard, repliesOf } from './section-departments.js';
import { teamOf, touchedMembers } from './section-front.js';
import { departmentName, listed } from './wording.js';

const countBy = <T>(values: readonly T[], key: (value: T) => string): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(key(value), (counts.get(key(value)) ?? 0) + 1);
  return counts;
};

const gradeCounts = (values: readonly { grade: Grade }[]): Record<Grade, number> => {
  const counts = { A: 0, B: 0, C: 0, D: 0 };
  for (const { grade } of values) counts[grade] += 1;
  return counts;
};

/** Figures of the edition: of what it may know, never of what it leaves out. */
export function statisticsOf(view: EditionView): PacketStatistics {
  const replies = repliesOf(view);
  const matters = view.items.length + view.cleared.length + view.counted.length;
  const records = view.records.length;
  return {
    departmentsAsked: replies.filter(isAsked).length,
    departmentsReplied: replies.filter(hasReplied).length,
    records,
    matters,
    duplicateRate: records > 0 && matters <= records ? Math.round(((records - matters) / records) * 100) : 0,
    grades: gradeCounts(view.items.map(({ matter }) => matter.checkability)),
    teamMembersInvolved: touchedMembers(view),
    disciplines: Object.fromEntries(
      [
        ...countBy(
          view.items.filter(({ discipline }) => discipline),
          ({ discipline }) => discipline,
        ),
      ].sort(),
    ),
  };
}

/** 4 情况总览 */
export function overviewSection(view: EditionView, figures: PacketStatistics): Block[] {
  const { grades } = figures;
  const disciplines = Object.entries(figures.disciplines).map(
    ([code, count]) => `${codeTable('T03').label(code)}${count}`,
  );
  const text =
    `应报部门${figures.departmentsAsked}个，回复${figures.departmentsReplied}个；` +
    `原始记录${figures.records}条，归并为${figures.matters}个事项（重复率${figures.duplicateRate}%）；` +
    `可查性A级${grades.A}、B级${grades.B}、C级${grades.C}、D级${grades.D}；` +
    `涉及班子成员${figures.teamMembersInvolved}人。` +
    (disciplines.length > 0 ? `主要纪律性质：${disciplines.join('、')}。` : '');
  const blocks = [paragraph(text), departmentTable(view)];
  if (view.items.length > 0) blocks.push(disciplineTable(view), spreadTable(view));
  return blocks;
}

function departmentTable(view: EditionView): Block {
  const byDepartment = new Map<string, BriefingRecord[]>();
  for (const record of view.records) {
    const same = byDepartment.get(record.department);
    if (same) same.push(record);
    else byDepartment.set(record.department, [record]);
  }
  const rows = repliesOf(view).map((reply) => {
    const records = byDepartment.get(reply.code) ?? [];
    const valid = records.filter((record) => !onlyCounts(record) && record.clue.statementStatus !== 'CLEARED');
    const grades = gradeCounts(valid);
    return [
      departmentName(reply.code),
      ...[records.length, valid.length, ...GRADES.map((grade) => grades[grade])].map(String),
      reply.state === 'NIL' ? '是' : '',
      isUnheard(reply, view) ? '—' : reply.overdue || reply.state === 'SILENT' ? '是' : '',
    ];
  });
  const columns = { 部门: 3, 线索数: 2, 有效: 2, A: 1, B: 1, C: 1, D: 1, 零报告: 2, 逾期: 2 };
  return table(columns, rows, { caption: '部门报送情况（记录数）' });
}

const LEVELS = ['班子成员', '中层及重要岗位', '下属单位', '其他或仅涉单位'] as const;

function levelOf(item: ViewItem, view: EditionView, teamNames: ReadonlySet<string>): (typeof LEVELS)[number] {
  const people = item.content.flatMap(({ clue }) => clue.persons).filter(isInvolved);
  if (people.some(({ isTeamMember, name }) => isTeamMember || (name !== undefined && teamNames.has(name))))
    return '班子成员';
  const below = new Set(view.input.unit.profile?.subordinateUnits ?? []);
  if (people.some(({ unitRaw }) => unitRaw !== undefined && below.has(unitRaw))) return '下属单位';
  return people.some(holdsKeyPost) ? '中层及重要岗位' : '其他或仅涉单位';
}

function disciplineTable(view: EditionView): Block {
  const names = new Set(teamOf(view).map(({ name }) => name));
  const counts = countBy(view.items, (item) => `${item.discipline} ${levelOf(item, view, names)}`);
  const codes = [...codeTable('T03').entries.map(({ code }) => code), ''];
  const rows = codes
    .map((code) => [
      code ? codeTable('T03').label(code) : '未明确',
      ...LEVELS.map((level) => String(counts.get(`${code} ${level}`) ?? 0)),
    ])
    .filter((row, at) => at < 6 || row.slice(1).some((count) => count !== '0'));
  return table({ 纪律性质: 3, ...Object.fromEntries(LEVELS.map((level) => [level, 3])) }, rows, {
    caption: '纪律性质与涉及层级（事项数）',
  });
}

/** Domains and years. */
function spreadTable(view: EditionView): Block {
  const domains = [...countBy(view.items, ({ domain }) => domain)].sort(
    ([a, left], [b, right]) => right - left || codeTable('T14').sort(a) - codeTable('T14').sort(b),
  );
  const years = [...countBy(view.items, yearOf)].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = [
    ['领域', domains.map(([code, count]) => `${codeTable('T14').label(code)}${count}`).join('、')],
    ['发生年份', years.map(([year, count]) => `${year}${count}`).join('、')],
  ];
  return table({ 分布: 2, 事项数: 10 }, rows, { left: ['事项数'], caption: '领域与年份分布' });
}

function yearOf({ content }: ViewItem): string {
  const days = content.map(({ clue }) => clue.occurFrom ?? clue.occurTo).filter((day) => day !== undefined);
  return days.length > 0 ? `${days.sort()[0]?.slice(0, 4)}年` : '时间不明';
}

const FOCUS_OF = new Map(
  csvRows(readProjectFile('libs/briefing/data/focus.csv')).map((row) => [row.discipline, (row.focus ?? '').split(';')]),
);

/** Labels of a matter: those departments gave, else those its main discipline suggests. */
function focusOf(item: ViewItem, crowded: ReadonlySet<string>): Set<string> {
  const given = item.content.flatMap(({ clue }) => clue.focus3 ?? []);
  const labels = new Set(
    given.some((code) => /^[PF]/u.test(code)) ? given : [...given, ...(FOCUS_OF.get(item.discipline) ?? [])],
  );
  const repeated = item.records.some(({ clue }) => (clue.repeatCount ?? 0) >= 3);
  if (repeated || item.content.some(({ clue }) => clue.persons.some(({ name }) => name && crowded.has(name))))
    labels.add('M2');
  return labels;
}

/** People whom three matters or more concern. */
function crowdedNames(items: readonly ViewItem[]): Set<string> {
  const matters = new Map<string, Set<string>>();
  for (const { matter, content } of items)
    for (const { clue } of content)
      for (const person of clue.persons)
        if (person.name && !person.masked && isInvolved(person))
          matters.set(person.name, (matters.get(person.name) ?? new Set()).add(matter.matterId));
  return new Set([...matters].filter(([, ids]) => ids.size >= 3).map(([name]) => name));
}

/** 13 风险分析: number of matters, strongest grade and matter numbers for each label. */
export function heatSection(view: EditionView): Block[] {
  if (view.items.length === 0) return [];
  const crowded = crowdedNames(view.items);
  const byLabel = new Map<string, ViewItem[]>();
  for (const item of view.items)
    for (const label of [...focusOf(item, crowded), ...(item.discipline ? [item.discipline] : [])]) {
      const same = byLabel.get(label);
      if (same) same.push(item);
      else byLabel.set(label, [item]);
    }
  const focus = codeTable('T15').entries.filter(
    ({ code, parent }) => parent && (code !== 'M3' || view.edition === 'leader'),
  );
  const rows = [
    ...focus.map(({ code, label }) => heatRow(`${code} ${label}`, byLabel.get(code) ?? [])),
    ...codeTable('T03').entries.map(({ code, label }) => heatRow(label, byLabel.get(code) ?? [])),
  ];
  return [table({ 关注点: 6, 事项数: 2, 最高等级: 2, 事项编号: 6 }, rows, { left: ['关注点', '事项编号'] })];
}

function heatRow(label: string, items: readonly ViewItem[]): string[] {
  const best = GRADES.find((grade) => items.some(({ matter }) => matter.checkability.grade === grade));
  return [
    label,
    String(items.length),
    best ?? '—',
    items.length > 0
      ? listed(
          items.map((item) => item.label),
          12,
          '件',
        )
      : '—',
  ];
}
