import { codeTable, DIMENSIONS } from '#libs/contracts';
import { paragraph, table } from './blocks.js';
import { compareSources } from './compare.js';
import type { EditionView, ViewItem } from './edition-view.js';
import type { BriefingRecord } from './input.js';
import type { Block, Section } from './packet.js';
import { isInvolved, personLabel } from './persons.js';
import { RANKING_RULE } from './rank.js';
import { silentLine } from './section-departments.js';
import { historyLines } from './section-front.js';
import { keyItems, originRows } from './section-matters.js';
import { isSmallCircle } from './titles.js';
import { dayText, departmentName, isLetter, listed, monthText, recordDateText } from './wording.js';

/** 16 数据缺口 */
export function gapsSection(view: EditionView): Block[] {
  const { gaps, round, asOf } = view.input;
  const refused = Object.entries(gaps.refused ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    silentLine(view) ?? '',
    ...(view.edition === 'meeting' ? [] : [unresolvedText(view), contradictionText(view)]),
    gaps.unresolvedUnits ? `未能对应到单位的记录${gaps.unresolvedUnits}条` : '',
    view.edition === 'leader' && gaps.unresolvedPersons ? `未能对应到人员的记录${gaps.unresolvedPersons}条` : '',
    refused.length > 0
      ? `未采用记录：${refused.map(([code, count]) => `${codeTable('T20').label(code)}${count}条`).join('、')}`
      : '',
    gaps.invalid ? `格式错误退回${gaps.invalid}条` : '',
    missingText(view),
    ...(gaps.remarks ?? []).map((text) => text.replace(/[。；]+$/u, '')),
    round?.reviewFrom ? `材料覆盖时段：${monthText(round.reviewFrom)}至${monthText(asOf)}，此前情况未征集` : '',
  ].filter(Boolean);
  return lines.map((line, at) => paragraph(`${at + 1}．${line}。`));
}

function unresolvedText(view: EditionView): string {
  const found = view.items.flatMap((item) =>
    item.content
      .filter((record) => !isSmallCircle(record))
      .flatMap(({ clue }) => clue.persons)
      .filter((person) => isInvolved(person) && (person.masked || !person.name))
      .map((person) => `${item.label}被反映人“${personLabel(person, view.edition, view.own)}”`),
  );
  return found.length > 0 ? `未能对应到人员：${listed([...new Set(found)], 10, '人')}` : '';
}

function contradictionText(view: EditionView): string {
  const labels = view.items.filter((item) => compareSources(item, view).differing.length > 0).map(({ label }) => label);
  return labels.length > 0 ? `各来源说法不一的事项：${listed(labels, 20, '件')}` : '';
}

function missingText(view: EditionView): string {
  const none = (test: (record: BriefingRecord) => boolean): number =>
    view.items.filter(({ content }) => content.length > 0 && content.every(test)).length;
  const time = none(({ clue }) => !clue.occurFrom && !clue.occurTo);
  const person = none(({ clue }) => clue.persons.length === 0);
  const parts = [time > 0 ? `发生时间${time}件` : '', person > 0 ? `涉及人员${person}件` : ''].filter(Boolean);
  return parts.length > 0 ? `要素缺失的事项：${parts.join('、')}` : '';
}

/** 17 使用要求 */
export function rulesSection(view: EditionView): Block[] {
  const { config } = view.input;
  const knownTo = typeof config.knownTo === 'string' ? config.knownTo : config.knownTo[view.edition];
  const lines = [
    `本材料仅限${knownTo}知悉，不得扩大知悉范围，不得复制、摘抄、拍照，不得通过互联网和即时通信工具传递`,
    '与被巡察单位及有关人员存在回避情形的，应主动报告并停止阅看',
    '反映的情况未经核实，不得作为认定依据，不得向被巡察单位透露内容和来源，不得打听、追查反映人',
    `按份号登记领取和退回${config.returnBy ? `，${dayText(config.returnBy)}前退回` : '，撤点后五个工作日内退回'}`,
    ...(config.contact ? [`联系人：${config.contact}`] : []),
  ];
  return lines.map((line, at) => paragraph(`${at + 1}．${line}。`));
}

const WITHHELD_ANNEX = '本版不含此附件。';

/** 附件1–4. The meeting edition has the names of the unit only. */
export function annexesOf(view: EditionView): Section[] {
  const closed = view.edition === 'meeting';
  const annex = (no: number, title: string, blocks: Block[], empty: string): Section => ({
    no,
    title,
    blocks: blocks,
    ...(blocks.length === 0 ? { empty } : {}),
  });
  return [
    annex(1, '来源记录目录', closed ? [] : recordList(view), closed ? WITHHELD_ANNEX : '没有来源记录。'),
    annex(2, '印证关系表', closed ? [] : relationTable(view), closed ? WITHHELD_ANNEX : '没有由多条记录归并的事项。'),
    annex(3, '评分明细', closed ? [] : scoreTable(view), closed ? WITHHELD_ANNEX : '没有评分事项。'),
    annex(4, '单位名称沿革', namesTable(view), '没有登记曾用名和简称。'),
  ];
}

