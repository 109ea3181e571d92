import {
  type Adjustment,
  type Checkability,
  type Clue,
  DIMENSIONS,
  type DimensionScore,
  type Gate,
  type Grade,
  type Supplement,
} from '#libs/contracts';
import { readText } from './clue-text.js';
import { amount, what, where } from './content.js';
import type { CheckContext } from './context.js';
import { CHECKABILITY_RUBRIC, type Level } from './rubric.js';
import { evidence, source } from './source.js';
import { when, yearsBefore } from './when.js';
import { who } from './who.js';

/** Grade of a score: A 可直接了解核实, B 补充一两项即可核实, C 有方向, D 参考信息. */
export function gradeOf(score: number): Grade {
  if (score >= 80) return 'A';
  if (score >= 65) return 'B';
  return score >= 45 ? 'C' : 'D';
}

/** One record judged on its own, before adjustments. `levels` stand in rubric order. */
export interface Judged {
  levels: Level[];
  hearsay: boolean;
  /** Says that a fund for the poor, for disaster or medical care is concerned. */
  careFunds: boolean;
}

/** Judges all seven dimensions of one record. */
export function judge(clue: Clue, context?: CheckContext): Judged {
  const text = readText(clue);
  return {
    levels: [
      who(clue, context),
      when(clue),
      where(clue, text),
      what(clue, text),
      amount(clue, text),
      evidence(clue, text),
      source(clue),
    ],
    hearsay: text.hearsay,
    careFunds: text.careFunds,
  };
}

/** What bears on the adjustments beside the levels. */
export interface AdjustmentFacts {
  independentOrigins: number;
  hearsay: boolean;
  contradicted: boolean;
  /** Last day of the latest event, `YYYY-MM-DD`. */
  lastEvent?: string;
  roundStart?: string;
  m3: boolean;
}

const evidencePoints = (levels: readonly Level[]): number => levels[DIMENSIONS.indexOf('EVID')]?.score.points ?? 0;

function adjustmentsOf(levels: readonly Level[], facts: AdjustmentFacts): Adjustment[] {
  const found: Adjustment[] = [];
  const add = (rule: string, points: number, reason: string) =>
    found.push({ ruleId: `${CHECKABILITY_RUBRIC}/ADJ.${rule}`, points, reason });
  if (facts.independentOrigins >= 2) add('ORIGIN2', 4, '有第二处独立来源');
  if (facts.independentOrigins >= 3) add('ORIGIN3', 4, '有第三处独立来源');
  if (facts.hearsay && evidencePoints(levels) === 0) add('HEARSAY', -5, '传闻措辞，无其他凭据');
  const { lastEvent, roundStart } = facts;
  if (lastEvent && roundStart && !facts.m3) {
    if (lastEvent < yearsBefore(roundStart, 10)) add('AGE10', -8, '最近发生时间距本轮开始超过十年');
    else if (lastEvent < yearsBefore(roundStart, 5)) add('AGE5', -4, '最近发生时间距本轮开始超过五年');
  }
  if (facts.contradicted) add('CONTRADICTED', -6, '与其他记录说法不一致');
  return found;
}

const isSupplement = (value: Supplement | undefined): value is Supplement => value !== undefined;

/** Puts levels and adjustments together: rescales when a dimension does not apply, clamps to 0–100, ranks the supplements. */
export function total(levels: readonly Level[], facts: AdjustmentFacts, gate?: Gate): Checkability {
  const dimensions: DimensionScore[] = levels.map((item) => item.score);
  let points = 0;
  let full = 100;
  for (const dimension of dimensions) {
    if (dimension.points === undefined) full -= dimension.max;
    else points += dimension.points;
  }
  const base = Math.round((points / full) * 100);
  const adjustments = adjustmentsOf(levels, facts);
  const score = Math.min(
    100,
    Math.max(
      0,
      adjustments.reduce((sum, item) => sum + item.points, base),
    ),
  );
  const missing = levels.map((item) => item.supplement).filter(isSupplement);
  missing.sort((a, b) => b.gain - a.gain);
  const result: Checkability = {
    rubric: CHECKABILITY_RUBRIC,
    base,
    score,
    grade: gradeOf(score),
    dimensions,
    adjustments,
    missing,
  };
  return gate ? { ...result, gate } : result;
}

const ABOVE_COUNTY = new Set(['1', '2', '3']);

/** The gate of one record by its own codes. Prose never decides a gate. */
export function gateOf(clue: Clue): Gate | undefined {
  if (clue.managementAuthority && ABOVE_COUNTY.has(clue.managementAuthority)) return 'R';
  if (clue.handling === 'PAPER_ONLY') return 'S';
  if (clue.handling === 'STAT_ONLY' || clue.statementStatus === 'STAT') return 'O';
  return clue.statementStatus === 'CLEARED' ? 'X' : undefined;
}

/** Last day on which the matter of a record happened, when that is a time at all. */
export function lastEventOf(clue: Clue): string | undefined {
  return clue.occurPrecision === 'NONE' || clue.occurPrecision === 'VAGUE'
    ? undefined
    : (clue.occurTo ?? clue.occurFrom);
}

/**
 * Checkability of one record by CHK-1.0, as a department's receipt prints it.
 * Without roster facts WHO is judged by name, post and unit as given.
 */
export function scoreCheckability(clue: Clue, context?: CheckContext): Checkability {
  const { levels, hearsay } = judge(clue, context);
  const facts: AdjustmentFacts = {
    independentOrigins: 1,
    hearsay,
    contradicted: false,
    lastEvent: lastEventOf(clue),
    roundStart: context?.roundStart,
    m3: context?.m3 ?? false,
  };
  return total(levels, facts, gateOf(clue));
}
