import { codeTable } from '#libs/contracts';
import { heading, paragraph, table } from './blocks.js';
import { compareSources, independence } from './compare.js';
import type { EditionView, ViewItem } from './edition-view.js';
import { adjustedText, matterLine, originsOf } from './matter-line.js';
import type { Block } from './packet.js';
import { INTERVIEW_OUTLINE, startsWithPapers, suggestionFor } from './suggest.js';
import { chineseNumber, departmentName, listed } from './wording.js';

export const keyItems = (view: EditionView): ViewItem[] => view.items.filter(({ tier }) => tier <= 2);

const ofTier = (view: EditionView, ...tiers: number[]): ViewItem[] =>
  view.items.filter(({ tier }) => tiers.includes(tier));

/** 6 相互印证事项 and 7 重点线索: the line of each matter and a table where sources differ. Titles only for the meeting. */
export function keySection(view: EditionView, tier: 1 | 2): Block[] {
  const items = ofTier(view, tier);
  if (view.edition === 'meeting') return items.length > 0 ? [titleTable(items)] : [];
  return items.flatMap((item, at) => {
    const number = items.length < 100 ? `（${chineseNumber(at + 1)}）` : '';
    const blocks: Block[] = [heading(`${number}【${item.label}】${item.title}`), paragraph(matterLine(item, view))];
    const { differing } = compareSources(item, view);
    if (differing.length > 0)
      blocks.push(table({ 要素: 2, 来源: 2, 说法: 8 }, differing, { left: ['说法'], caption: '各来源说法不一之处' }));
    return blocks;
  });
}

const titleTable = (items: readonly ViewItem[]): Block =>
  table(
    { 事项: 2, 题名: 9, 可查性: 2 },
    items.map(({ label, title, matter }) => [label, title, matter.checkability.grade]),
    { left: ['题名'] },
  );

/** 8 一般线索与参考信息: one line each; grade D by theme; cleared and counted matters as the edition may show them. */
export function generalSection(view: EditionView): Block[] {
  const general = ofTier(view, 3, 4);
  const reference = ofTier(view, 5);
  const blocks: Block[] = [];
  if (general.length > 0) blocks.push(view.edition === 'meeting' ? titleTable(general) : generalTable(general));
  if (reference.length > 0) blocks.push(referenceTable(reference, view));
  if (view.cleared.length > 0)
    blocks.push(
      view.edition === 'leader'
        ? table(
            { 事项: 3, 情况: 9 },
            view.cleared.map((item) => [item.label, clearedText(item)]),
            {
              left: ['情况'],
              caption: '已了结澄清事项（不再提出）',
            },
          )
        : paragraph(`经核查不属实、已了结的事项${view.cleared.length}件，不再列出。`),
    );
  if (view.counted.length > 0)
    blocks.push(paragraph(`另有仅供统计或以纸质渠道提供的事项${view.counted.length}件，不列内容。`));
  return blocks;
}

const clearedText = (item: ViewItem): string => {
  const departments = [...new Set(item.records.map(({ department }) => departmentName(department)))].join('、');
  return `${codeTable('T14').label(item.domain)}领域，曾有反映，经核查不属实，已了结（${departments}）`;
};

const sourcesOf = (item: ViewItem): string =>
  [...new Set(item.content.map(({ department }) => departmentName(department)))].join('、');

const row = (item: ViewItem): string[] => [
  item.label,
  item.title + adjustedText(item),
  `${item.matter.checkability.grade}，${item.matter.checkability.score}`,
  String(item.matter.severity.score),
  sourcesOf(item),
];

const generalTable = (items: readonly ViewItem[]): Block =>
  table({ 事项: 3, 题名: 9, 可查性: 2, 重要性: 2, 来源: 3 }, items.map(row), { left: ['题名'], caption: '一般线索' });