/** Numbers of petitions: anyone with the petition register could find the petitioner by them. */
function petitionNumbers(view: EditionView): Set<string> {
  const numbers = new Set<string>();
  for (const { department, sourceRecordId, clue } of view.records) {
    if (department === 'PET') numbers.add(sourceRecordId);
    for (const { kind, raw, norm } of clue.docNumbers) if (kind === 'PETITION') numbers.add(raw).add(norm);
    for (const { dept, raw, norm } of clue.externalRefs) if (dept === 'PET') numbers.add(raw).add(norm);
  }
  return numbers;
}

function recordList(view: EditionView): Block[] {
  const hidden = petitionNumbers(view);
  const statuses = codeTable('T16');
  const rows = view.records.map(({ department, sourceRecordId, receivedDate, clue }) => [
    departmentName(department),
    department === 'PET' || hidden.has(sourceRecordId) ? '不予列示' : sourceRecordId,
    recordDateText(clue, receivedDate),
    isLetter(clue) && clue.statementStatus === 'ALLEGED' ? '反映（未经核实）' : statuses.label(clue.statementStatus),
  ]);
  rows.sort((a, b) => {
    const left = a.join('\u0000');
    const right = b.join('\u0000');
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return rows.length > 0
    ? [
        table(
          { 序号: 1, 部门: 2, 编号: 4, 日期: 3, 状态: 3 },
          rows.map((row, at) => [String(at + 1), ...row]),
        ),
      ]
    : [];
}

function relationTable(view: EditionView): Block[] {
  const rows = view.items.filter(({ content }) => content.length > 1).flatMap((item) => originRows(item));
  const columns = { 事项: 2, 来源序号: 1, 提供部门: 4, 记录数: 1, 印证情况: 4, 最弱关联: 2 };
  return rows.length > 0 ? [table(columns, rows)] : [];
}

const DIMENSION_LABELS: Record<(typeof DIMENSIONS)[number], string> = {
  WHO: '人员',
  WHEN: '时间',
  WHERE: '地点单位',
  WHAT: '事实',
  AMT: '金额',
  EVID: '凭据',
  SRC: '来源',
};

/** Scores of every matter, both axes side by side, with the rule of order below. */
function scoreTable(view: EditionView): Block[] {
  if (view.items.length === 0) return [];
  const columns = {
    事项: 3,
    层级: 1,
    ...Object.fromEntries(DIMENSIONS.map((dim) => [`${DIMENSION_LABELS[dim]}`, 1])),
    调整: 1,
    可查性: 2,
    责任层级: 1,
    性质: 1,
    数额: 1,
    群众: 1,
    重复: 1,
    重要性: 2,
  };
  const rubric = view.items[0]?.matter;
  const key = keyItems(view).length;
  return [
    paragraph(RANKING_RULE),
    paragraph(
      `评分规则：可查性${rubric?.checkability.rubric}，重要性${rubric?.severity.rubric}；两项分值不合并。重点事项${key}件。`,
    ),
    table(columns, view.items.map(scoreRow)),
  ];
}

function scoreRow({ label, tier, matter }: ViewItem): string[] {
  const { checkability, severity } = matter;
  const points = DIMENSIONS.map((dim) => {
    const found = checkability.dimensions.find((each) => each.dim === dim);
    return found?.points === undefined ? '—' : String(found.points);
  });
  const adjustment = checkability.adjustments.reduce((sum, { points: each }) => sum + each, 0);
  return [
    label,
    String(tier),
    ...points,
    adjustment > 0 ? `+${adjustment}` : String(adjustment),
    `${checkability.score}（${checkability.grade}）`,
    ...[severity.person, severity.nature, severity.amount, severity.mass, severity.repetition, severity.score].map(
      String,
    ),
  ];
}

function namesTable(view: EditionView): Block[] {
  const { aliases } = view.input.unit;
  const rows = aliases.map(({ alias, kind, validFrom, validTo }) => [
    alias,
    kind ?? '—',
    validFrom ?? '—',
    validTo ?? '—',
  ]);
  const blocks: Block[] = rows.length > 0 ? [table({ 名称: 5, 类别: 2, 启用: 2, 停用: 2 }, rows)] : [];
  return [...blocks, ...historyLines(view).map((line) => paragraph(`${line}。`))];
}
