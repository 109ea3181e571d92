import type { Model } from './model.js';
import type { MergeStep, PairDecision, PairScore } from './types.js';
import type { UnionFind } from './union-find.js';

/** What stands between two groups, kept up while groups merge. */
interface Cross {
  /** Link of the groups as a fraction, so that links are compared in whole numbers. */
  sum: number;
  count: number;
  weakest: number;
  /** Lower median of all pairs. */
  median: number;
  anchor: boolean;
  barred: boolean;
  /** All pairs are compared by their texts alone. */
  plain: boolean;
}

type Ties = Pick<Cross, 'anchor' | 'barred' | 'plain'>;

interface Group {
  members: string[];
  /** Places of its origins in the table of scores. */
  origins: number[];
}

/** Pairs of one origin with those of the other group that count, where {@link Model.linkage} is `nearest`. */
const NEAREST = 3;

/** Groups of one part and the links between them. */
export class PairTable {
  private readonly live: Group[] = [];
  /** Score of each two origins of different groups: the best pair of their records. */
  private readonly scores: Int32Array[];
  private readonly cross: Cross[][];

  constructor(
    part: readonly string[][],
    origins: UnionFind,
    apart: readonly PairDecision[],
    score: PairScore,
    private readonly model: Model,
  ) {
    const records: string[][] = [];
    const home = new Map<string, number>();
    for (const [index, members] of part.entries()) {
      const own = originsOf(members, origins);
      this.live.push({ members: [...members], origins: own.map((_, at) => records.length + at) });
      records.push(...own);
      for (const id of members) home.set(id, index);
    }
    this.scores = records.map(() => new Int32Array(records.length));
    this.cross = this.live.map((left, index) =>
      this.live.slice(0, index).map((right) => this.withLink(left, right, this.score(left, right, records, score))),
    );
    for (const { a, b } of apart) {
      const x = home.get(a);
      const y = home.get(b);
      if (x !== undefined && y !== undefined && x !== y) this.between(x, y).barred = true;
    }
  }

  groups(): string[][] {
    return this.live.map(({ members }) => members);
  }

  private between(x: number, y: number): Cross {
    return (this.cross[Math.max(x, y)] as Cross[])[Math.min(x, y)] as Cross;
  }

  /** Scores every pair of records across two groups. */
  private score(left: Group, right: Group, records: readonly string[][], score: PairScore): Ties {
    const found = { anchor: false, barred: false, plain: true };
    for (const x of left.origins)
      for (const y of right.origins) {
        let best = Number.MIN_SAFE_INTEGER;
        for (const a of records[x] as string[])
          for (const b of records[y] as string[]) {
            const pair = score(a, b);
            best = Math.max(best, pair.score);
            found.anchor ||= pair.anchor;
            found.barred ||= pair.veto !== undefined;
            found.plain &&= pair.plain === true;
          }
        (this.scores[x] as Int32Array)[y] = best;
        (this.scores[y] as Int32Array)[x] = best;
      }
    return found;
  }

  private withLink(left: Group, right: Group, ties: Ties): Cross {
    const all: number[] = [];
    for (const x of left.origins) for (const y of right.origins) all.push(this.scores[x]?.[y] as number);
    all.sort((x, y) => x - y);
    const link = this.isNearest(ties) ? this.nearest(left, right) : { sum: total(all), count: all.length };
    return { ...link, weakest: all[0] as number, median: all[(all.length - 1) >> 1] as number, ...ties };
  }

  private isNearest({ plain }: Ties): boolean {
    return plain && this.model.linkage === 'nearest';
  }

  /** Mean, over the origins of the smaller group, of the mean of their best pairs into the larger; of equal groups the lower. */
  private nearest(left: Group, right: Group): { sum: number; count: number } {
    const [small, large] = left.origins.length <= right.origins.length ? [left, right] : [right, left];
    const one = this.best(small, large);
    if (small.origins.length < large.origins.length) return one;
    const other = this.best(large, small);
    return one.sum <= other.sum ? one : other;
  }

  private best(from: Group, into: Group): { sum: number; count: number } {
    const count = Math.min(NEAREST, into.origins.length);
    let sum = 0;
    for (const x of from.origins) {
      const pairs = into.origins.map((y) => this.scores[x]?.[y] as number).sort((p, q) => q - p);
      sum += total(pairs.slice(0, count));
    }
    return { sum, count: count * from.origins.length };
  }

  private mayMerge(cross: Cross): boolean {
    const { link, pairFloor, median } = this.model.thresholds;
    const held = this.isNearest(cross) ? cross.median >= median : cross.weakest >= pairFloor;
    return !cross.barred && cross.anchor && held && cross.sum >= link * cross.count;
  }

  /** Merges the two groups of the greatest link, ties by smallest ids; nothing when none may merge. */
  mergeBest(): MergeStep | undefined {
    let best: { x: number; y: number; cross: Cross } | undefined;
    for (let x = 1; x < this.live.length; x++)
      for (let y = 0; y < x; y++) {
        const cross = this.between(x, y);
        if (!this.mayMerge(cross)) continue;
        // Means compared as fractions: exact in integers.
        const ahead = best === undefined ? 1 : cross.sum * best.cross.count - best.cross.sum * cross.count;
        if (ahead > 0 || (ahead === 0 && best && this.before(y, x, best.y, best.x))) best = { x, y, cross };
      }
    return best ? this.merge(best.x, best.y, best.cross) : undefined;
  }

  /** Groups stay sorted by smallest id, so positions order as ids do. */
  private before(low: number, high: number, otherLow: number, otherHigh: number): boolean {
    return low < otherLow || (low === otherLow && high < otherHigh);
  }

  /** Puts group `x` into `y` (y < x). */
  private merge(x: number, y: number, { sum, count, weakest }: Cross): MergeStep {
    const from = this.live[x] as Group;
    const into = this.live[y] as Group;
    const step = {
      a: into.members[0] as string,
      b: from.members[0] as string,
      link: Math.round(sum / count),
      weakest,
    };
    into.members = [...into.members, ...from.members].sort();
    into.origins = [...into.origins, ...from.origins];
    for (let other = 0; other < this.live.length; other++) {
      if (other === x || other === y) continue;
      const kept = this.between(y, other);
      const gone = this.between(x, other);
      const ties = {
        anchor: kept.anchor || gone.anchor,
        barred: kept.barred || gone.barred,
        plain: kept.plain && gone.plain,
      };
      const [high, low] = [Math.max(y, other), Math.min(y, other)];
      (this.cross[high] as Cross[])[low] = this.withLink(into, this.live[other] as Group, ties);
    }
    this.live.splice(x, 1);
    this.cross.splice(x, 1);
    for (const row of this.cross.slice(x)) row.splice(x, 1);
    return step;
  }
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function originsOf(members: readonly string[], origins: UnionFind): string[][] {
  const classes = new Map<string, string[]>();
  for (const id of members) {
    const root = origins.find(id);
    classes.set(root, [...(classes.get(root) ?? []), id]);
  }
  return [...classes.values()];
}
