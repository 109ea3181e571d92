import type { Clue } from '#libs/contracts';

/** How far a matter may be known: only that it is avoided, to leaders, or to everybody of the group. */
export type Reach = 'AVOID' | 'LEADER_ONLY' | 'GENERAL';

/** 初核 and 立案 are covert whatever the record says of itself. */
function reachOf({ handling, statementStatus }: Clue): Reach {
  if (handling === 'AVOID' || statementStatus === 'PRELIM' || statementStatus === 'FILED') return 'AVOID';
  return handling === 'LEADER_ONLY' ? 'LEADER_ONLY' : 'GENERAL';
}

/** The most restrictive record governs its matter: the letter beside a covert check would give it away. Records that only count have no say. */
export function reachOfMatter(records: readonly { clue: Clue }[]): Reach {
  const all = records.map(({ clue }) => reachOf(clue));
  return all.includes('AVOID') ? 'AVOID' : all.includes('LEADER_ONLY') ? 'LEADER_ONLY' : 'GENERAL';
}

/** Records whose content goes by another way, or that were sent for the figures. */
export const onlyCounts = ({ handling }: Clue): boolean => handling === 'STAT_ONLY' || handling === 'PAPER_ONLY';
