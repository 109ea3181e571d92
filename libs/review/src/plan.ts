import { AppError } from '#libs/kernel';
import { type Decision, inOrder, lastWords, pairKey, type Wish } from './decisions.js';

/** What holds two records together, as far as keeping them apart has to know it. */
export interface Bond {
  /** 1/100 bit. */
  score: number;
  /** One letter by two ways. */
  origin: boolean;
}

const least = (members: readonly string[]): string => [...members].sort()[0] as string;

/** A star of MUST: every other member with the smallest. */
const star = (members: readonly string[]): Wish[] => {
  const centre = least(members);
  return members.filter((id) => id !== centre).map((id) => ({ ...inOrder(centre, id), kind: 'MUST' }));
};

/** A matter as it is now holds together. @throws AppError `E-REVIEW-ALONE` for a matter of one record */
export function confirmPlan(members: readonly string[]): Wish[] {
  if (members.length > 1) return star(members);
  throw new AppError('E-REVIEW-ALONE', 'invalid', '这个事项只有一条记录，无需确认', '合并用 merge，指定两个事项');
}

/** One MUST between the smallest records of two matters. */
export const mergePlan = (left: readonly string[], right: readonly string[]): Wish[] => [
  { ...inOrder(least(left), least(right)), kind: 'MUST' },
];

/**
 * The same with both matters confirmed: for two matters that are so unlike that one MUST would tear its two records out of them,
 * as the mean over all others decides about the rest.
 */
export const mergeWholePlan = (left: readonly string[], right: readonly string[]): Wish[] => [
  ...mergePlan(left, right),
  ...star(left),
  ...star(right),
];

/**
 * CANNOT (or UNSURE) on every cross pair that would otherwise draw the two sides together: those with a score from 0,
 * of one origin, or under a standing MUST. Where none does, the best pair alone carries the word.
 */
export function apartPlan(
  kind: 'CANNOT' | 'UNSURE',
  left: readonly string[],
  right: readonly string[],
  bondOf: (a: string, b: string) => Bond,
  standingWords: readonly Decision[],
): Wish[] {
  const musts = new Set(standingWords.filter((word) => word.kind === 'MUST').map(({ a, b }) => pairKey(a, b)));
  const pairs = left.flatMap((x) => right.map((y) => ({ ...inOrder(x, y), bond: bondOf(x, y) })));
  const drawing = pairs.filter(({ a, b, bond }) => bond.score >= 0 || bond.origin || musts.has(pairKey(a, b)));
  const best = pairs.sort((x, y) => y.bond.score - x.bond.score || (pairKey(x.a, x.b) < pairKey(y.a, y.b) ? -1 : 1));
  return (drawing.length > 0 ? drawing : best.slice(0, 1)).map(({ a, b }) => ({ a, b, kind }));
}

/** The two parts of a matter: the records of `group`, and the others. @throws AppError `E-REVIEW-GROUP` */
export function partsOf(members: readonly string[], group: readonly string[]): [string[], string[]] {
  const inside = new Set(group);
  if (group.some((id) => !members.includes(id)))
    throw new AppError('E-REVIEW-GROUP', 'invalid', '分出的记录中有不属于这个事项的', '用 hub matters 查看事项的记录');
  const rest = members.filter((id) => !inside.has(id));
  if (inside.size === 0 || rest.length === 0)
    throw new AppError('E-REVIEW-GROUP', 'invalid', '拆分后两组都要有记录', '只列出要分出去的那些记录');
  return [[...inside], rest];
}

/**
 * What brings back the words that stood before the act `actionId`: its pairs are revoked, or get back the word it had replaced.
 * @throws AppError `E-REVIEW-ACTION` for an unknown act, `E-REVIEW-LATER` where a later act decided on one of its pairs
 */
export function undoPlan(actionId: string, decisions: readonly Decision[]): Wish[] {
  const rows = decisions.filter((decision) => decision.actionId === actionId);
  if (rows.length === 0)
    throw new AppError('E-REVIEW-ACTION', 'not_found', '没有这个决定', '用 hub review history 查看编号');
  const last = lastWords(decisions);
  if (rows.some((row) => last.get(pairKey(row.a, row.b)) !== row))
    throw new AppError('E-REVIEW-LATER', 'conflict', '其后又就同一对记录作了决定', '先撤销较后的决定');
  const before = lastWords(decisions.filter((decision) => decision.actionId !== actionId));
  return rows.map(({ a, b }) => {
    const held = before.get(pairKey(a, b));
    return { ...inOrder(a, b), kind: held?.kind ?? 'REVOKE', ...(held?.evidence ? { evidence: held.evidence } : {}) };
  });
}

/** Leaves out what already stands, unless `anew` asks for the word once more: by another officer, or on newer records. */
export function withoutRepeats(
  wishes: readonly Wish[],
  decisions: readonly Decision[],
  anew: (held: Decision) => boolean,
): Wish[] {
  const last = lastWords(decisions);
  return wishes.filter((wish) => {
    const held = last.get(pairKey(wish.a, wish.b));
    return (held?.kind ?? 'REVOKE') !== wish.kind || (held !== undefined && anew(held));
  });
}