function referenceTable(items: readonly ViewItem[], view: EditionView): Block {
  const domains = codeTable('T14');
  const sorted = [...items].sort((a, b) => domains.sort(a.domain) - domains.sort(b.domain));
  const rows = sorted.map((item) =>
    view.edition === 'meeting'
      ? [domains.label(item.domain), item.label, item.title]
      : [domains.label(item.domain), ...row(item)],
  );
  const columns: Record<string, number> =
    view.edition === 'meeting'
      ? { 主题: 3, 事项: 2, 题名: 9 }
      : { 主题: 3, 事项: 3, 题名: 8, 可查性: 2, 重要性: 2, 来源: 3 };
  return table(columns, rows, { left: ['题名'], caption: '参考信息（可查性D级，仅供参考）' });
}

/** 14 谈话与方法建议: per key matter whom to ask what, which papers, which methods; then the outline for all talks. */
export function adviceSection(view: EditionView): Block[] {
  if (view.edition === 'meeting') return [];
  const items = keyItems(view);
  if (items.length === 0) return [];
  const methods = codeTable('methods');
  const used = new Set(items.flatMap(({ domain }) => suggestionFor(domain).methods.map(({ code }) => code)));
  return [
    heading('（一）分事项建议'),
    table({ 事项: 2, 谈话对象: 3, 开放式问题: 5, 调阅资料: 4, 其他方式: 4 }, items.map(adviceRow), {
      left: ['谈话对象', '开放式问题', '调阅资料', '其他方式'],
    }),
    heading('（二）谈话提纲'),
    { type: 'list', items: INTERVIEW_OUTLINE.map((text, at) => `${at + 1}．${text}。`) },
    paragraph(
      `方式编号：M06${methods.label('M06')}；${[...used]
        .sort()
        .map((code) => `${code}${methods.label(code)}`)
        .join('；')}。`,
    ),
  ];
}

function adviceRow(item: ViewItem): string[] {
  const { talk, questions, pull, methods } = suggestionFor(item.domain);
  return [
    item.label,
    talk.join('、') + (startsWithPapers(item) ? '（不宜首先接触被反映人）' : ''),
    questions.map((text) => `${text}？`).join(''),
    `${pull.join('、')}（M06）`,
    methods.map(({ code, how }) => `${how}（${code}）`).join('；'),
  ];
}

/** 15 避让提示, for the leader alone: one line each, no content and no names. */
export const avoidSection = (view: EditionView): Block[] =>
  view.avoided.map(({ records }, at) => {
    const departments = listed([...new Set(records.map(({ department }) => departmentName(department)))], 6, '个');
    const from = departments ? `（${departments}提供）` : '';
    return paragraph(
      `${at + 1}．避让事项${at + 1}${from}：该事项由有关机关办理中，巡察期间不主动了解、不找相关人员核实。`,
    );
  });

/** 1 综合提示: at most five lines, the sharpest first. */
export function summarySection(view: EditionView, lines: readonly (string | undefined)[]): Block[] {
  const corroborated = ofTier(view, 1);
  const first = view.items.filter(({ matter, tier }) => matter.severity.firstLeader && tier !== 1);
  const key = ofTier(view, 2).filter(({ matter }) => !matter.severity.firstLeader);
  const name = (items: readonly ViewItem[]): string =>
    items
      .slice(0, 3)
      .map(({ label, title, matter }) => `${title}（${label}，可查性${matter.checkability.grade}）`)
      .join('；');
  const more = (items: readonly ViewItem[]): string => (items.length > 3 ? `等${items.length}件` : '');
  const all = [
    corroborated.length > 0 ? `相互印证：${name(corroborated)}${more(corroborated)}` : undefined,
    first.length > 0 ? `涉及主要负责人：${name(first)}${more(first)}` : undefined,
    key.length > 0 ? `重点线索：${name(key)}${more(key)}` : undefined,
    ...lines,
  ].filter((line) => line !== undefined);
  return all.slice(0, 5).map((line, at) => paragraph(`${at + 1}．${line}。`));
}

/** Origins of a matter for annex 2. */
export function originRows(item: ViewItem): string[][] {
  return originsOf(item).map((records, at) => [
    item.label,
    String(at + 1),
    [...new Set(records.map(({ department }) => departmentName(department)))].join('、'),
    String(records.length),
    at === 0 ? independence(item) : '',
    at === 0 && item.matter.weakestPair !== undefined ? item.matter.weakestPair.toFixed(2) : '',
  ]);
}
