import type { BriefingMatter, BriefingRecord } from './input.js';
import { isPrintable } from './wording.js';

/** 1 corroborated, 2 key from one origin, 3 grade A or B, 4 grade C, 5 grade D, 9 figures only. */
export type Tier = 1 | 2 | 3 | 4 | 5 | 9;

export interface RankedMatter {
  matter: BriefingMatter;
  tier: Tier;
  /** Latest day that a record speaks of or was received on; empty without records. */
  lastDate: string;
  /** True when the handling body has found the matter untrue. */
  cleared: boolean;
}

/** Records that only count: for figures, delivered on paper, or of a status of which nothing is said. */
export const onlyCounts = ({ clue }: BriefingRecord): boolean =>
  clue.handling === 'STAT_ONLY' || clue.handling === 'PAPER_ONLY' || !isPrintable(clue.statementStatus);

function lastDateOf(records: readonly BriefingRecord[]): string {
  let last = '';
  for (const { clue, receivedDate } of records)
    for (const day of [clue.occurTo ?? clue.occurFrom ?? '', receivedDate]) if (day > last) last = day;
  return last;
}

function tierOf(matter: BriefingMatter, records: readonly BriefingRecord[], cleared: boolean): Tier {
  const { grade, gate } = matter.checkability;
  if (gate !== undefined || cleared) return 9;
  if (records.length > 0 && records.every(onlyCounts)) return 9;
  if (matter.independentOrigins >= 2) return 1;
  if (matter.key || matter.pinned) return 2;
  return grade === 'C' ? 4 : grade === 'D' ? 5 : 3;
}

const smallest = (ids: readonly string[]): string => [...ids].sort()[0] ?? '';

function rankOne(matter: BriefingMatter, byId: ReadonlyMap<string, BriefingRecord>): RankedMatter & { first: string } {
  const records = matter.records.map((id) => byId.get(id)).filter((record) => record !== undefined);
  const content = records.filter((record) => !onlyCounts(record));
  const cleared =
    matter.checkability.gate === 'X' ||
    (content.length > 0 && content.every(({ clue }) => clue.statementStatus === 'CLEARED'));
  const tier = tierOf(matter, records, cleared);
  return { matter, tier, cleared, lastDate: lastDateOf(records), first: smallest(matter.records) };
}

/** The published rule, key by key; printed in annex 3. */
const COMPARISONS: readonly ((a: RankedMatter & { first: string }, b: RankedMatter & { first: string }) => number)[] = [
  (a, b) => a.tier - b.tier,
  (a, b) => Number(b.matter.pinned !== undefined) - Number(a.matter.pinned !== undefined),
  (a, b) => Number(b.matter.severity.firstLeader) - Number(a.matter.severity.firstLeader),
  (a, b) => b.matter.severity.score - a.matter.severity.score,
  (a, b) => b.matter.checkability.score - a.matter.checkability.score,
  (a, b) => b.matter.independentOrigins - a.matter.independentOrigins,
  (a, b) => (a.lastDate === b.lastDate ? 0 : a.lastDate > b.lastDate ? -1 : 1),
  (a, b) => (a.first === b.first ? 0 : a.first < b.first ? -1 : 1),
];

/** Wording of the rule for annex 3. */
export const RANKING_RULE =
  '排序规则：先按层级（1相互印证；2重点单一来源；3可查性A、B级；4可查性C级；5可查性D级；9仅统计），' +
  '层级内依次比较：人工调整、涉及主要负责人、重要性分值、可查性分值、独立来源数、最近发生或收到日期、记录编号。';

/**
 * Matters in the order of the packet, the same for the same input in any order.
 * Without `records` the date does not take part and no matter counts as figures only by its records.
 */
export function rankMatters(
  matters: readonly BriefingMatter[],
  records: Iterable<BriefingRecord> = [],
): RankedMatter[] {
  const byId = new Map([...records].map((record) => [record.recordId, record]));
  return matters
    .map((matter) => rankOne(matter, byId))
    .sort((a, b) => {
      for (const compare of COMPARISONS) {
        const order = compare(a, b);
        if (order !== 0) return order;
      }
      return 0;
    })
    .map(({ first: _first, ...ranked }) => ranked);
}
