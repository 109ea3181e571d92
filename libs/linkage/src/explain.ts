import { csvRows, readProjectFile } from '#libs/kernel';
import type { Bar, Comparison } from './types.js';

const SENTENCES = new Map(
  csvRows(readProjectFile('libs/linkage/data/sentences.csv')).map((row) => [
    `${row.field}.${row.level}`,
    row.sentence ?? '',
  ]),
);

/** `+4.2`, `-1.0`: bits with one decimal and sign. */
export const formatBits = (bits: number): string => `${bits < 0 ? '' : '+'}${(bits / 100).toFixed(1)}`;

function sentenceOf({ field, level, ruleId }: Bar): string {
  return SENTENCES.get(`${field}.${level}`) ?? SENTENCES.get(`${field}.*`)?.replace('{level}', level) ?? ruleId;
}

/** One bar as a Chinese line: what was compared, how it came out and what it is worth. Quotes no content. */
export function explainBar(bar: Bar): string {
  return `${sentenceOf(bar)} ${formatBits(bar.bits)}`;
}

const REASONS = 3;

const texts = new Map<string, string>();

/** What speaks most for a pair, in few words: 金额一致；单位一致；行为表述一致. */
export function mainReasons({ bars }: Comparison): string {
  const most = bars
    .filter(({ bits }) => bits > 0)
    .sort((x, y) => y.bits - x.bits)
    .slice(0, REASONS);
  // Rules are few and edges many: one text for each choice of rules.
  const rules = most.map(({ ruleId }) => ruleId).join();
  let text = texts.get(rules);
  if (text === undefined) {
    text = most.map(sentenceOf).join('；');
    texts.set(rules, text);
  }
  return text;
}

/** Posterior probability of a score, 0–1. */
export const probability = (score: number): number => 1 / (1 + 2 ** (-score / 100));

/** The bars of a pair in order, then the total. */
export function explainPair(comparison: Comparison): string[] {
  return [
    ...comparison.bars.map(explainBar),
    `合计 ${formatBits(comparison.score)}（概率${(probability(comparison.score) * 100).toFixed(1)}%）`,
  ];
}
