import { GENERIC_WORDS } from './lexicon.js';

/** Characters before which a name cannot reach: particles, verbs and conjunctions. 和 is missing on purpose (和顺路). */
const STOPS = new Set(
  '在对的于把将由从为了给后该本某年月日等是有这那些每让请到并且但就都也被向以用与及至去往进出修铺筑建全各之',
);
/** A name may hold Han, digits, letters, dashes, quotes and brackets. */
const PART_OF_NAME = /[\p{Script=Han}0-9A-Za-z（）()“”\-—]/u;
const GENERIC = new RegExp(
  [...GENERIC_WORDS]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[^\p{Script=Han}]/gu, ''))
    .join('|'),
  'gu',
);
const NOT_LETTERS = /[^\p{Script=Han}0-9A-Za-z]/gu;
/** Longest name looked back for, in characters. */
const REACH = 14;

/** The characters before `at` that may belong to a name, back to a stop or a mark, at most {@link REACH}. */
function before(text: string, at: number): string {
  let from = at;
  while (from > 0 && at - from < REACH) {
    const char = text.charAt(from - 1);
    if (STOPS.has(char) || !PART_OF_NAME.test(char)) break;
    from -= 1;
  }
  return text.slice(from, at);
}

/** 走路, 跑路, 谋生路, 上下班路, 公里路, 雨路: ways that have no name. */
const UNNAMED = /[走跑谋活班里速雨生熟套导销业]路$/u;
/** Only a numbered group, or one of a village, is a place: 3组, 新桥村东山组; 巡视组 is none. */
const GROUP = /(?:[\d一二三四五六七八九十]|[村区][\p{Script=Han}]{1,3})$/u;

/**
 * The name that ends with the site word `word` at `at`, or nothing where the words before it do not single anything out
 * (市政工程, 这个项目, 村 alone). One-character endings need two characters of their own in front.
 */
export function namedSite(text: string, word: string, at: number): string | undefined {
  if (UNNAMED.test(text.slice(Math.max(0, at - 2), at) + word)) return undefined;
  if (word === '组' && !GROUP.test(text.slice(Math.max(0, at - 5), at))) return undefined;
  const prefix = word.length === 1 ? before(text, at).slice(-3) : before(text, at);
  const own = prefix.replace(GENERIC, '').replace(NOT_LETTERS, '');
  return own.length >= 2 ? prefix + word : undefined;
}
