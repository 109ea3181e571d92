import type { Clue, CluePerson } from '#libs/contracts';
import type { CheckContext, PersonFact } from './context.js';
import { isUniquePost } from './posts.js';
import { type Level, level } from './rubric.js';

/** 被反映人, 直接责任, 主管责任: the roles that are the object of a matter. 领导责任 and 知情 are not. */
export const isObject = (person: CluePerson): boolean =>
  person.roleInMatter === 'REFLECTED' || person.roleInMatter === 'DIRECT' || person.roleInMatter === 'SUPERVISORY';

/** 老李, 小王, 李某, 张×, 王局: a form of address or a mask that names nobody. */
const PART_NAME =
  /^[老小]?\p{Script=Han}$|^[老小]\p{Script=Han}{1}$|[某×xX*＊]|^\p{Script=Han}姓|^\p{Script=Han}[局总书处科]$/u;

type NameKind = 'full' | 'part' | 'none';

function nameKind(person: CluePerson): NameKind {
  const name = person.name ?? '';
  if (!name) return 'none';
  return person.masked || PART_NAME.test(name) ? 'part' : 'full';
}

function withRoster(name: NameKind, post: boolean, fact: PersonFact): string {
  if (name === 'none') return fact.matched ? 'POST_UNIT' : 'UNIT_ONLY';
  if (!fact.matched) return name === 'full' ? 'NOT_ON_ROSTER' : 'PART_NAME';
  return post || fact.rosterPostKnown ? 'ROSTER' : 'ROSTER_NO_POST';
}

function asGiven(name: NameKind, person: CluePerson, unit: boolean): string {
  const uniquePost = unit && isUniquePost(person.postNorm ?? person.postRaw ?? '');
  const post = Boolean(person.postRaw || person.postNorm);
  if (name === 'full') {
    if (!unit) return 'NAME_ONLY';
    return post ? 'FULL' : 'NAME_UNIT';
  }
  if (uniquePost) return 'POST_UNIT';
  if (name === 'part') return 'PART_NAME';
  return unit ? 'UNIT_ONLY' : 'NONE';
}

/** WHO 对象明确: the best-known person that is an object of the matter, else the unit. */
export function who(clue: Clue, context: CheckContext | undefined): Level {
  const unit = clue.units.length > 0 && context?.unitResolved !== false;
  let best = level(unit ? 'WHO.UNIT_ONLY' : 'WHO.NONE', unit ? 'units' : undefined);
  for (const [index, person] of clue.persons.entries()) {
    if (!isObject(person)) continue;
    const name = nameKind(person);
    const fact = context?.persons?.[index];
    const hasUnit = unit || (Boolean(person.unitRaw) && context?.unitResolved !== false);
    const post = Boolean(person.postRaw || person.postNorm);
    const found = level(`WHO.${fact ? withRoster(name, post, fact) : asGiven(name, person, hasUnit)}`, 'persons');
    if ((found.score.points ?? 0) > (best.score.points ?? 0)) best = found;
  }
  return best;
}
