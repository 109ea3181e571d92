import type { PairDecision } from '#libs/linkage';
import type { Evidence } from './evidence.js';

/** An officer's word on a pair of records. REVOKE takes the standing word back and leaves the pair to the scores. */
export type Word = 'MUST' | 'CANNOT' | 'UNSURE' | 'REVOKE';

/** One row of the append-only list of decisions. */
export interface Decision {
  id: string;
  /** Record ids, the smaller first. */
  a: string;
  b: string;
  kind: Word;
  reason: string;
  officer: string;
  /** Who agreed, where a merge raises the number of independent origins. */
  second?: string;
  /** ISO 8601. */
  at: string;
  /** Groups the rows that one act wrote; absent in rows written before acts were recorded. */
  actionId?: string;
  /** What the scores said of the pair at that time. */
  evidence?: Evidence;
}

/** What an act is going to write on one pair. */
export interface Wish {
  a: string;
  b: string;
  kind: Word;
  /** Of a word that is restored: what it stood on. */
  evidence?: Evidence;
}

export const pairKey = (a: string, b: string): string => (a < b ? `${a}|${b}` : `${b}|${a}`);

/** A pair with the smaller id first. */
export const inOrder = (a: string, b: string): { a: string; b: string } => (a < b ? { a, b } : { a: b, b: a });

const byTime = (x: Decision, y: Decision): number => (x.at === y.at ? (x.id < y.id ? -1 : 1) : x.at < y.at ? -1 : 1);

/** The last word on each pair by (time, id), REVOKE among them; the order of `decisions` is of no account. */
export function lastWords(decisions: readonly Decision[]): Map<string, Decision> {
  const last = new Map<string, Decision>();
  for (const decision of [...decisions].sort(byTime)) last.set(pairKey(decision.a, decision.b), decision);
  return last;
}

/** Words that are in force. */
export const standing = (decisions: readonly Decision[]): Decision[] =>
  [...lastWords(decisions).values()].filter(({ kind }) => kind !== 'REVOKE');

/** Words in force as linkage takes them, after `wishes` would have been written. */
export function wordsAfter(decisions: readonly Decision[], wishes: readonly Wish[]): PairDecision[] {
  const words = new Map<string, { a: string; b: string; kind: Word }>();
  for (const { a, b, kind } of [...standing(decisions), ...wishes])
    words.set(pairKey(a, b), { ...inOrder(a, b), kind });
  return [...words.values()].flatMap(({ a, b, kind }) => (kind === 'REVOKE' ? [] : [{ a, b, kind }]));
}
