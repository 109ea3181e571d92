import type { Clue, StatementStatus } from '#libs/contracts';

/** How far a statement goes, firmest first: decides which amount a matter is ranked by. */
export const STATUS_PRIORITY: readonly StatementStatus[] = [
  'JUDGED',
  'VERIFIED',
  'PART',
  'AUDIT_FOUND',
  'PROSECUTED',
  'FOUND',
  'FILED',
  'PRELIM',
  'ALLEGED',
  'CLEARED',
  'STAT',
];

export const statusRank = (status: StatementStatus): number => STATUS_PRIORITY.indexOf(status);

/** Records that only count, or that never should have come: they take no part in a matter's scores. */
export const takesPart = (clue: Clue): boolean =>
  clue.statementStatus !== 'STAT' && clue.handling !== 'STAT_ONLY' && clue.handling !== 'PAPER_ONLY';
