import type { Chance } from './chance.js';
import type { Style } from './families.js';
import type { Difficulty, Matter, When } from './matter.js';
import { WORDS } from './words.js';

/** What one writer says of a matter, and what he got wrong or left out. */
export interface Telling {
  style: Style;
  text: string;
  /** As the writer calls them; empty where he does not. */
  unit: string;
  name: string;
  post: string;
  when: string;
  sum: string;
  hard: Set<Difficulty>;
}

const DIGITS = '〇一二三四五六七八九';
const chineseYear = (year: number): string => [...String(year)].map((digit) => DIGITS[Number(digit)]).join('');
const chineseMonth = (month: number): string =>
  (month > 9 ? `十${month > 10 ? DIGITS[month - 10] : ''}` : DIGITS[month]) as string;

function monthWords(chance: Chance, year: number, month: number): string {
  return chance.of([
    `${year}年${month}月`,
    `${year}年${month}月份`,
    `${chineseYear(year)}年${chineseMonth(month)}月`,
    `${String(year).slice(2)}年${month}月`,
  ]);
}

/** The time as this writer puts it. */
function whenWords(chance: Chance, when: When, hard: Set<Difficulty>): string {
  let { year, month } = when;
  if (chance.happens(0.04)) {
    hard.add('wrongDate');
    if (month !== undefined && chance.happens(0.5)) month = (month % 12) + 1;
    else year -= 1;
  }
  if (when.toYear !== undefined) return `${year}年至${when.toYear}年`;
  if (month === undefined) return chance.of([`${year}年`, `${year}年度`, `${year}年`]);
  if (!chance.happens(0.15)) return monthWords(chance, year, month);
  hard.add('partialDate');
  return chance.of([
    `${year}年`,
    `${year}年${month > 6 ? '下' : '上'}半年`,
    month > 10 ? `${year}年底` : `${year}年`,
    '前几年',
  ]);
}

const plainFigure = (value: number): string => String(Number(value.toFixed(4)));
const ofWan = (yuan: number): string => (yuan >= 10_000 ? `${plainFigure(yuan / 10_000)}万元` : `${yuan}元`);

function rounded(chance: Chance, yuan: number): string {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(yuan)) - 1);
  const down = Math.floor(yuan / unit) * unit;
  return chance.of([
    `约${ofWan(Math.round(yuan / unit) * unit)}`,
    `${ofWan(down).replace(/元$/u, '')}多元`,
    `近${ofWan(down + unit)}`,
  ]);
}

function sumWords(chance: Chance, yuan: number, style: Style, hard: Set<Difficulty>): string {
  const official = style === 'formal';
  const roll = chance.next();
  if (roll < (official ? 0.05 : 0.25)) {
    hard.add('roundedAmount');
    return rounded(chance, yuan);
  }
  if (roll < (official ? 0.1 : 0.3) && yuan >= 20_000) {
    hard.add('splitAmount');
    const part = Math.round((yuan * (2 + chance.below(5))) / 1000) * 100;
    const parts = `${ofWan(part)}和${ofWan(yuan - part)}`;
    return chance.happens(0.6) ? `${parts}，合计${ofWan(yuan)}` : `先后${parts}`;
  }
  return chance.happens(0.85) ? ofWan(yuan) : `${yuan}元`;
}

/** A unit by one of its names; by an old one where the matter is older than the name. */
function unitWords(chance: Chance, { unit, when }: Matter, style: Style, hard: Set<Difficulty>): string {
  const { former } = unit;
  const last = `${when.toYear ?? when.year}-${String(when.month ?? 12).padStart(2, '0')}-28`;
  if (former && last < former.until && chance.happens(0.7)) {
    hard.add('reorganised');
    return chance.of(former.forms);
  }
  if (chance.happens(style === 'formal' ? 0.5 : 0.2)) return unit.name;
  const form = chance.happens(0.75) ? (unit.forms[0] as string) : chance.of(unit.forms);
  if (form !== unit.forms[0]) hard.add('alias');
  return form;
}

const shortPost = (post: string): string => (post.split('、').at(-1) as string).replace(/^.*科(?=科长)/u, '');

function maskedName(chance: Chance, name: string, post: string): string {
  const surname = name[0] as string;
  return chance.of([
    `${surname}某`,
    `${surname}某某`,
    `${surname}××`,
    `${surname}${shortPost(post).replace(/^副/u, '')}`,
  ]);
}

