import stringWidth from 'string-width';
import type {
  ActPreview,
  MatterExplanation,
  RecordCard,
  ReviewItem,
  StaleWord,
  Waterfall,
  WhyNotView,
} from '#libs/aggregation';
import { shorten } from './receipt-table.js';

/** Chinese lines, at most 80 columns wide, for what officers are asked and told. */

const WIDTH = 80;

/** `+4.2`, with one decimal and sign. */
const bits = (value: number): string => `${value < 0 ? '' : '+'}${(value / 100).toFixed(1)}`;
const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const padded = (text: string, width: number): string =>
  `${shorten(text, width)}${' '.repeat(Math.max(0, width - stringWidth(shorten(text, width))))}`;
const clipped = (text: string): string => shorten(text, WIDTH);

/** `DIS QJ2023-0087`. */
export type NameOf = (recordId: string) => string;

export const namesOf = (cards: readonly RecordCard[]): NameOf => {
  const names = new Map(cards.map((card) => [card.recordId, `${card.department} ${shorten(card.sourceRecordId, 24)}`]));
  return (recordId) => names.get(recordId) ?? recordId.slice(0, 8);
};

const HIDDEN = '（知悉范围受限，不在此显示）';

function cardLines(label: string, card: RecordCard): string[] {
  const facts = [
    card.units?.join('、'),
    card.amount ? `金额 ${card.amount}` : '',
    card.time ? `时间 ${card.time}` : '',
    card.receivedDate ? `收件 ${card.receivedDate}` : '',
  ].filter(Boolean);
  return [
    `  ${label} ${card.department}/${card.sourceRecordId}（第${card.version}版）`,
    `    ${card.restricted ? HIDDEN : (card.title ?? '')}`,
    ...(facts.length > 0 ? [`    ${facts.join('，')}`] : []),
  ].map(clipped);
}

const KINDS: Readonly<Record<string, string>> = {
  REVIEW: '是否同一事项',
  AUTO: '抽查：已自动归并的一对',
  DISTINCT: '抽查：未归并的一对',
};

/** One question. Blind, only what the records say. */
export function itemLines(item: ReviewItem, no: number): string[] {
  const title = item.kind === undefined ? '这两条记录反映的是否同一事项' : (KINDS[item.kind] ?? '');
  const lines = [`${no}. ${title}`, ...cardLines('甲', item.a), ...cardLines('乙', item.b)];
  if (item.matters === undefined) return [...lines, ...answers(item)];
  const sides = item.matters.map(({ matterId, records }) => `${matterId.slice(0, 8)}（${records} 条）`).join(' 与 ');
  lines.push(clipped(`  事项 ${sides}，最弱一对 ${bits(item.weakest ?? 0)}`));
  lines.push(
    `  最强一对 ${bits(item.score ?? 0)}（概率${percent(item.probability ?? 0)}），价值 ${(item.value ?? 0).toFixed(2)}`,
  );
  lines.push(...(item.bars ?? []).map((line) => clipped(`    ${line}`)));
  return [...lines, ...answers(item)];
}

function answers({ kind, matters, a, b }: ReviewItem): string[] {
  const [left, right] = (matters ?? []).map(({ matterId }) => matterId.slice(0, 8));
  const byMatter = kind === 'REVIEW' && right !== undefined;
  const [same, other, of] = byMatter
    ? ['merge', 'apart', `${left} ${right}`]
    : ['must', 'cannot', `${a.recordId}\n        ${b.recordId}`];
  return [`  答：hub review decide ${same}|${other}|unsure`, `        ${of}`, '        --officer 姓名 --reason 理由'];
}

const ACTS: Readonly<Record<string, string>> = {
  confirm: '确认事项',
  split: '拆分事项',
  merge: '合并事项',
  apart: '认定为两个事项',
  unsure: '尚不能确定',
  must: '认定两条记录同一事项',
  cannot: '认定两条记录不是同一事项',
  undo: '撤销',
};
const WORDS: Readonly<Record<string, string>> = {
  MUST: '同一',
  CANNOT: '不同',
  UNSURE: '存疑',
  REVOKE: '撤回',
};

/** What an act changes. */
export function previewLines(preview: ActPreview): string[] {
  const nameOf = namesOf(preview.records);
  const { before, after } = preview.change;
  const clusters = (label: string, list: typeof before): string[] =>
    list.flatMap(({ matterId, members, origins }) => [
      `  ${label} 事项 ${matterId.slice(0, 8)}：记录 ${members.length} 条，独立来源 ${origins} 处`,
      ...members.map((id) => clipped(`      ${nameOf(id)}`)),
    ]);
  const units = preview.units.map(({ name, before: was, after: is }) => clipped(`  ${name}：事项 ${was} → ${is} 个`));
  return [
    `${ACTS[preview.act] ?? preview.act}：写入 ${preview.words.length} 条决定`,
    ...preview.words.map(({ a, b, kind, score }) =>
      clipped(`  ${WORDS[kind] ?? kind} ${nameOf(a)} ～ ${nameOf(b)}${score === undefined ? '' : ` ${bits(score)}`}`),
    ),
    ...(before.length + after.length === 0 ? ['事项没有变化'] : [...clusters('前', before), ...clusters('后', after)]),
    ...units,
    ...(preview.needsSecond ? ['注意：独立来源数会增加，须有第二名人员复核（--second）'] : []),
    ...(preview.fulfilled ? [] : ['注意：已有的决定挡着，这一决定达不到目的；用 hub review history 查看']),
    ...preview.conflicts.map(({ a, b }) => clipped(`注意：与已有决定矛盾 ${nameOf(a)} ～ ${nameOf(b)}`)),
    ...(preview.pending > 0 ? [`另有 ${preview.pending} 条记录尚未归并，未计在内`] : []),
  ];
}

