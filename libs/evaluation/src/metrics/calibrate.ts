import { AppError } from '#libs/kernel';
import { fewestHits, wilson } from './wilson.js';

/** A scored pair and an officer's word on it. `score` in 1/100 bit. */
export interface LabelledScore {
  score: number;
  same: boolean;
}

/** A threshold and what was seen on the side that it stands for. */
export interface Threshold {
  /** 1/100 bit. */
  score: number;
  /** Pairs on that side, and the share of them that is one matter with its one-sided 95 % bounds. */
  pairs: number;
  share: number;
  low: number;
  high: number;
}

export interface Calibration {
  /** Lowest score from which the lower bound of precision is at least {@link AUTO_PRECISION}. */
  auto: Threshold;
  /** Score below which less than {@link REVIEW_SHARE} of the pairs are one matter; the figures are of the pairs below. */
  review: Threshold;
}

export const AUTO_PRECISION = 0.99;
export const REVIEW_SHARE = 0.05;
/** Pairs that an officer held for different: with fewer nothing can be said of the lower end. */
const FEWEST_DIFFERENT = 50;

function tooFew(message: string): AppError {
  return new AppError('E-LABELS-FEW', 'invalid', message, '继续标注后重试；标注应覆盖高分、中间和低分的记录对');
}

function seen(score: number, labels: readonly LabelledScore[]): Threshold {
  const hits = labels.filter(({ same }) => same).length;
  const { low, high } = wilson(hits, labels.length);
  return { score, pairs: labels.length, share: labels.length === 0 ? 0 : hits / labels.length, low, high };
}

/** Share of true pairs by score, made to rise with the score (pool adjacent violators). Scores ascending. */
function risingShares(labels: readonly LabelledScore[]): { from: number; share: number }[] {
  const blocks: { from: number; hits: number; n: number }[] = [];
  for (const { score, same } of labels) {
    const last = blocks.at(-1);
    if (last?.from === score) {
      last.hits += same ? 1 : 0;
      last.n++;
    } else blocks.push({ from: score, hits: same ? 1 : 0, n: 1 });
  }
  const risen: typeof blocks = [];
  for (const block of blocks) {
    risen.push({ ...block });
    for (;;) {
      const [before, after] = [risen.at(-2), risen.at(-1)];
      if (!before || !after || before.hits / before.n < after.hits / after.n) break;
      before.hits += after.hits;
      before.n += after.n;
      risen.pop();
    }
  }
  return risen.map(({ from, hits, n }) => ({ from, share: hits / n }));
}

/**
 * Thresholds from officers' labels.
 * @throws AppError `E-LABELS-FEW` where the labels cannot carry them
 */
export function calibrate(labels: readonly LabelledScore[]): Calibration {
  const needed = fewestHits(AUTO_PRECISION);
  const same = labels.filter((label) => label.same).length;
  const different = labels.length - same;
  if (same < needed || different < FEWEST_DIFFERENT)
    throw tooFew(
      `标注不足：“同一事项”${same} 对、“不同事项”${different} 对；至少需要 ${needed} 对和 ${FEWEST_DIFFERENT} 对`,
    );
  const ascending = [...labels].sort((x, y) => x.score - y.score);
  return { auto: autoOf(ascending), review: reviewOf(ascending) };
}

function autoOf(ascending: readonly LabelledScore[]): Threshold {
  let hits = 0;
  let lowest: number | undefined;
  for (let at = ascending.length - 1, n = 1; at >= 0; at--, n++) {
    const { score, same } = ascending[at] as LabelledScore;
    hits += same ? 1 : 0;
    // Pairs of one score stand on one side of a threshold.
    if (ascending[at - 1]?.score !== score && wilson(hits, n).low >= AUTO_PRECISION) lowest = score;
  }
  if (lowest === undefined)
    throw tooFew(`任何分值以上的准确率下限都达不到 ${AUTO_PRECISION * 100}%，不能设定自动归并的门槛`);
  const from = lowest;
  return seen(
    from,
    ascending.filter(({ score }) => score >= from),
  );
}

function reviewOf(ascending: readonly LabelledScore[]): Threshold {
  const floor = risingShares(ascending).find(({ share }) => share >= REVIEW_SHARE)?.from ?? Number.POSITIVE_INFINITY;
  return seen(
    floor,
    ascending.filter(({ score }) => score < floor),
  );
}
