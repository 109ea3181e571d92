import { type Decision, lastWords, pairKey, type Word } from './decisions.js';

/** How far two officers agree on the pairs that both judged. */
export interface Agreement {
  officers: [string, string];
  pairs: number;
  /** Pairs on which they said the same. */
  equal: number;
  /** Cohen's κ over same, different, unsure; null where chance alone would agree on everything. */
  kappa: number | null;
}

/** Share of pairs that are one matter among those drawn at random from one zone. */
export interface Estimate {
  zone: 'AUTO' | 'DISTINCT';
  judged: number;
  same: number;
  /** Null while nothing is judged. */
  share: number | null;
  /** 95 % Wilson interval. */
  low: number;
  high: number;
}

/** Cohen's κ of pairs of judgements. */
export function cohensKappa(judgements: readonly (readonly [string, string])[]): number | null {
  const n = judgements.length;
  if (n === 0) return null;
  const equal = judgements.filter(([x, y]) => x === y).length / n;
  const share = (side: 0 | 1, kind: string): number => judgements.filter((pair) => pair[side] === kind).length / n;
  const kinds = new Set(judgements.flat());
  const chance = [...kinds].reduce((sum, kind) => sum + share(0, kind) * share(1, kind), 0);
  return chance === 1 ? null : (equal - chance) / (1 - chance);
}

/** κ of every two officers that judged pairs in common, by name. The last judgement of each officer on a pair counts. */
export function agreements(decisions: readonly Decision[]): Agreement[] {
  const judged = new Map<string, Map<string, Word>>();
  const names = [...new Set(decisions.map(({ officer }) => officer))].sort();
  for (const officer of names) {
    const own = lastWords(decisions.filter((row) => row.officer === officer && row.kind !== 'REVOKE'));
    judged.set(officer, new Map([...own].map(([key, { kind }]) => [key, kind])));
  }
  return names.flatMap((x, at) =>
    names.slice(at + 1).flatMap((y) => {
      const other = judged.get(y);
      const both = [...(judged.get(x) ?? [])].flatMap(([key, kind]): [string, string][] => {
        const theirs = other?.get(key);
        return theirs === undefined ? [] : [[kind, theirs]];
      });
      if (both.length === 0) return [];
      const equal = both.filter(([first, second]) => first === second).length;
      return [{ officers: [x, y] as [string, string], pairs: both.length, equal, kappa: cohensKappa(both) }];
    }),
  );
}

const Z = 1.959964;

/** Wilson's 95 % interval of a share. */
export function wilson(hits: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const middle = share + (Z * Z) / (2 * n);
  const half = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const whole = 1 + (Z * Z) / n;
  return { low: Math.max(0, (middle - half) / whole), high: Math.min(1, (middle + half) / whole) };
}

/** Shares of true pairs in the two zones that nobody looks at otherwise, from the pairs that chance drew. */
export function estimates(decisions: readonly Decision[]): Estimate[] {
  const words = lastWords(decisions.filter(({ kind }) => kind === 'MUST' || kind === 'CANNOT'));
  const drawn = new Set(decisions.filter(({ evidence }) => evidence?.sampled).map(({ a, b }) => pairKey(a, b)));
  return (['AUTO', 'DISTINCT'] as const).map((zone) => {
    const own = [...words].filter(([key, { evidence }]) => drawn.has(key) && evidence?.relation === zone);
    const same = own.filter(([, { kind }]) => kind === 'MUST').length;
    return {
      zone,
      judged: own.length,
      same,
      share: own.length === 0 ? null : same / own.length,
      ...wilson(same, own.length),
    };
  });
}
