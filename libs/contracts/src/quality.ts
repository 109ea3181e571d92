import type { Grade } from './vocabulary.js';

/** Dimensions of CHK-1.0 in rubric order. */
export const DIMENSIONS = ['WHO', 'WHEN', 'WHERE', 'WHAT', 'AMT', 'EVID', 'SRC'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** One dimension's result. `points` is undefined where the dimension does not apply (amount of a matter without money). */
export interface DimensionScore {
  dim: Dimension;
  points?: number;
  max: number;
  /** Chinese, says why this level; quotes no content beyond field names and codes. */
  reason: string;
  evidenceField?: string;
  ruleId: string;
}

export interface Adjustment {
  ruleId: string;
  points: number;
  reason: string;
}

/** What would raise the score most: `text` is Chinese and addressed to the department. */
export interface Supplement {
  dim: Dimension;
  gain: number;
  text: string;
}

/** Gate that overrides the grade: X cleared without new facts, O out of scope, R rejected for authority, S secret stub. */
export type Gate = 'X' | 'O' | 'R' | 'S';

/** Result of CHK-1.0. `base` is before adjustments, `score` after, both 0–100. */
export interface Checkability {
  rubric: string;
  base: number;
  score: number;
  grade: Grade;
  gate?: Gate;
  dimensions: DimensionScore[];
  adjustments: Adjustment[];
  /** All supplements, most points first, ties in rubric order. A receipt prints the first three. */
  missing: Supplement[];
}

/** Result of SEV-1.0, parts add up to `score` (0–100). */
export interface Severity {
  rubric: string;
  score: number;
  level: 'HIGH' | 'MEDIUM' | 'LOW';
  person: number;
  nature: number;
  amount: number;
  mass: number;
  repetition: number;
  firstLeader: boolean;
}
