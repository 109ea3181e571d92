import type { DepartmentCode } from '#libs/contracts';
import { briefingRecord } from './assessment.js';
import { ASKED } from './department-replies.js';
import type { PlacedRecord } from './known-record.js';
import { unitsOf } from './matter-view.js';
import { reachOfMatter } from './reach.js';
import { groupBy } from './registry.js';
import type { Standpoints } from './standpoint.js';

/** What a department gave, in figures alone. */
export interface ScoreboardLine {
  department: DepartmentCode;
  clues: number;
  meanCheckability: number | null;
}

/** Adds up records page by page. Records of restricted matters are not there: a count would tell of them. */
export class Scoreboard {
  private readonly sums = new Map<DepartmentCode, { clues: number; points: number }>();

  constructor(private readonly standpoints: Standpoints) {}

  /** `records` hold their matters whole. */
  add(records: readonly PlacedRecord[]): void {
    for (const members of groupBy(records, (record) => record.matterId).values()) {
      if (reachOfMatter(members) !== 'GENERAL') continue;
      const standpoint = this.standpoints.of(unitsOf(members));
      for (const record of members) {
        const sum = this.sums.get(record.department) ?? { clues: 0, points: 0 };
        sum.clues += 1;
        sum.points += briefingRecord(record, standpoint).score;
        this.sums.set(record.department, sum);
      }
    }
  }

  lines(): ScoreboardLine[] {
    return ASKED.map((department) => {
      const { clues, points } = this.sums.get(department) ?? { clues: 0, points: 0 };
      return { department, clues, meanCheckability: clues > 0 ? Math.round(points / clues) : null };
    });
  }
}
