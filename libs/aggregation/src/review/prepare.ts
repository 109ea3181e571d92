import { AppError } from '#libs/kernel';
import { comparePair, independentOrigins, type PairDecision } from '#libs/linkage';
import type { Reads } from '#libs/persistence';
import {
  apartPlan,
  type Bond,
  type ClusterChange,
  type Conflict,
  changeBetween,
  confirmPlan,
  conflictsOf,
  type Decision,
  evidenceOf,
  inOrder,
  inSample,
  mergePlan,
  mergeWholePlan,
  type Partition,
  pairKey,
  partition,
  partsOf,
  raisesCorroboration,
  scoresOf,
  standing,
  type UnitLines,
  undoPlan,
  unitLines,
  type Wish,
  withoutRepeats,
  wordsAfter,
} from '#libs/review';
import type { PlacedRecord } from '../known-record.js';
import type { Registries } from '../registries.js';
import type { Linked, LinkedPairs } from './linked-pairs.js';
import { findMatter, matterNamed, recordNamed, withdrawn } from './references.js';
import type { ActRequest } from './request.js';
import { statesOf } from './store.js';

/** Records that an act is about: two sides, or one where a matter is confirmed or an act taken back. */
interface Sides {
  left: string[];
  right: string[];
}

/** An act worked out and not done: what it writes, and what becomes of the matters. */
export interface Prepared {
  wishes: Wish[];
  change: ClusterChange;
  units: (UnitLines & { name: string })[];
  /** A second officer has to agree. */
  needsSecond: boolean;
  /** False where the records do not end up as the act wants them: something else is in the way. */
  fulfilled: boolean;
  /** Conflicts that the words would make. */
  conflicts: Conflict[];
}

/** Works an act out with the functions that linkage itself uses. Reads only. `officer` matters for words that are given again. */
export async function prepare(
  reads: Reads,
  pairs: LinkedPairs,
  request: ActRequest,
  decisions: readonly Decision[],
  officer?: string,
): Promise<Prepared> {
  const sides = await sidesOf(reads, request, decisions);
  const involved = [...sides.left, ...sides.right];
  const before = wordsAfter(decisions, []);
  const linked = await pairs.around(reads, involved, before);
  if (involved.some((id) => !linked.records.has(id))) throw notLinked();
  const anew = (held: Decision): boolean =>
    (officer !== undefined && held.officer !== officer) || isOutdated(held, linked.records);
  const fresh = (planned: readonly Wish[]): Wish[] => withoutRepeats(planned, decisions, anew);
  const score = scoresOf(linked.hood);
  const under = (planned: readonly Wish[]): Partition => partition(linked.hood, wordsAfter(decisions, planned), score);
  let wishes = fresh(plan(request, sides, linked, decisions));
  let is = under(wishes);
  if (request.act === 'merge' && !isFulfilled(request, sides, is)) {
    wishes = fresh(mergeWholePlan(sides.left, sides.right));
    is = under(wishes);
  }
  if (wishes.length === 0)
    throw new AppError('E-REVIEW-NOTHING', 'conflict', '这一决定已经有效，没有要写的', '用 hub review history 查看');
  const change = changeBetween(under([]), is, originCounter(linked.records));
  return {
    wishes: wishes.map((wish) => withEvidence(wish, linked)),
    change,
    units: await linesOf(reads, change, linked),
    needsSecond: raisesCorroboration(change),
    fulfilled: isFulfilled(request, sides, is),
    conflicts: await newConflicts(reads, decisions, wishes),
  };
}

const notLinked = (): AppError =>
  new AppError('E-RECORD-PENDING', 'conflict', '有的记录尚未归并', '运行 hub link 后再作决定');

async function sidesOf(reads: Reads, request: ActRequest, decisions: readonly Decision[]): Promise<Sides> {
  const [first = '', second = ''] = request.of;
  switch (request.act) {
    case 'confirm':
      return { left: (await matterNamed(reads, first)).members, right: [] };
    case 'split': {
      const { members } = await matterNamed(reads, first);
      const group: string[] = [];
      for (const name of request.records ?? []) group.push(await recordNamed(reads, name));
      const [left, right] = partsOf(members, group);
      return { left, right };
    }
    case 'merge':
    case 'apart':
      return twoMatters(await matterNamed(reads, first), await matterNamed(reads, second));
    case 'unsure': {
      const [left, right] = [await findMatter(reads, first), await findMatter(reads, second)];
      return left && right ? twoMatters(left, right) : twoRecords(reads, first, second);
    }
    case 'must':
    case 'cannot':
      return twoRecords(reads, first, second);
    case 'undo':
      return { left: await recordsOfAct(reads, first, decisions), right: [] };
  }
}

function twoMatters(
  left: { matterId: string; members: string[] },
  right: { matterId: string; members: string[] },
): Sides {
  if (left.matterId === right.matterId) throw sameThing('两个编号是同一个事项');
  return { left: left.members, right: right.members };
}

async function twoRecords(reads: Reads, first: string, second: string): Promise<Sides> {
  const [a, b] = [await recordNamed(reads, first), await recordNamed(reads, second)];
  if (a === b) throw sameThing('两个编号是同一条记录');
  return { left: [a], right: [b] };
}

const sameThing = (message: string): AppError => new AppError('E-REVIEW-SAME', 'invalid', message);

async function recordsOfAct(reads: Reads, actionId: string, decisions: readonly Decision[]): Promise<string[]> {
  const ids = [...new Set(undoPlan(actionId, decisions).flatMap(({ a, b }) => [a, b]))];
  const states = await statesOf(reads, ids);
  if (ids.some((id) => states.get(id) !== 'ACTIVE')) throw withdrawn();
  return ids;
}

