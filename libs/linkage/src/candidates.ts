import type { Model } from './model.js';
import { indexOf } from './prepared.js';
import type { Epoch, SharedKey } from './types.js';

/** Whether a key still pairs records. `df` counts distinct fingerprints and is final. */
export const isLive = (df: number, model: Model): boolean => df <= model.cap;

/**
 * Whether two records are compared: a live structured, LSH or fingerprint key in common,
 * or enough rarity in common title grams or words. A floor of evidence and no "best k",
 * so that the answer is symmetric and independent of the other records' order.
 */
export function isCandidate(shared: readonly SharedKey[], epoch: Epoch, model: Model): boolean {
  const index = indexOf(epoch);
  let title = 0;
  let words = 0;
  for (const { level, df } of shared) {
    if (!isLive(df, model)) continue;
    if (level === 'K3') title += index.rarity(df);
    else if (level === 'K3W') words += index.rarity(df);
    else return true;
  }
  return title >= model.titleFloor || words >= model.wordFloor;
}
