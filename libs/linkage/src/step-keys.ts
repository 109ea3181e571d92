import { HELD_BY_FIRST } from './candidate-pairs.js';
import { isLive } from './candidates.js';
import { keysOf, numberKeysOf } from './keys.js';
import type { Crowd, KeyRow, Linked, LinkMemory } from './link-memory.js';
import type { Model } from './model.js';
import type { Turn } from './step-contents.js';
import type { Epoch, Key } from './types.js';

/** A key that the step touches, as it stands afterwards. */
export interface KeyState {
  level: Key['level'];
  wasLive: boolean;
  live: boolean;
  /** Places that carry it; of a dead key that nothing turns on, only those that came to it. */
  places: Set<number>;
  /** Who of a dead key is held against each other carrier: now, and before the step. */
  first?: string;
  formerFirst?: string;
}

/** Every key that comes or goes with a record. */
export interface KeyChanges {
  states: Map<number, KeyState>;
  rows: { added: KeyRow[]; removed: KeyRow[] };
  crowds: Map<number, Crowd | undefined>;
}

/** Keys that a record carries: those of its numbers, and, when it stands for its content, those of what it says. */
export const carriedKeys = (linked: Linked, epoch: Epoch): Key[] => [
  ...numberKeysOf(linked.features),
  ...(linked.representative === linked.recordId ? keysOf(linked.features, epoch) : []),
];

interface Shift {
  level: Key['level'];
  added: Linked[];
  removed: Linked[];
}

function shiftsOf(turns: Iterable<Turn>, epoch: Epoch): Map<number, Shift> {
  const shifts = new Map<number, Shift>();
  const shiftOf = ({ hash, level }: Key): Shift => {
    const shift = shifts.get(hash) ?? { level, added: [], removed: [] };
    shifts.set(hash, shift);
    return shift;
  };
  for (const { before, after } of turns) {
    const old = before ? carriedKeys(before, epoch) : [];
    const now = after ? carriedKeys(after, epoch) : [];
    const stays = before?.place === after?.place;
    const held = new Set(stays ? old.map(({ hash }) => hash) : []);
    const wanted = new Set(stays ? now.map(({ hash }) => hash) : []);
    for (const key of old) if (before && !wanted.has(key.hash)) shiftOf(key).removed.push(before);
    for (const key of now) {
      const shift = shiftOf(key);
      if (after && !held.has(key.hash)) shift.added.push(after);
    }
  }
  return shifts;
}

/** What becomes of the keys when the records turn: who carries them, which die and which revive. */
export async function keyChangesOf(
  memory: LinkMemory,
  turns: ReadonlyMap<string, Turn>,
  epoch: Epoch,
  model: Model,
): Promise<KeyChanges> {
  const shifts = shiftsOf(turns.values(), epoch);
  const crowded = await memory.crowds([...shifts.keys()]);
  const idle = (key: number, shift: Shift): boolean => staysDead(shift, crowded.get(key), turns, model);
  const carriers = await memory.carriers([...shifts].filter(([key, shift]) => !idle(key, shift)).map(([key]) => key));
  const changes: KeyChanges = { states: new Map(), rows: { added: [], removed: [] }, crowds: new Map() };
  for (const [key, shift] of shifts) {
    for (const { place } of shift.added) changes.rows.added.push({ key, place });
    for (const { place } of shift.removed) changes.rows.removed.push({ key, place });
    const crowd = crowded.get(key);
    const count = (crowd?.carriers ?? carriers.get(key)?.length ?? 0) + shift.added.length - shift.removed.length;
    const live = isLive(count, model);
    const places = placesOf(shift, carriers.get(key) ?? []);
    const state: KeyState = { level: shift.level, wasLive: !crowd, live, places };
    if (crowd) state.formerFirst = crowd.first;
    if (!live) state.first = idle(key, shift) ? (crowd as Crowd).first : await firstOf(memory, state, turns);
    changes.states.set(key, state);
    if (!live) changes.crowds.set(key, { carriers: count, first: state.first ?? '' });
    else if (crowd) changes.crowds.set(key, undefined);
  }
  return changes;
}

function placesOf({ added, removed }: Shift, held: readonly number[]): Set<number> {
  const places = new Set(held);
  for (const { place } of removed) places.delete(place);
  for (const { place } of added) places.add(place);
  return places;
}

/** A dead key whose carriers need not be read: it stays dead, and its first, where that matters, is not touched. */
function staysDead(
  { level, added, removed }: Shift,
  crowd: Crowd | undefined,
  turns: ReadonlyMap<string, Turn>,
  model: Model,
): boolean {
  if (!crowd || isLive(crowd.carriers + added.length - removed.length, model)) return false;
  if (!HELD_BY_FIRST.has(level)) return true;
  return !turns.has(crowd.first) && !added.some(({ recordId }) => recordId < crowd.first);
}

async function firstOf(
  memory: LinkMemory,
  { level, places }: KeyState,
  turns: ReadonlyMap<string, Turn>,
): Promise<string> {
  if (!HELD_BY_FIRST.has(level)) return '';
  const carriers = await linkedAt(memory, places, turns);
  return carriers.map(({ recordId }) => recordId).sort()[0] ?? '';
}

/** Records at `places` as they stand after the step. */
export async function linkedAt(
  memory: LinkMemory,
  places: Iterable<number>,
  turns: ReadonlyMap<string, Turn>,
): Promise<Linked[]> {
  const turned = new Map<number, Linked>();
  for (const { after } of turns.values()) if (after) turned.set(after.place, after);
  const wanted = [...places];
  const held = await memory.byPlace(wanted.filter((place) => !turned.has(place)));
  return [...wanted.flatMap((place) => turned.get(place) ?? []), ...held];
}