function plan(
  { act, of }: ActRequest,
  { left, right }: Sides,
  { hood }: Linked,
  decisions: readonly Decision[],
): Wish[] {
  const score = scoresOf(hood);
  const origins = new Set(hood.edges.filter(({ relation }) => relation === 'ORIGIN').map(({ a, b }) => pairKey(a, b)));
  const bondOf = (a: string, b: string): Bond => ({ score: score(a, b).score, origin: origins.has(pairKey(a, b)) });
  switch (act) {
    case 'confirm':
      return confirmPlan(left);
    case 'merge':
    case 'must':
      return mergePlan(left, right);
    case 'split':
    case 'apart':
    case 'cannot':
      return apartPlan('CANNOT', left, right, bondOf, standing(decisions));
    case 'unsure':
      return apartPlan('UNSURE', left, right, bondOf, standing(decisions));
    case 'undo':
      return undoPlan(of[0] ?? '', decisions);
  }
}

/** Newer versions of the records came after the word: giving it again renews what it stands on. */
function isOutdated({ a, b, evidence }: Decision, records: ReadonlyMap<string, PlacedRecord>): boolean {
  if (!evidence) return false;
  const [first, second] = evidence.versions;
  return records.get(a)?.version !== first || records.get(b)?.version !== second;
}

function withEvidence(wish: Wish, { hood, records }: Linked): Wish {
  const [a, b] = [hood.features.get(wish.a), hood.features.get(wish.b)];
  if (wish.evidence || wish.kind === 'REVOKE' || !a || !b) return wish;
  const found = comparePair(a, b, hood.epoch, hood.model);
  const versions: [number, number] = [records.get(wish.a)?.version ?? 0, records.get(wish.b)?.version ?? 0];
  const drawn = (found.relation === 'AUTO' || found.relation === 'DISTINCT') && inSample(wish.a, wish.b);
  const { version: epoch } = hood.epoch;
  return { ...wish, evidence: evidenceOf(a, b, found, { model: hood.model.version, epoch, versions, sampled: drawn }) };
}

/** Independent origins of some records, as packets count them. */
export const originCounter =
  (records: ReadonlyMap<string, PlacedRecord>) =>
  (members: readonly string[], roots: ReadonlyMap<string, string>): number =>
    independentOrigins(
      members.flatMap((id) => records.get(id) ?? []),
      roots,
    ).count;

function isFulfilled({ act }: ActRequest, { left, right }: Sides, { clusters }: Partition): boolean {
  const homes = (ids: readonly string[]): Set<number> =>
    new Set(ids.map((id) => clusters.findIndex((cluster) => cluster.includes(id))));
  if (act === 'undo') return true;
  if (act === 'confirm' || act === 'merge' || act === 'must') return homes([...left, ...right]).size === 1;
  const others = homes(right);
  return ![...homes(left)].some((home) => others.has(home));
}

/** Units whose packets print a record: its own, as called now, and all above. */
function unitsAbove(record: PlacedRecord | undefined, parents: ReadonlyMap<string, string | undefined>): string[] {
  const found = new Set<string>();
  for (const { match } of record?.resolution.units ?? [])
    for (let id = match.unitNow ?? match.unitId; id !== undefined && !found.has(id); id = parents.get(id))
      found.add(id);
  return [...found];
}

async function linesOf(
  reads: Reads,
  change: ClusterChange,
  { records, registries }: Linked,
): Promise<Prepared['units']> {
  const parents = new Map(registries.units.map((unit) => [unit.unitId, unit.parentId]));
  const unitsOf = (id: string): string[] => unitsAbove(records.get(id), parents);
  const touched = new Set([...change.before, ...change.after].flatMap(({ members }) => members.flatMap(unitsOf)));
  const now = new Map<string, number>();
  for (const unit of touched) now.set(unit, await mattersAt(reads, registries, unit));
  const names = new Map(registries.units.map(({ unitId, name }) => [unitId, name]));
  const lines = unitLines(change, unitsOf, (unit) => now.get(unit) ?? 0);
  return lines.map((line) => ({ ...line, name: names.get(line.unitId) ?? line.unitId }));
}

async function mattersAt(reads: Reads, { tree }: Registries, unitId: string): Promise<number> {
  const below = [...tree.below(unitId)];
  const [row] = await reads.query<{ n: number }>(
    `SELECT COUNT(DISTINCT c.matter_id) AS n FROM cluster_member c JOIN record_unit u ON u.record_id = c.record_id
     WHERE u.unit_now IN (${below.map(() => '?').join(',')})`,
    below,
  );
  return Number(row?.n ?? 0);
}

async function newConflicts(
  reads: Reads,
  decisions: readonly Decision[],
  wishes: readonly Wish[],
): Promise<Conflict[]> {
  const words: PairDecision[] = wordsAfter(decisions, wishes);
  const states = await statesOf(reads, [...new Set(words.flatMap(({ a, b }) => [a, b]))]);
  const active = (id: string): boolean => states.get(id) === 'ACTIVE';
  const nameOf = ({ kind, a, b }: Conflict): string => `${kind} ${pairKey(a, b)}`;
  const known = new Set(conflictsOf(decisions, active).map(nameOf));
  const coming = wishes.map(
    (wish): Decision => ({
      ...wish,
      ...inOrder(wish.a, wish.b),
      id: '',
      reason: '',
      officer: '',
      at: COMING,
    }),
  );
  const conflicts = conflictsOf([...decisions, ...coming], active);
  return conflicts.filter((conflict) => conflict.kind !== 'DISAGREEMENT' && !known.has(nameOf(conflict)));
}

/** Later than any word that was given. */
const COMING = '9999-12-31T00:00:00.000Z';