/** Bars of one pair: what each is worth and the sum so far. */
export function waterfallLines({ a, b, bars, score, probability, relation }: Waterfall, nameOf: NameOf): string[] {
  let sum = 0;
  return [
    clipped(`  ${nameOf(a)} ～ ${nameOf(b)}`),
    ...bars.map(({ sentence, bits: value }) => {
      sum += value;
      const words = sentence.replace(/ [+-]\d+\.\d$/u, '');
      return `    ${padded(words, 52)}${bits(value).padStart(7)}${bits(sum).padStart(8)}`;
    }),
    `    ${padded(`合计（概率${percent(probability)}，${RELATIONS[relation] ?? relation}）`, 52)}${bits(score).padStart(7)}`,
  ];
}

const RELATIONS: Readonly<Record<string, string>> = {
  AUTO: '可自动归并',
  REVIEW: '须人工判断',
  RELATED: '有关联',
  DISTINCT: '不同事项',
};

const SHOWN_PAIRS = 6;

export function explanationLines(found: MatterExplanation): string[] {
  const nameOf = namesOf(found.records);
  const group = (ids: readonly string[]): string => ids.map(nameOf).join('，');
  const lines = [
    `事项 ${found.matterId}`,
    `  记录 ${found.records.length} 条，独立来源 ${found.independentOrigins} 处`,
    ...found.records.flatMap((card, at) => cardLines(`${at + 1}.`, card)),
  ];
  if (found.given.length > 0) lines.push('', '先归在一起的（不看得分）：');
  for (const { records, reasons } of found.given) {
    lines.push(clipped(`  ${group(records)}`));
    for (const { a, b, kind, reason } of reasons)
      lines.push(clipped(`    ${nameOf(a)} ～ ${nameOf(b)}：${kind === 'ORIGIN' ? '同一来源，' : ''}${reason}`));
  }
  if (found.steps.length > 0) lines.push('', '依次归并：');
  for (const [at, { left, right, link, best, weakest }] of found.steps.entries())
    lines.push(
      clipped(`  ${at + 1}. ${group(left)}`),
      clipped(`     ＋ ${group(right)}`),
      `     平均 ${bits(link)}，最强 ${bits(best.score)}，最弱 ${bits(weakest.score)}`,
    );
  if (found.weakest) {
    const { a, b, score } = found.weakest;
    lines.push('', clipped(`最弱的一对 ${bits(score)}：${nameOf(a)} ～ ${nameOf(b)}`));
  }
  if (found.pairs.length > 0) lines.push('', '关键的对（比特，累计）：');
  for (const pair of found.pairs.slice(0, SHOWN_PAIRS)) lines.push(...waterfallLines(pair, nameOf));
  const more = found.pairs.length - SHOWN_PAIRS;
  if (more > 0) lines.push(`  另有 ${more} 对，见 --json`);
  return lines;
}

export function whyNotLines(found: WhyNotView): string[] {
  const nameOf = namesOf(found.records);
  const [left, right] = found.matters;
  const { a, b } = found.weakest;
  const lines = [
    `事项 ${left}`,
    ` 与 ${right} 没有归并`,
    `  两组平均 ${bits(found.link)}，归并线 ${bits(found.needed)}`,
    clipped(`  最弱的一对 ${bits(found.weakest.score)}：${nameOf(a)} ～ ${nameOf(b)}`),
    '',
    '最强的一对（比特，累计）：',
    ...waterfallLines(found.best, nameOf),
    '',
    '挡在中间的：',
  ];
  for (const { sentence, a: first, b: second } of found.obstacles) {
    lines.push(clipped(`  ${sentence}`));
    if (first !== undefined && second !== undefined) lines.push(clipped(`    ${nameOf(first)} ～ ${nameOf(second)}`));
  }
  if (found.obstacles.length === 0) lines.push('  没有；两个事项尚未被放在一起比较');
  lines.push('', '怎样才会不同（最强的一对）：');
  for (const { words, score, relation } of found.changes)
    lines.push(
      clipped(`  ${padded(`若${words}一致`, 36)}${bits(score).padStart(7)}  ${RELATIONS[relation] ?? relation}`),
    );
  if (found.together)
    lines.push(clipped(`  ${found.together.words}都一致，即自动归并（${bits(found.together.score)}）`));
  else lines.push('  上述各项都一致也不会自动归并，只能由人工决定');
  lines.push(clipped(`  人工决定：hub review decide merge ${left.slice(0, 8)} ${right.slice(0, 8)} …`));
  return lines;
}

const FIELDS: Readonly<Record<string, string>> = {
  unit: '单位',
  person: '人员',
  idHash: '身份证号摘要',
  number: '编号',
  contract: '合同号',
  topic: '领域或性质',
  time: '时间',
  amount: '金额',
  body: '正文',
  title: '标题',
  words: '用词',
  thing: '名称',
  act: '行为',
  channel: '渠道',
};

export const staleLines = ({ word, fields, scoreThen, scoreNow }: StaleWord): string[] => [
  `${WORDS[word.kind] ?? word.kind} ${word.a}`,
  `  ～ ${word.b}`,
  clipped(
    `  变了：${fields.map((field) => FIELDS[field] ?? field).join('、')}；得分 ${bits(scoreThen)} → ${bits(scoreNow)}；决定人 ${word.officer}`,
  ),
];

export const wordText = (kind: string): string => WORDS[kind] ?? kind;
export const actText = (act: string): string => ACTS[act] ?? act;
