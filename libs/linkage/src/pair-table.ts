import type { Model } from './model.js';
import type { MergeStep, PairDecision, PairScore } from './types.js';
import type { UnionFind } from './union-find.js';

/** What stands between two groups, kept up while groups merge. */
interface Cross {
  /** Σ over pairs of origins, each by its best pair of records. */
  sum: number;
  weakest: number;
  anchor: boolean;
  barred: boolean;
}

interface Group {
  members: string[];
  origins: string[][];
}

/** Groups of one part and the links between them. */
export class PairTable {
  private readonly live: Group[];
  private readonly cross: Cross[][];

  constructor(
    part: readonly string[][],
    origins: UnionFind,
    apart: readonly PairDecision[],
    score: PairScore,
    private readonly model: Model,
  ) {
    this.live = part.map((members) => ({ members, origins: originsOf(members, origins) }));
    const home = new Map<string, number>();
    for (const [index, { members }] of this.live.entries()) for (const id of members) home.set(id, index);
    this.cross = this.live.map((left, index) => this.live.slice(0, index).map((right) => crossOf(left, right, score)));
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

  private pairs(x: number, y: number): number {
    return (this.live[x] as Group).origins.length * (this.live[y] as Group).origins.length;
  }

  private mayMerge(cross: Cross, pairs: number): boolean {
    const { link, pairFloor } = this.model.thresholds;
    return !cross.barred && cross.anchor && cross.weakest >= pairFloor && cross.sum >= link * pairs;
  }

  /** Merges the two groups of the greatest mean link, ties by smallest ids; nothing when none may merge. */
  mergeBest(): MergeStep | undefined {
    let best: { x: number; y: number; sum: number; pairs: number } | undefined;
    for (let x = 1; x < this.live.length; x++)
      for (let y = 0; y < x; y++) {
        const cross = this.between(x, y);
        const pairs = this.pairs(x, y);
        if (!this.mayMerge(cross, pairs)) continue;
        // Means compared as fractions: exact in integers.
        const ahead = best === undefined ? 1 : cross.sum * best.pairs - best.sum * pairs;
        if (ahead > 0 || (ahead === 0 && best && this.before(y, x, best.y, best.x)))
          best = { x, y, sum: cross.sum, pairs };
      }
    return best ? this.merge(best.x, best.y, best.sum / best.pairs) : undefined;
  }

  /** Groups stay sorted by smallest id, so positions order as ids do. */
  private before(low: number, high: number, otherLow: number, otherHigh: number): boolean {
    return low < otherLow || (low === otherLow && high < otherHigh);
  }

  /** Puts group `x` into `y` (y < x). */
  private merge(x: number, y: number, link: number): MergeStep {
    const from = this.live[x] as Group;
    const into = this.live[y] as Group;
    const step = {
      a: into.members[0] as string,
      b: from.members[0] as string,
      link: Math.round(link),
      weakest: this.between(x, y).weakest,
    };
    for (let other = 0; other < this.live.length; other++) {
      if (other === x || other === y) continue;
      const kept = this.between(y, other);
      const gone = this.between(x, other);
      kept.sum += gone.sum;
      kept.weakest = Math.min(kept.weakest, gone.weakest);
      kept.anchor ||= gone.anchor;
      kept.barred ||= gone.barred;
    }
    into.members = [...into.members, ...from.members].sort();
    into.origins = [...into.origins, ...from.origins];
    this.live.splice(x, 1);
    this.cross.splice(x, 1);
    for (const row of this.cross.slice(x)) row.splice(x, 1);
    return step;
  }
}

function originsOf(members: readonly string[], origins: UnionFind): string[][] {
  const classes = new Map<string, string[]>();
  for (const id of members) {
    const root = origins.find(id);
    classes.set(root, [...(classes.get(root) ?? []), id]);
  }
  return [...classes.values()];
}

function crossOf(left: Group, right: Group, score: PairScore): Cross {
  const cross: Cross = { sum: 0, weakest: Number.MAX_SAFE_INTEGER, anchor: false, barred: false };
  for (const x of left.origins)
    for (const y of right.origins) {
      let best = Number.MIN_SAFE_INTEGER;
      for (const a of x)
        for (const b of y) {
          const pair = score(a, b);
          best = Math.max(best, pair.score);
          cross.anchor ||= pair.anchor;
          cross.barred ||= pair.veto !== undefined;
        }
      cross.sum += best;
      cross.weakest = Math.min(cross.weakest, best);
    }
  return cross;
}
