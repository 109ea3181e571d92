import stringWidth from 'string-width';
import type { LinkReport } from '#libs/aggregation';
import type { Calibration, Difficulty, Quality, Threshold } from '#libs/evaluation';
import type { Ablation } from './ablate.js';
import type { Report } from './evaluate.js';
import type { Figures } from './figures.js';
import type { LabelledReport } from './own-data.js';

const DIFFICULTY_LABELS: Record<Difficulty, string> = {
  forwarded: '逐级转办',
  retyped: '重新录入',
  massCopy: '一信多投',
  repeat: '重复来信',
  formLetter: '同一模板换地点',
  namesake: '同名不同人',
  sameOfficial: '同一人另有其事',
  sameThing: '同一地点另有其事',
  alias: '单位别称',
  reorganised: '改革前旧称',
  masked: '姓名隐去',
  partialDate: '时间不全',
  wrongDate: '时间有误',
  roundedAmount: '金额约数',
  splitAmount: '金额分列',
  typo: '错字',
  homophone: '同音名字',
  emptyField: '字段空缺',
  noUnit: '未写单位',
};

const figure = (value: number): string => value.toFixed(4);
const row = (label: string, { p, r, f1 }: Quality): string =>
  `  ${label}${' '.repeat(Math.max(1, 16 - stringWidth(label)))}${figure(p)}  ${figure(r)}  ${figure(f1)}\n`;

/** The figures as lines of at most 80 columns. */
export function figuresText(figures: Figures): string {
  const { auto, blocking, units, baselines } = figures;
  return [
    '                  准确率  召回率  F1\n',
    row('记录对', figures.pairwise),
    figures.bcubed ? row('B³', figures.bcubed) : '',
    figures.origins ? row('来源', figures.origins) : '',
    '对照（同一批边）\n',
    row('连通分量', baselines.connectedComponents),
    row('贪心最优匹配', baselines.greedy),
    `自动归并：准确率 ${figure(auto.precision)}，单侧 95% 下限 ${figure(auto.wilsonLow)}，${auto.n} 对\n`,
    `候选：召回率 ${figure(blocking.recall)}，每条记录 ${blocking.candidatesPerRecord.toFixed(1)} 对\n`,
    units ? `单位：首选正确率 ${figure(units.top1)}，对应率 ${figure(units.coverage)}\n` : '',
    `说明条目与分值不符：${figures.barErrors} 对\n`,
  ].join('');
}

/** The whole report of an evaluation. */
export function reportText(report: Report): string {
  const shares = Object.entries(report.difficulties).map(
    ([difficulty, share]) => `  ${DIFFICULTY_LABELS[difficulty as Difficulty]} ${(100 * share).toFixed(1)}%\n`,
  );
  return [
    `记录 ${report.records} 条，种子 ${report.seed}，题材 ${report.families === 'test' ? '测试' : '调参'}，用时 ${report.seconds} 秒\n`,
    figuresText(report),
    `换序差距：${figure(report.orderGap)}；撤销后完全还原：${report.undoExact ? '是' : '否'}\n`,
    '难点占比\n',
    ...shares,
  ].join('');
}

/** The figures over labelled records of the hub's own data. */
export function labelledText(report: LabelledReport): string {
  const unknown = report.unknown > 0 ? `，另有 ${report.unknown} 行对不上记录` : '';
  return `标注 ${report.labelled} 项${unknown}，用时 ${report.seconds} 秒\n${figuresText(report)}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
const bits = (score: number): string => (Number.isFinite(score) ? `${(score / 100).toFixed(2)} 比特` : '高于所有标注');

const seenText = ({ pairs, share, low, high }: Threshold): string =>
  `${pairs} 对，属同一事项 ${percent(share)}（单侧 95% 界 ${percent(low)}–${percent(high)}）\n`;

/** Thresholds as an officer reads them. */
export function calibrationText(found: Calibration & { labelled: number; unknown: number }): string {
  return [
    `标注 ${found.labelled} 对\n`,
    `自动归并门槛 ${bits(found.auto.score)}：及以上 ${seenText(found.auto)}`,
    `人工核对下限 ${bits(found.review.score)}：以下 ${seenText(found.review)}`,
    '门槛写入 libs/linkage/data 的模型文件后，须重新归并\n',
  ].join('');
}

/** One line for each thing taken away: precision, recall and F1 of pairs, F1 of origins. */
export function ablationText(rows: readonly Ablation[]): string {
  const lines = rows.map(({ name, matters, origins }) => `${row(name, matters).trimEnd()}  ${figure(origins.f1)}\n`);
  return ['                  准确率  召回率  F1      来源F1\n', ...lines].join('');
}

/** What a new epoch changed in the matters. */
export function epochText({ records, matters, events }: LinkReport): string {
  const changed = Object.entries(CHANGES).flatMap(([kind, word]) => {
    const count = events[kind as keyof typeof CHANGES];
    return count > 0 ? [`${word}${count}`] : [];
  });
  const difference = changed.length > 0 ? changed.join('，') : '与原来一致';
  return `已按新一期词频表归并 ${records} 条记录，共 ${matters} 个事项：${difference}\n`;
}

const CHANGES = {
  created: '新出现',
  merged: '合并',
  split: '拆分',
  grew: '增加记录',
  shrank: '减少记录',
  moved: '记录移动',
  renamed: '换编号',
  retired: '消失',
} as const;
