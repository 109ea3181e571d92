import type { Dimension, DimensionScore, Supplement } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';

/** Name and version of the rubric of checkability; part of every rule id. */
export const CHECKABILITY_RUBRIC = 'CHK-1.0';

/** Most points of each dimension; they add up to 100. */
export const DIMENSION_MAX: Readonly<Record<Dimension, number>> = {
  WHO: 20,
  WHEN: 12,
  WHERE: 10,
  WHAT: 18,
  AMT: 10,
  EVID: 18,
  SRC: 12,
};

/** A dimension's result with what would raise it, as long as results are still compared. */
export interface Level {
  score: DimensionScore;
  supplement?: Supplement;
}

interface RubricRow {
  dim: Dimension;
  points: number;
  reason: string;
  supplement: string;
  raisesTo: number;
}

/** Levels by `DIM.LEVEL`, from `libs/scoring/data/rubric.csv`. */
const ROWS: ReadonlyMap<string, RubricRow> = new Map(
  csvRows(readProjectFile('libs/scoring/data/rubric.csv')).map((row) => [
    `${row.dim}.${row.level}`,
    {
      dim: row.dim as Dimension,
      points: Number(row.points),
      reason: row.reason ?? '',
      supplement: row.supplement ?? '',
      raisesTo: Number(row.raisesTo),
    },
  ]),
);

/**
 * The result for the level `name` (`DIM.LEVEL`) of the rubric.
 * `field` names the part of the clue that showed it, `ask` replaces the rubric's general wording of the supplement.
 * Throws for a level that the rubric does not have: a fault of this library, never of the data.
 */
export function level(name: string, field?: string, ask?: string): Level {
  const row = ROWS.get(name);
  if (!row) throw new RangeError(`no such level: ${name}`);
  const { dim, points, reason } = row;
  const score: DimensionScore = {
    dim,
    points,
    max: DIMENSION_MAX[dim],
    reason,
    ruleId: `${CHECKABILITY_RUBRIC}/${name}`,
  };
  if (field) score.evidenceField = field;
  if (!row.supplement) return { score };
  return { score, supplement: { dim, gain: row.raisesTo - points, text: ask ?? row.supplement } };
}

/** The result of a dimension that does not apply: no points, and the others are rescaled to 100. */
export function notApplicable(dim: Dimension, reason: string): Level {
  return { score: { dim, max: DIMENSION_MAX[dim], reason, ruleId: `${CHECKABILITY_RUBRIC}/${dim}.NA` } };
}
