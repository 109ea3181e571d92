import { HELD_BY_FIRST } from './candidate-pairs.js';
import { addEvidence, type Evidence, isCandidate, noEvidence } from './candidates.js';
import type { Linked, LinkMemory } from './link-memory.js';
import type { Model } from './model.js';
import { matterEdge, originEdgeOf } from './pair-edges.js';
import type { Turn } from './step-contents.js';
import { carriedKeys, type KeyChanges, type KeyState, linkedAt } from './step-keys.js';
import type { Edge, Epoch, Key } from './types.js';

export interface EdgeChanges {
  added: Edge[];
  removed: Edge[];
  candidates: number;
}

/** Two records that the step looks at again, and what leads from one to the other. */
interface Asked {
  /** The smaller id. */
  a: Linked;
  b: Linked;
  evidence: Evidence;
  /** A number, a content or a crowd says that they may be one letter. */
  letter: boolean;
}

class AskedPairs {
  readonly pairs = new Map<string, Asked>();

  of(x: Linked, y: Linked): Asked {
    const [a, b] = x.recordId < y.recordId ? [x, y] : [y, x];
    const id = `${a.recordId}|${b.recordId}`;
    let asked = this.pairs.get(id);
    if (!asked) {
      asked = { a, b, evidence: noEvidence(), letter: false };
      this.pairs.set(id, asked);
    }
    return asked;
  }
}

const standsForItself = (linked: Linked): boolean => linked.representative === linked.recordId;

/**
 * Edges that come and go with the records that turn. A record that turned is asked about everything it meets; two
 * others only where a key that they share died, revived or got another first carrier.
 */
export async function edgeChangesOf(
  memory: LinkMemory,
  turns: ReadonlyMap<string, Turn>,
  keys: KeyChanges,
  epoch: Epoch,
  model: Model,
): Promise<EdgeChanges> {
  const old = await memory.edges([...turns.keys()]);
  const asked = new AskedPairs();
  await askTurned(memory, turns, keys, epoch, asked);
  const doubtful = await doubtfulPairs(memory, turns, keys);
  const again = await evidenceAgain(memory, doubtful.pairs, keys, epoch);
  const found: Edge[] = [];
  let candidates = 0;
  for (const { a, b, evidence, letter } of [...asked.pairs.values(), ...again]) {
    const candidate = standsForItself(a) && standsForItself(b) && isCandidate(evidence, model);
    if (candidate) candidates++;
    const origin = letter || (candidate && evidence.close) ? originEdgeOf(a.features, b.features, model) : undefined;
    const matter = candidate ? matterEdge(a.features, b.features, epoch, model) : undefined;
    if (origin) found.push(origin);
    if (matter) found.push(matter);
  }
  return { ...difference([...old, ...doubtful.edges], found), candidates };
}

function difference(old: readonly Edge[], now: readonly Edge[]): Pick<EdgeChanges, 'added' | 'removed'> {
  const nameOf = ({ type, a, b, relation, score, anchor, veto, reason }: Edge): string =>
    [type, a, b, relation, score, anchor, veto ?? '', reason].join('|');
  const before = new Map(old.map((edge) => [nameOf(edge), edge]));
  const after = new Map(now.map((edge) => [nameOf(edge), edge]));
  return {
    added: [...after].filter(([name]) => !before.has(name)).map(([, edge]) => edge),
    removed: [...before].filter(([name]) => !after.has(name)).map(([, edge]) => edge),
  };
}

/** Everybody whom a turned record meets by a key that is live, by the first of a dead one, or by its content. */
async function askTurned(
  memory: LinkMemory,
  turns: ReadonlyMap<string, Turn>,
  { states }: KeyChanges,
  epoch: Epoch,
  asked: AskedPairs,
): Promise<void> {
  const turned = [...turns.values()].flatMap(({ after }) => after ?? []);
  const carried = new Map(turned.map((linked) => [linked, carriedKeys(linked, epoch)]));
  const meets = (key: Key, linked: Linked): Iterable<number> => {
    const state = states.get(key.hash) as KeyState;
    const first = state.first === linked.recordId;
    return state.live || (HELD_BY_FIRST.has(key.level) && first) ? state.places : [];
  };
  const places = new Set<number>();
  const named = new Set<string>(turned.map(({ representative }) => representative));
  for (const [linked, keys] of carried)
    for (const key of keys) {
      for (const place of meets(key, linked)) places.add(place);
      const first = states.get(key.hash)?.first;
      if (first) named.add(first);
    }
  const met = new Map((await linkedAt(memory, places, turns)).map((linked) => [linked.place, linked]));
  const byId = await linkedBy(memory, named, turns);
  for (const [linked, keys] of carried) {
    const stand = byId.get(linked.representative);
    if (stand && stand.recordId !== linked.recordId) asked.of(linked, stand).letter = true;
    for (const key of keys) {
      const { live, first } = states.get(key.hash) as KeyState;
      for (const place of meets(key, linked)) {
        const other = met.get(place);
        if (!other || other.recordId === linked.recordId) continue;
        const pair = asked.of(linked, other);
        if (!live || key.level === 'NUM') pair.letter = true;
        // Two records that both turned meet twice by each key: the smaller one counts it.
        else if (linked.recordId < other.recordId || !carried.has(other)) addEvidence(pair.evidence, key);
      }
      const other = first ? byId.get(first) : undefined;
      if (other && other.recordId !== linked.recordId) asked.of(linked, other).letter = true;
    }
  }
}

