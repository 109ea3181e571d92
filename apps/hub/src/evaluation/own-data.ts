import type { Hub } from '#libs/embedded';
import { type Calibration, calibrate } from '#libs/evaluation';
import { stopwatch } from '#libs/kernel';
import { buildEpoch, comparePair, MODEL_1 } from '#libs/linkage';
import type { Figures } from './figures.js';
import { labelledPairs, readLabels } from './labels.js';
import { readLinked } from './linked-hub.js';
import { measure } from './measure.js';

export type LabelledReport = Figures & {
  /** Labelled records or pairs that were measured, and rows that name no record of this hub. */
  labelled: number;
  unknown: number;
  seconds: number;
};

/** Measures what this hub made of its own records, over those that officers labelled. */
export async function evaluateLabelled(hub: Hub, path: string): Promise<LabelledReport> {
  const elapsed = stopwatch();
  const { truth, unknown } = await readLabels(hub, path);
  const features = await hub.aggregator.linker.features();
  const arrival = features.map(({ recordId }) => recordId);
  const figures = measure(features, await readLinked(hub), truth, arrival);
  const labelled = truth.matters?.size ?? truth.pairs?.length ?? 0;
  return { ...figures, labelled, unknown, seconds: Math.round(elapsed() / 100) / 10 };
}

/** Thresholds from officers' labels on this hub's own records. */
export async function calibrateLabelled(
  hub: Hub,
  path: string,
): Promise<Calibration & { labelled: number; unknown: number }> {
  const { truth, unknown } = await readLabels(hub, path);
  const features = await hub.aggregator.linker.features();
  const byId = new Map(features.map((item) => [item.recordId, item]));
  const epoch = buildEpoch(features, MODEL_1);
  const scores = labelledPairs(truth).flatMap(({ a, b, same }) => {
    const [x, y] = [byId.get(a), byId.get(b)];
    return x && y ? [{ score: comparePair(x, y, epoch, MODEL_1).score, same }] : [];
  });
  return { ...calibrate(scores), labelled: scores.length, unknown };
}