/** Another character of the same sound, where the given name has one. */
function homophone(chance: Chance, name: string): string {
  const at = name.length - 1;
  const group = WORDS.homophones.find((sounds) => sounds.includes(name[at] as string));
  const others = [...(group ?? '')].filter((character) => character !== name[at]);
  return others.length > 0 ? name.slice(0, at) + chance.of(others) : name;
}

function nameWords(chance: Chance, { official }: Matter, style: Style, hard: Set<Difficulty>): string {
  const { name, post } = official;
  if (chance.happens(style === 'formal' ? 0.03 : 0.12)) {
    hard.add('masked');
    return maskedName(chance, name, post);
  }
  if (style === 'formal' || !chance.happens(0.05)) return name;
  const heard = homophone(chance, name);
  if (heard !== name) hard.add('homophone');
  return heard;
}

const isNamed = (name: string): boolean => !/[某×]|[长任记计书理]$/u.test(name);

/** The person in the sentence: with the post before the name, the name alone, or what stands for it. */
function whoWords(chance: Chance, name: string, post: string): string {
  if (/[长任记计书理]$/u.test(name) || !chance.happens(0.7)) return name;
  return isNamed(name) ? `${post}${name}` : `${shortPost(post)}${name}`;
}

/** How a ledger sums up what another office sent. */
const SUMMARY = '反映{unit}{who}有关{title}的问题线索：{when}{how1}，并{how2}，涉及金额{sum}。';

/** One writer tells a matter. `facts`: which of what was done he knows of. */
export function tell(
  chance: Chance,
  matter: Matter,
  style: Style,
  { noUnit = false, summed = false }: { noUnit?: boolean; summed?: boolean } = {},
): Telling {
  const hard = new Set<Difficulty>(noUnit ? ['noUnit'] : []);
  const known = chance.shuffled(matter.how).slice(0, 2);
  const unit = noUnit ? '' : unitWords(chance, matter, style, hard);
  const name = noUnit ? '' : nameWords(chance, matter, style, hard);
  const when = whenWords(chance, matter.when, hard);
  const sum = sumWords(chance, matter.yuan, style, hard);
  const { post } = matter.official;
  const slots: Record<string, string> = {
    unit,
    who: noUnit ? chance.of(['管事的人', '当官的', '有关部门']) : whoWords(chance, name, post),
    thing: matter.thing,
    firm: matter.firm,
    title: matter.family.title.replace('{thing}', matter.thing),
    when,
    sum,
    how1: known[0]?.[style] ?? '',
    how2: known[1]?.[style] ?? '',
  };
  const core = (summed ? SUMMARY : matter.family.texts[style]).replace(
    /\{(\w+)\}/gu,
    (_, slot: string) => slots[slot] ?? '',
  );
  return { style, text: framed(chance, core, style), unit, name, post, when, sum, hard };
}

function framed(chance: Chance, core: string, style: Style): string {
  if (style === 'formal') return core + chance.of(WORDS.officialTails);
  const asides = chance.shuffled(WORDS.asides).slice(0, chance.below(4));
  const before = asides.length > 2 ? (asides.pop() as string) : '';
  return `${chance.of(WORDS.openers)}${before}${core}${asides.join('')}${chance.of(WORDS.closers)}`;
}

/** The text as another hand types it again: about one slip in `every` characters. */
export function retyped(chance: Chance, text: string, every: number, hard: Set<Difficulty>): string {
  let slips = 0;
  const typed = [...text].map((character) => {
    const pair = WORDS.typoPairs.find((two) => two.includes(character));
    if (!pair || slips >= text.length / every || !chance.happens(0.25)) return character;
    slips++;
    return pair[0] === character ? (pair[1] as string) : (pair[0] as string);
  });
  if (slips > 0) hard.add('typo');
  return typed.join('');
}

const FULL_WIDTH = 0xfee0;

/** A number as a clerk copies it: full-width, in other brackets, with blanks or leading noughts. */
export function copiedNumber(chance: Chance, number: string): string {
  if (!chance.happens(0.4)) return number;
  if (!number.includes('〔'))
    return chance.happens(0.5)
      ? number.replace(/[0-9A-Z]/gu, (character) => String.fromCharCode(character.charCodeAt(0) + FULL_WIDTH))
      : ` ${number} `;
  return chance.of([
    number.replace('〔', '[').replace('〕', ']'),
    number.replace('〔', '（').replace('〕', '）'),
    number.replace(/〕(\d+)号/u, '〕第0$1号'),
    number.replace('〔', ' 〔').replace('号', ' 号'),
  ]);
}
