import type { Clue } from '#libs/contracts';
import { gateOf } from './checkability.js';

/** Codes of T20. */
export type ExclusionCode = 'X1' | 'X2' | 'X3' | 'X4' | 'X5' | 'X6' | 'X7' | 'X8' | 'X9';

/** What decides an exclusion beside the record itself. */
export interface ExclusionFacts {
  withdrawn?: boolean;
  /** The same content came before under another number of the same department. */
  duplicate?: boolean;
  /** False when the registry could not tell which unit is meant. */
  unitResolved?: boolean;
  /** Sent back for supplements that never came. */
  supplementOverdue?: boolean;
  /** The record brings facts that the clearance did not cover. */
  newFacts?: boolean;
  /** Review period of the round, both inclusive. Without a round no record is too old. */
  reviewFrom?: string;
  reviewTo?: string;
  /** The person still holds an important post: older matters stay. */
  m3?: boolean;
}

/** Neither the event nor the report lies in the review period. */
function outsidePeriod(clue: Clue, facts: ExclusionFacts): boolean {
  const { reviewFrom, reviewTo } = facts;
  if (!reviewFrom || !reviewTo || facts.m3) return false;
  const inside = (from: string, to: string) => from <= reviewTo && to >= reviewFrom;
  if (inside(clue.receivedDate, clue.receivedDate)) return false;
  if (clue.occurPrecision === 'NONE' || !clue.occurFrom) return true;
  return !inside(clue.occurFrom, clue.occurTo ?? clue.occurFrom);
}

/** Why a record is no valid clue of a round, the first reason in the order of the intake tests, or nothing. */
export function exclusionOf(clue: Clue, facts: ExclusionFacts): ExclusionCode | undefined {
  const gate = gateOf(clue);
  const tests: [ExclusionCode, boolean][] = [
    ['X9', facts.withdrawn === true],
    ['X1', gate === 'R'],
    ['X4', gate === 'S'],
    ['X2', gate === 'O'],
    ['X5', facts.duplicate === true],
    ['X6', gate === 'X' && !facts.newFacts],
    ['X7', facts.unitResolved === false],
    ['X3', outsidePeriod(clue, facts)],
    ['X8', facts.supplementOverdue === true],
  ];
  return tests.find(([, applies]) => applies)?.[0];
}
