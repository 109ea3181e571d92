import type { CluePerson } from '#libs/contracts';
import { matchingText, splitNames, splitReflected, splitUnitAndPost } from '#libs/text';

/** A suspect as far as the hub may know one. Whatever else a record says about the person is not read. */
export interface Suspect {
  name: string;
  unit?: string;
  post?: string;
  rank?: string;
}

const word = (value: unknown): string | undefined =>
  (typeof value === 'string' || typeof value === 'number') && String(value).trim() !== ''
    ? String(value).trim()
    : undefined;

function fromObject(value: object): Suspect[] {
  const members = value as Record<string, unknown>;
  const name = word(members.name ?? members.姓名);
  if (!name) return [];
  const [unit, post, rank] = [
    word(members.unit ?? members.单位),
    word(members.post ?? members.职务),
    word(members.rank ?? members.职级),
  ];
  return [{ name, ...(unit ? { unit } : {}), ...(post ? { post } : {}), ...(rank ? { rank } : {}) }];
}

/** Suspects of a list of objects (JSON) or of one cell (`罗建平（区质安站站长）；韩立（宏途公司经理）`). */
export function suspectsOf(value: unknown): Suspect[] {
  if (Array.isArray(value))
    return value.flatMap((one) =>
      typeof one === 'string' ? suspectsOf(one) : suspectsOf([one].filter(isObject).at(0)),
    );
  if (isObject(value)) return fromObject(value);
  const text = word(value);
  if (!text) return [];
  return text
    .split(/[;；\n]+/u)
    .flatMap((part) => splitReflected(part).persons)
    .map(({ name, unit, post }) => ({ name, ...(unit ? { unit } : {}), ...(post ? { post } : {}) }));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Workplaces of people who are never the unit's own. */
const OUTSIDE = /公司|集团|企业|工厂|合作社|经营部|商行|个体|无业|务农|农民|自由职业|退休工人/u;

/** `short` may abbreviate `long`: its characters stand in it in order (区住建局 in 青禾区住房和城乡建设局). */
function abbreviates(short: string, long: string): boolean {
  let at = 0;
  for (const char of long) if (char === short[at]) at += 1;
  return short.length >= 2 && at === short.length;
}

/** Whether a suspect's workplace is the unit, a part of it, or a short form of its name. */
function sameBody(one: string, other: string): boolean {
  const [a, b] = [matchingText(one), matchingText(other)];
  return a.includes(b) || b.includes(a) || abbreviates(a, b) || abbreviates(b, a);
}

/**
 * The unit's own people: their workplace is the unit, or the charge is a duty crime (`duty`) and the workplace is public
 * or not told. All others are counted only; their names are given back so that texts can lose them.
 */
export function partSuspects(
  suspects: readonly Suspect[],
  unit: string,
  duty: boolean,
): { persons: CluePerson[]; others: string[] } {
  const own = suspects.filter(({ unit: workplace }) => {
    if (workplace === undefined) return duty || suspects.length === 1;
    if (sameBody(workplace, unit)) return true;
    return duty && !OUTSIDE.test(workplace);
  });
  return {
    persons: own.slice(0, 100).map((suspect) => personOf(suspect, unit)),
    others: suspects.filter((one) => !own.includes(one)).map(({ name }) => name),
  };
}

function personOf(suspect: Suspect, unit: string): CluePerson {
  const parsed = splitNames(suspect.name)[0];
  const norm = suspect.post ? splitUnitAndPost(suspect.post).postNorm : undefined;
  return {
    raw: suspect.name.slice(0, 100),
    name: (parsed?.name ?? suspect.name).slice(0, 50),
    ...(parsed?.masked ? { masked: true } : {}),
    unitRaw: (suspect.unit ?? unit).slice(0, 200),
    ...(suspect.post ? { postRaw: suspect.post.slice(0, 200) } : {}),
    ...(norm ? { postNorm: norm.slice(0, 100) } : {}),
    roleInMatter: 'REFLECTED',
  };
}

/** `text` without the names of people who are counted only. */
export const withoutNames = (text: string, names: readonly string[]): string =>
  names.reduce((rest, name) => (name.length > 1 ? rest.replaceAll(name, '【涉案人员】') : rest), text);
