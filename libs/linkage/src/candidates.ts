import type { Model } from './model.js';
import type { Key } from './types.js';

/** Whether a key still pairs records. `carriers` counts the records that stand for distinct contents. */
export const isLive = (carriers: number, model: Model): boolean => carriers <= model.cap;

/** What two records have in common by their live keys. */
export interface Evidence {
  /** Rarity of common title grams, 1/100 bit. */
  title: number;
  /** Rarity of common words, 1/100 bit. */
  words: number;
  /** A structured, LSH or fingerprint key in common. */
  hard: boolean;
  /** A number, band or fingerprint in common: they may be one letter. */
  close: boolean;
}

export const noEvidence = (): Evidence => ({ title: 0, words: 0, hard: false, close: false });

const CLOSE = new Set<Key['level']>(['K0', 'LSH', 'FP']);

/** Counts one live key that both have. Numbers pair by a rule of their own. */
export function addEvidence(evidence: Evidence, { level, rarity }: Key): void {
  if (level === 'K3') evidence.title += rarity;
  else if (level === 'K3W') evidence.words += rarity;
  else if (level !== 'NUM') {
    evidence.hard = true;
    evidence.close ||= CLOSE.has(level);
  }
}

/**
 * Whether two records are compared: a live structured, LSH or fingerprint key in common, or enough rarity in common
 * title grams or words. A floor of evidence and no "best k", so that the answer is symmetric and independent of the
 * other records' order.
 */
export const isCandidate = ({ title, words, hard }: Evidence, model: Model): boolean =>
  hard || title >= model.titleFloor || words >= model.wordFloor;
