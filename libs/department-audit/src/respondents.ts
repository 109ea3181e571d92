import type { CluePerson, ClueUnit, PersonRole } from '#libs/contracts';
import { isPersonName, splitNames, splitReflected, splitUnitAndPost } from '#libs/text';
import { roleOf } from './words.js';

const UNIT_BORDER = /[、，,；;\n]+/u;
const SUBDIVISION = /^(.{2,}?)[/／](.{1,20})$/u;

/** Units of 责任单位/责任科室; `unit/section` in one cell is parted. */
export function unitsOf(respUnit: string): { units: ClueUnit[]; section?: string } {
  let section: string | undefined;
  const units: ClueUnit[] = [];
  for (const part of respUnit.split(UNIT_BORDER).map((one) => one.trim())) {
    if (part === '') continue;
    const divided = SUBDIVISION.exec(part);
    if (divided) section ??= divided[2];
    const raw = (divided?.[1] ?? part).slice(0, 200);
    if (!units.some((unit) => unit.raw === raw)) units.push({ raw, role: 'RESPONSIBLE' });
  }
  return { units: units.slice(0, 50), ...(section ? { section } : {}) };
}

const NAME_THEN_POST =
  /^([\p{Script=Han}·某×*]{2,6}?)[\s　]*[（(]([^（）()]{2,40}(?:[（(][^（）()]{0,30}[）)])?)[）)]$/u;
const NAME_BLANK_POST = /^([\p{Script=Han}·某×*]{2,6})[\s　:：,，]+(\S{2,40})$/u;
const POST_ENDING =
  /(?:书记|局长|主任|科长|股长|站长|所长|队长|院长|校长|镇长|经理|会计|出纳|委员|成员|负责人|组长|处长|园长)$/u;

function person(part: string): Omit<CluePerson, 'roleInMatter'> {
  const shaped = NAME_THEN_POST.exec(part) ?? NAME_BLANK_POST.exec(part);
  const [written, post] = [shaped?.[1] ?? '', shaped?.[2] ?? ''];
  const parsed = isPersonName(written) || /[某×*]/u.test(written) ? splitNames(written)[0] : undefined;
  if (!parsed) {
    const found = splitReflected(part).persons[0];
    if (!found) return { raw: part.slice(0, 100) };
    return {
      raw: part.slice(0, 100),
      name: found.name.slice(0, 50),
      ...(found.masked ? { masked: true } : {}),
      ...(found.unit ? { unitRaw: found.unit.slice(0, 200) } : {}),
      ...(found.post ? { postRaw: found.post.slice(0, 200) } : {}),
    };
  }
  const where = splitUnitAndPost(post);
  return {
    raw: part.slice(0, 100),
    name: parsed.name.slice(0, 50),
    ...(parsed.masked ? { masked: true } : {}),
    ...(where.unit && where.post ? { unitRaw: where.unit.slice(0, 200) } : {}),
    postRaw: (where.unit && where.post ? where.post : post).slice(0, 200),
    ...(where.postNorm ? { postNorm: where.postNorm.slice(0, 100) } : {}),
  };
}

/** Splits at borders outside brackets, so that `祁文涛（副局长，分管市政）` stays one. */
function splitOutside(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] as string;
    if ('（('.includes(char)) depth += 1;
    else if ('）)'.includes(char)) depth = Math.max(0, depth - 1);
    else if (depth === 0 && '、；;\n'.includes(char)) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...parts, text.slice(from)].map((part) => part.trim()).filter(Boolean);
}

/** A list of which each further part is a post of the person before it (`张三 党组成员、副局长`) is put together again. */
function personParts(text: string): string[] {
  const parts: string[] = [];
  for (const part of splitOutside(text)) {
    const last = parts.at(-1);
    const postOnly = POST_ENDING.test(part) && !isPersonName(part.slice(0, 3)) && !isPersonName(part.slice(0, 2));
    if (last !== undefined && postOnly && /[\s　]/u.test(last)) parts[parts.length - 1] = `${last}、${part}`;
    else parts.push(part);
  }
  return parts;
}

/**
 * Persons of 责任人及职务 with the kind of responsibility of 责任类型: one for all, or one for each in the same order.
 * `unknown` is true when a kind is written that is none.
 */
export function respondentsOf(
  respPerson: string,
  respType: string,
  unit: string,
): { persons: CluePerson[]; unknown: boolean } {
  const kinds = splitOutside(respType);
  const roles = kinds.map(roleOf);
  const parts = personParts(respPerson).slice(0, 100);
  const role = (at: number): PersonRole =>
    (roles.length === parts.length ? roles[at] : roles.length === 1 ? roles[0] : undefined) ?? 'REFLECTED';
  const persons = parts.map((part, at) => {
    const one = person(part);
    return { ...one, unitRaw: one.unitRaw ?? unit, roleInMatter: role(at) };
  });
  return { persons, unknown: roles.some((found) => found === undefined) };
}