/** Records as they stand after the step, by id. */
async function linkedBy(
  memory: LinkMemory,
  ids: ReadonlySet<string>,
  turns: ReadonlyMap<string, Turn>,
): Promise<Map<string, Linked>> {
  const held = await memory.byRecord([...ids].filter((id) => !turns.has(id)));
  const turned = [...ids].flatMap((id) => turns.get(id)?.after ?? []);
  return new Map([...held, ...turned].map((linked) => [linked.recordId, linked]));
}

interface Doubtful {
  pairs: Map<string, [Linked, Linked]>;
  /** Edges that stand between them. */
  edges: Edge[];
}

/** Pairs of records that did not turn, but whose common key did. */
async function doubtfulPairs(
  memory: LinkMemory,
  turns: ReadonlyMap<string, Turn>,
  { states }: KeyChanges,
): Promise<Doubtful> {
  const pairs = new Map<string, [Linked, Linked]>();
  const add = (x: Linked, y: Linked): void => {
    const [a, b] = x.recordId < y.recordId ? [x, y] : [y, x];
    if (a !== b) pairs.set(`${a.recordId}|${b.recordId}`, [a, b]);
  };
  const edges = new Map<string, Edge>();
  const keep = (edge: Edge): void => {
    edges.set(`${edge.type}|${edge.a}|${edge.b}`, edge);
  };
  for (const state of states.values()) {
    const { wasLive, live, first, formerFirst, places, level } = state;
    const moved = !wasLive && !live && first !== formerFirst;
    if (wasLive === live && !moved) continue;
    const members = (await linkedAt(memory, places, turns)).filter(({ recordId }) => !turns.has(recordId));
    const byId = new Map(members.map((linked) => [linked.recordId, linked]));
    if (live) for (const [at, x] of members.entries()) for (const y of members.slice(0, at)) add(x, y);
    for (const id of HELD_BY_FIRST.has(level) ? [first, formerFirst] : []) {
      const held = byId.get(id ?? '');
      if (held) for (const other of members) add(held, other);
    }
    for (const edge of wasLive ? await memory.edges([...byId.keys()]) : []) {
      const a = byId.get(edge.a);
      const b = byId.get(edge.b);
      if (a && b) add(a, b);
    }
  }
  const ends = new Set([...pairs.values()].map(([a]) => a.recordId));
  for (const edge of await memory.edges([...ends])) if (pairs.has(`${edge.a}|${edge.b}`)) keep(edge);
  return { pairs, edges: [...edges.values()] };
}

/** What leads from one to the other of pairs that are asked again, by all their keys. */
async function evidenceAgain(
  memory: LinkMemory,
  pairs: ReadonlyMap<string, [Linked, Linked]>,
  { states }: KeyChanges,
  epoch: Epoch,
): Promise<Asked[]> {
  const carried = new Map<Linked, Map<number, Key>>();
  const keysAt = (linked: Linked): Map<number, Key> => {
    const keys = carried.get(linked) ?? new Map(carriedKeys(linked, epoch).map((key) => [key.hash, key]));
    carried.set(linked, keys);
    return keys;
  };
  const shared = [...pairs.values()].map(([a, b]) => {
    const other = keysAt(b);
    return { a, b, keys: [...keysAt(a).values()].filter(({ hash }) => other.has(hash)) };
  });
  const hashes = new Set(shared.flatMap(({ keys }) => keys.map(({ hash }) => hash)));
  const crowds = await memory.crowds([...hashes].filter((hash) => !states.has(hash)));
  const firstOf = (hash: number): string | undefined => (states.get(hash) ?? crowds.get(hash))?.first;
  return shared.map(({ a, b, keys }) => {
    const asked: Asked = { a, b, evidence: noEvidence(), letter: a.recordId === b.representative };
    for (const key of keys) {
      const first = firstOf(key.hash);
      if (first === undefined) {
        if (key.level === 'NUM') asked.letter = true;
        else addEvidence(asked.evidence, key);
      } else if (HELD_BY_FIRST.has(key.level) && (first === a.recordId || first === b.recordId)) asked.letter = true;
    }
    return asked;
  });
}
