import { isAbbreviation } from '#libs/text';
import { groupBy } from './registry.js';
import type { RosterPost } from './roster.js';

/** First and last day on which something may have happened. */
export interface Period {
  from: string;
  to: string;
}

/** Roster posts by person name and by unit. */
export class RosterIndex {
  private readonly byName: ReadonlyMap<string, RosterPost[]>;
  private readonly byUnit: ReadonlyMap<string, RosterPost[]>;

  constructor(
    posts: readonly RosterPost[],
    /** Unit → the unit and all below it. */
    private readonly below: (unitId: string) => ReadonlySet<string>,
  ) {
    this.byName = groupBy(posts, (post) => post.name);
    this.byUnit = groupBy(posts, (post) => post.unitId);
  }

  /** Persons called `name` in one of `units` or below, in post at that time; those in post at another time when nobody was then. */
  named(name: string, units: readonly string[], period: Period): RosterPost[] {
    const all = (this.byName.get(name) ?? []).filter((post) => units.some((unit) => this.below(unit).has(post.unitId)));
    const held = all.filter((post) => heldIn(post, period));
    return onePostEach(held.length > 0 ? held : all);
  }

  /**
   * Persons of `units` who held the post that `said` names, or had the duty it names, at that time. The units' own come before those below.
   * With a surname (周局长, 王某) only who has it; as deputies are addressed like heads, 周局长 is a deputy where no head is called so.
   */
  holding(said: string, units: readonly string[], period: Period, surname = ''): RosterPost[] {
    const called = (post: RosterPost): boolean => heldIn(post, period) && post.name.startsWith(surname);
    const found = this.nearest(
      units,
      (post) => called(post) && (samePost(post.post, said) || hasDuty(post, said) || isHead(post, said)),
    );
    if (found.length > 0 || surname === '') return found;
    return this.nearest(units, (post) => called(post) && samePost(post.post, `副${said}`));
  }

  /** Those of the units themselves; else those of the units below. */
  private nearest(units: readonly string[], fits: (post: RosterPost) => boolean): RosterPost[] {
    const own = units.flatMap((unit) => this.byUnit.get(unit) ?? []).filter(fits);
    if (own.length > 0) return onePostEach(own);
    const below = units.flatMap((unit) => [...this.below(unit)].flatMap((id) => this.byUnit.get(id) ?? []));
    return onePostEach(below.filter(fits));
  }
}

const heldIn = (post: RosterPost, { from, to }: Period): boolean =>
  (post.from === '' || post.from <= to) && (post.to === '' || from <= post.to);

/** 党组成员、副局长 holds 副局长 too; 局长 is no 副局长. */
function samePost(held: string, said: string): boolean {
  const parts = (text: string): string[] => text.replace(/（.*?）|\(.*?\)/gu, '').split(/[、，,兼]/u);
  const heldParts = parts(held);
  return parts(said).some((part) => part.length >= 2 && heldParts.includes(part));
}

/** 一把手, 老大: whoever leads the unit. */
const HEAD = /^(?:单位|[局委办镇乡村院校站所]里?的?)?(?:一把手|老大|主要领导|主要负责人|头头)$/u;

const isHead = (post: RosterPost, said: string): boolean => post.isFirstLeader && HEAD.test(said);

/** 分管房屋征收的副局长: the leader whose duties name it, 城建 for 城市建设 too. */
const DUTY = /(?:分管|主管|负责)(\p{Script=Han}{2,12}?)(?:工作)?的?(?:副?局长|副?主任|副?书记|副?镇长|领导|副职)/u;

function hasDuty(post: RosterPost, said: string): boolean {
  const duty = DUTY.exec(said)?.[1];
  return (
    duty !== undefined &&
    post.order > 0 &&
    post.duties.some((known) => known.includes(duty) || isAbbreviation(duty, known))
  );
}

/** Of a person's posts the one that began last; of those that began together the first in protocol. */
function onePostEach(posts: readonly RosterPost[]): RosterPost[] {
  const precedence = (post: RosterPost): number => (post.order > 0 ? post.order : Number.MAX_SAFE_INTEGER);
  return [...groupBy(posts, (post) => post.personId).values()].map(
    (own) =>
      [...own].sort((a, b) =>
        a.from === b.from ? precedence(a) - precedence(b) : a.from > b.from ? -1 : 1,
      )[0] as RosterPost,
  );
}
