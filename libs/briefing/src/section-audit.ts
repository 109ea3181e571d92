import { codeTable } from '#libs/contracts';
import { paragraph, table } from './blocks.js';
import type { EditionView } from './edition-view.js';
import type { BriefingRecord } from './input.js';
import { printableNumbers } from './matter-line.js';
import type { Block } from './packet.js';
import { redactNames } from './persons.js';
import { officialTitle } from './titles.js';
import { listed } from './wording.js';

const BACKSLIDING = '7';
const DONE = '1';

const auditRecords = (view: EditionView): BriefingRecord[] =>
  view.records.filter(
    ({ department, clue }) => department === 'AUD' && clue.handling !== 'STAT_ONLY' && clue.handling !== 'PAPER_ONLY',
  );

const isBacksliding = ({ clue }: BriefingRecord): boolean =>
  clue.audit?.repeatOffence === true || clue.audit?.rectState === BACKSLIDING;

const stateOf = (record: BriefingRecord): string =>
  isBacksliding(record) ? BACKSLIDING : (record.clue.audit?.rectState ?? '');

const unrectified = ({ clue }: BriefingRecord): number =>
  clue.audit?.rectState === DONE
    ? 0
    : Number(clue.amount?.max ?? clue.amount?.min ?? 0) - Number(clue.audit?.rectifiedAmount ?? 0);

/** Line for section 1 where an audited problem came back. */
export function backslidingLine(view: EditionView): string | undefined {
  const found = auditRecords(view).filter(isBacksliding);
  if (found.length === 0) return undefined;
  return `屡审屡犯：${listed([...new Set(found.map((record) => officialTitle(record, view.edition)))], 2, '个问题')}`;
}

/** 9 审计查出问题及整改: projects, states, problems with backsliding first, then by amount not yet corrected. */
export function auditSection(view: EditionView): Block[] {
  const records = auditRecords(view);
  const blocks: Block[] = [];
  const projects = projectRows(view, records);
  if (projects.length > 0)
    blocks.push(
      table({ 审计项目: 7, 类型: 3, 报告文号: 5, 状态: 2 }, projects, { left: ['审计项目'], caption: '审计项目' }),
    );
  if (records.length === 0) return blocks;
  const states = codeTable('T18');
  const counts = new Map<string, number>();
  for (const record of records) counts.set(stateOf(record), (counts.get(stateOf(record)) ?? 0) + 1);
  const parts = [...counts]
    .sort(([a], [b]) => states.sort(a) - states.sort(b))
    .map(([code, count]) => `${code ? stateLabel(code) : '状态未报'}${count}`);
  blocks.push(paragraph(`审计查出问题${records.length}个：${parts.join('、')}。`));
  if (view.edition !== 'meeting') blocks.push(problemTable(view, records));
  return blocks;
}

const stateLabel = (code: string): string =>
  code === BACKSLIDING ? '屡审屡犯' : code === '2' ? '整改中' : codeTable('T18').label(code);

function problemTable(view: EditionView, records: readonly BriefingRecord[]): Block {
  const sorted = records
    .map((record) => ({ record, first: isBacksliding(record), open: unrectified(record) }))
    .sort(
      (a, b) =>
        Number(b.first) - Number(a.first) || b.open - a.open || (a.record.recordId < b.record.recordId ? -1 : 1),
    );
  const rows = sorted.map(({ record, first }) => [
    (first ? '【屡审屡犯】' : '') + officialTitle(record, view.edition),
    record.clue.audit?.problemType ? codeTable('T06').label(record.clue.audit.problemType) : '—',
    printableNumbers(record.clue).join('、') || '—',
    stateOf(record) ? stateLabel(stateOf(record)) : '未报',
    record.clue.audit?.transferNo ? (record.clue.audit.transferFeedback ?? '已移送') : '—',
  ]);
  return table({ 问题: 7, 类别: 3, 文号: 6, 整改: 2, 移送及反馈: 3 }, rows, {
    left: ['问题', '文号'],
    caption: '审计查出问题',
  });
}

function projectRows(view: EditionView, records: readonly BriefingRecord[]): string[][] {
  const projects = new Map<string, string[]>();
  for (const { note } of view.input.notes)
    if (note.kind === 'AUDIT_PROJECT')
      projects.set(note.facts.projectNo ?? note.title, [
        redactNames(note.title, [], view.edition),
        note.facts.auditType ? codeTable('T06a').label(note.facts.auditType) : '—',
        note.facts.reportNo ?? '—',
        note.facts.reportNo ? '已出报告' : '正在审计',
      ]);
  for (const { clue } of records) {
    const { audit } = clue;
    if (!audit?.projectName) continue;
    const key = audit.projectNo ?? audit.projectName;
    if (projects.has(key)) continue;
    const type = audit.auditType ? codeTable('T06a').label(audit.auditType) : '—';
    projects.set(key, [
      redactNames(audit.projectName, [], view.edition),
      type,
      audit.reportNo ?? '—',
      audit.reportNo ? '已出报告' : '—',
    ]);
  }
  return [...projects.values()];
}
