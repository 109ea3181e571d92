import { contentKey } from './content-class.js';
import type { Linked, LinkMemory } from './link-memory.js';
import type { Model } from './model.js';
import { originEdge } from './origin.js';
import type { Features, PairDecision } from './types.js';

/** A record as the step finds it and as it leaves it; undefined where it is not there. */
export interface Turn {
  before?: Linked | undefined;
  after?: Linked | undefined;
}

export interface Given {
  /** New and changed records by id; undefined: the record is gone. */
  features: ReadonlyMap<string, Features | undefined>;
  /** Records whose decisions changed. */
  redecided: readonly string[];
  decisions: readonly PairDecision[];
  /** The first place that is free. */
  nextPlace: number;
}

/**
 * Which record stands for which content after the step: the smallest of each content, as in `contentClasses`.
 * Answers for every record whose features, content or representative changes, and for no other.
 */
export async function turnsOf(memory: LinkMemory, given: Given, model: Model): Promise<Map<string, Turn>> {
  const { involved, single } = await decidedRecords(memory, given);
  const before = new Map((await memory.byRecord(involved)).map((linked) => [linked.recordId, linked]));
  const moves = movesOf(involved, before, given, single);
  const heads = await memory.heads([...moves.keys()]);
  const turns = new Map<string, Turn>();
  for (const id of involved) if (before.has(id) && given.features.has(id)) turns.set(id, { before: before.get(id) });
  for (const [key, move] of moves) {
    const head = heads.get(key);
    const held = head === undefined ? [] : await holdersOf(memory, key, head, move);
    const was = new Map(held.map((linked) => [linked.recordId, linked]));
    for (const after of placed([...held, ...move.come], model)) {
      const former = was.get(after.recordId);
      if (former?.representative === after.representative) continue;
      turns.set(after.recordId, { before: former ?? before.get(after.recordId), after });
    }
  }
  return turns;
}

/** Records that the step is about, and those of them that stand for themselves because of a decision in force. */
async function decidedRecords(
  memory: LinkMemory,
  { features, redecided, decisions }: Given,
): Promise<{ involved: string[]; single: Set<string> }> {
  const involved = new Set([...features.keys(), ...redecided]);
  const touching = (ids: ReadonlySet<string>): PairDecision[] =>
    decisions.filter(({ a, b }) => ids.has(a) || ids.has(b));
  for (const { a, b } of touching(new Set(features.keys()))) involved.add(a).add(b);
  const asked = touching(involved);
  const known = new Set(await memory.known([...new Set(asked.flatMap(({ a, b }) => [a, b]))]));
  for (const [id, item] of features) item ? known.add(id) : known.delete(id);
  const inForce = asked.filter(({ a, b }) => known.has(a) && known.has(b));
  return {
    involved: [...involved].sort(),
    single: new Set(inForce.flatMap(({ a, b }) => [a, b])),
  };
}

/** Who leaves a content and who comes to it. */
interface Move {
  leave: Set<string>;
  come: Linked[];
}

function movesOf(
  involved: readonly string[],
  before: ReadonlyMap<string, Linked>,
  given: Given,
  single: ReadonlySet<string>,
): Map<string, Move> {
  const moves = new Map<string, Move>();
  const moveOf = (key: string): Move => {
    const move = moves.get(key) ?? { leave: new Set(), come: [] };
    moves.set(key, move);
    return move;
  };
  let place = given.nextPlace;
  for (const recordId of involved) {
    const held = before.get(recordId);
    const changed = given.features.has(recordId);
    const features = changed ? given.features.get(recordId) : held?.features;
    const key = features && contentKey(features, single.has(recordId));
    if (held && (changed || held.contentKey !== key)) moveOf(held.contentKey).leave.add(recordId);
    if (!features || key === undefined || (!changed && held?.contentKey === key)) continue;
    const at = changed ? place++ : (held as Linked).place;
    moveOf(key).come.push({ recordId, place: at, contentKey: key, representative: recordId, features });
  }
  return moves;
}

/** Those who stay in a content: all of them when its smallest changes, else that one, as nobody else's place does. */
async function holdersOf(memory: LinkMemory, key: string, head: string, { leave, come }: Move): Promise<Linked[]> {
  const smaller = come.some(({ recordId }) => recordId < head);
  const held = leave.has(head) || smaller ? await memory.ofContent(key) : await memory.byRecord([head]);
  return held.filter(({ recordId }) => !leave.has(recordId));
}

/** Members of one content, each behind the smallest where they are letters of one origin. */
function placed(members: readonly Linked[], model: Model): Linked[] {
  const [head, ...others] = [...members].sort((x, y) => (x.recordId < y.recordId ? -1 : 1));
  if (!head) return [];
  const behind = (member: Linked): string =>
    originEdge(head.features, member.features, model).relation === 'ORIGIN' ? head.recordId : member.recordId;
  return [head, ...others].map((member) => ({
    ...member,
    representative: member === head ? head.recordId : behind(member),
  }));
}
