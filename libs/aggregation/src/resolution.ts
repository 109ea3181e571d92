import type { Clue, CluePerson, ClueUnit } from '#libs/contracts';
import type { UnitIndex, UnitMatch } from '#libs/text';
import type { RosterPost } from './roster.js';

/** What registry and roster make of the names in a clue. A function of the clue and the two tables: same tables, same result. */
export interface Resolution {
  units: ResolvedUnit[];
  persons: ResolvedPerson[];
}

export interface ResolvedUnit {
  raw: string;
  match: UnitMatch;
}

export interface ResolvedPerson {
  raw: string;
  name?: string;
  /** The roster's post at the event time, where one person fits. */
  post?: RosterPost;
  /** The unit that the person is taken to belong to, in its name of now. */
  unitId?: string;
  confidence: number;
  reason: string;
  /** Several roster persons fit: an officer has to choose. */
  candidates: RosterPost[];
}

/** Roster posts by person name and by unit. */
export class RosterIndex {
  private readonly byName = new Map<string, RosterPost[]>();
  private readonly byUnit = new Map<string, RosterPost[]>();

  constructor(
    posts: readonly RosterPost[],
    /** Unit → the unit and all below it. */
    private readonly below: (unitId: string) => ReadonlySet<string>,
  ) {
    for (const post of posts) {
      push(this.byName, post.name, post);
      push(this.byUnit, post.unitId, post);
    }
  }

  /** Posts of `name` in one of `units` or below, held at `day`; posts held at another time follow when none was held then. */
  named(name: string, units: readonly string[], day: string): RosterPost[] {
    const all = (this.byName.get(name) ?? []).filter((post) => this.within(post, units));
    const held = all.filter((post) => heldAt(post, day));
    return distinctPersons(held.length > 0 ? held : all);
  }

  /** Persons who held a post called `post` in `units` at `day`. */
  holding(post: string, units: readonly string[], day: string): RosterPost[] {
    const found = units.flatMap((unit) => [...this.below(unit)].flatMap((id) => this.byUnit.get(id) ?? []));
    return distinctPersons(found.filter((entry) => heldAt(entry, day) && samePost(entry.post, post)));
  }

  private within(post: RosterPost, units: readonly string[]): boolean {
    return units.length === 0 || units.some((unit) => this.below(unit).has(post.unitId));
  }
}

const heldAt = (post: RosterPost, day: string): boolean =>
  (post.from === '' || post.from <= day) && (post.to === '' || day <= post.to);

/** 党组成员、副局长 holds 副局长 too; 局长 is no 副局长. */
function samePost(held: string, said: string): boolean {
  const parts = (text: string): string[] => text.replace(/（.*?）|\(.*?\)/gu, '').split(/[、，,兼]/u);
  const heldParts = parts(held);
  return parts(said).some((part) => part.length >= 2 && heldParts.includes(part));
}

function distinctPersons(posts: readonly RosterPost[]): RosterPost[] {
  return [...new Map(posts.map((post) => [post.personId, post])).values()];
}

/** Resolves units and persons of a clue. `division` is the sender's, taken as said where a name has none. */
export function resolveClue(clue: Clue, registry: UnitIndex, roster: RosterIndex, division: string): Resolution {
  const day = clue.occurTo ?? clue.originDate ?? clue.receivedDate;
  const units = clue.units.map((unit) => ({ raw: unit.raw, match: resolveUnit(unit, registry, day, division) }));
  const known = units.flatMap(({ match }) => match.unitNow ?? match.unitId ?? []);
  const persons = clue.persons.map((person) => resolvePerson(person, known, registry, roster, day, division));
  return { units, persons };
}

const resolveUnit = (unit: ClueUnit, registry: UnitIndex, date: string, division: string): UnitMatch =>
  registry.resolve(unit.raw, { date, division, ...(unit.uscc ? { uscc: unit.uscc } : {}) });

function resolvePerson(
  person: CluePerson,
  clueUnits: readonly string[],
  registry: UnitIndex,
  roster: RosterIndex,
  day: string,
  division: string,
): ResolvedPerson {
  const said = person.unitRaw ? registry.resolve(person.unitRaw, { date: day, division }) : undefined;
  const own = said?.unitNow ?? said?.unitId;
  const units = own ? [own] : clueUnits;
  const base = { raw: person.raw, ...(person.name ? { name: person.name } : {}) };
  const unitId = units[0];
  const unresolved = (reason: string, candidates: RosterPost[] = []): ResolvedPerson => ({
    ...base,
    ...(unitId ? { unitId } : {}),
    confidence: 0,
    reason,
    candidates,
  });
  if (unitId === undefined) return unresolved('单位未能对应，不按姓名单独认定');
  if (person.name && !person.masked) {
    const found = roster.named(person.name, units, day);
    const [only] = found;
    if (only && found.length === 1) {
      return {
        ...base,
        post: only,
        unitId: only.unitId,
        confidence: 0.95,
        reason: '姓名、单位与名册一致',
        candidates: [],
      };
    }
    return unresolved(found.length > 1 ? '名册中有多人同名' : '名册中没有此人', found);
  }
  const post = person.postNorm ?? person.postRaw;
  if (!post) return unresolved('没有完整姓名和职务');
  const found = roster.holding(post, units, day);
  const [only] = found;
  if (only && found.length === 1) {
    return {
      ...base,
      post: only,
      unitId: only.unitId,
      confidence: 0.8,
      reason: '由单位和职务在名册中唯一确定',
      candidates: [],
    };
  }
  return unresolved(found.length > 1 ? '同一职务有多人' : '名册中没有此职务', found);
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
