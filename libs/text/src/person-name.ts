import { PERSON_TITLES } from './name-borders.js';
import { isOrdinaryWord, surnameLength } from './surnames.js';

const TITLES: ReadonlySet<string> = new Set(PERSON_TITLES);
const HAN = /^\p{Script=Han}+$/u;
/** The dots that part the words of minority names. */
export const NAME_DOTS = /[·•・．‧∙]/gu;
const NEVER = /[的了是我你他她您们这那吗呢吧呀么着]/u;
const MINORITY = /^\p{Script=Han}{1,8}(?:·\p{Script=Han}{1,8}){1,3}$/u;

/** Whether `text` has the form of a person's name: a known surname with a given name of one or two characters, or a name with a middle dot. */
export function isPersonName(text: string): boolean {
  const name = text.replace(NAME_DOTS, '·');
  if (name.includes('·')) return MINORITY.test(name);
  if (name.length < 2 || name.length > 4 || !HAN.test(name) || isOrdinaryWord(name) || NEVER.test(name)) return false;
  const surname = surnameLength(name);
  const given = name.length - surname;
  if (surname === 0 || TITLES.has(name.slice(surname))) return false;
  return given >= 1 && (given <= 2 || (surname === 1 && given === 3 && surnameLength(name, 1) === 1));
}
