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

/** One bar as a Chinese line: what was compared, how it came out and what it is worth. Quotes no content. */
export function explainBar(bar: Bar): string {
  const sentence =
    SENTENCES.get(`${bar.field}.${bar.level}`) ?? SENTENCES.get(`${bar.field}.*`)?.replace('{level}', bar.level);
  return `${sentence ?? bar.ruleId} ${formatBits(bar.bits)}`;
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
