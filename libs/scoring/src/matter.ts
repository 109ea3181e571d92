import { type Checkability, type Clue, type ClueAmount, DIMENSIONS, type Gate, type Severity } from '#libs/contracts';
import { canonicalJson } from '#libs/kernel';
import { type AdjustmentFacts, gateOf, type Judged, judge, lastEventOf, total } from './checkability.js';
import type { CheckContext, MatterFacts } from './context.js';
import type { Level } from './rubric.js';
import { combineSeverity, severityParts } from './severity.js';
import { statusRank, takesPart } from './status.js';

/** A record of a matter with what is known beyond it. */
export interface MatterRecord {
  clue: Clue;
  context?: CheckContext;
}

interface JudgedRecord extends MatterRecord, Judged {}

/** Text order by code points: the same on every machine. */
const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** Firmest status first, then newest; equal ones by their content, so that the order of arrival never shows. */
function compareRecords(a: MatterRecord, b: MatterRecord): number {
  return (
    statusRank(a.clue.statementStatus) - statusRank(b.clue.statementStatus) ||
    byText(b.clue.receivedDate, a.clue.receivedDate) ||
    byText(canonicalJson(a.clue), canonicalJson(b.clue))
  );
}

/** The records that speak for a matter: those in play and not cleared; where none is left, all. */
function speaking(records: readonly MatterRecord[]): readonly MatterRecord[] {
  const inPlay = records.filter((record) => takesPart(record.clue));
  const open = inPlay.filter((record) => record.clue.statementStatus !== 'CLEARED');
  if (open.length > 0) return open;
  return inPlay.length > 0 ? inPlay : records;
}

/**
 * X when the competent body has cleared the matter and nothing came after: every open record is a mere allegation
 * received no later than the clearance. Other gates only when no record is free of one.
 */
function matterGate(records: readonly MatterRecord[], facts: MatterFacts): Gate | undefined {
  const gates = records.map((record) => gateOf(record.clue));
  const open = records.filter((_, index) => gates[index] === undefined);
  const cleared = records
    .filter((record) => record.clue.statementStatus === 'CLEARED')
    .map((record) => record.clue.disposition?.closedDate ?? record.clue.receivedDate)
    .sort()
    .at(-1);
  if (open.length === 0) return (['X', 'R', 'S', 'O'] as const).find((gate) => gates.includes(gate));
  if (!cleared || facts.newFacts) return undefined;
  const answered = open.every(({ clue }) => clue.statementStatus === 'ALLEGED' && clue.receivedDate <= cleared);
  return answered ? 'X' : undefined;
}

/** Best level of one dimension; a dimension that does not apply loses against any that does. */
function bestLevel(records: readonly JudgedRecord[], index: number): Level {
  const levels = records.map((record) => record.levels[index]).filter((item): item is Level => item !== undefined);
  return levels.reduce((best, item) => ((item.score.points ?? -1) > (best.score.points ?? -1) ? item : best));
}

/** The amount that a matter is ranked by: firmest status first, then newest. */
export function chooseAmount(records: readonly MatterRecord[]): ClueAmount | undefined {
  const named = records.filter(({ clue }) => clue.amount?.min !== undefined || clue.amount?.max !== undefined);
  return [...named].sort(compareRecords)[0]?.clue.amount;
}

/**
 * Checkability and severity of a matter with all its records: best level per dimension, adjustments once,
 * highest person, nature and mass. The order of `records` does not matter. Throws RangeError without records.
 */
export function scoreMatter(
  records: readonly MatterRecord[],
  facts: MatterFacts,
): { checkability: Checkability; severity: Severity } {
  if (records.length === 0) throw new RangeError('a matter has at least one record');
  const judged: JudgedRecord[] = [...speaking(records)]
    .sort(compareRecords)
    .map((record) => ({ ...record, ...judge(record.clue, record.context) }));
  const adjusting: AdjustmentFacts = {
    independentOrigins: facts.independentOrigins,
    hearsay: judged.every((record) => record.hearsay),
    contradicted: facts.contradicted ?? false,
    lastEvent: judged
      .map((record) => lastEventOf(record.clue) ?? '')
      .sort()
      .at(-1),
    roundStart: facts.roundStart,
    m3: judged.some((record) => record.context?.m3),
  };
  const careFunds = judged.some((record) => record.careFunds);
  return {
    checkability: total(
      DIMENSIONS.map((_, index) => bestLevel(judged, index)),
      adjusting,
      matterGate(records, facts),
    ),
    severity: combineSeverity(
      judged.map((record) => severityParts(record.clue, record.careFunds, record.context)),
      facts,
      facts.amount ?? chooseAmount(judged),
      careFunds,
    ),
  };
}

/** Severity of a single record. */
export function scoreSeverity(clue: Clue, facts: MatterFacts, context?: CheckContext): Severity {
  return scoreMatter([context ? { clue, context } : { clue }], facts).severity;
}
