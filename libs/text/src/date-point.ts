import type { DatePrecision } from '#libs/contracts';
import { matchAt } from './amount-units.js';
import { addDays, dayParts, isDay, isoDay, lunarDay, monthEnd } from './calendar.js';
import { parseNumeral } from './numeral.js';

/** What a phrase is read against. */
export interface DateContext {
  /** Date of the letter or report. */
  anchor: string;
  tenure?: { from: string; to?: string };
  /** A cell of its own, where a bare number may be a year; in prose it may not. */
  cell: boolean;
}

/** One time on the calendar, before words like 以来 or 至 are applied. */
export interface Point {
  end: number;
  from?: string;
  to?: string;
  precision: DatePrecision;
  relative?: boolean;
  lunar?: boolean;
  impossible?: boolean;
  /** Year and month said, for what follows without them (2019年3月至5月). */
  year?: number;
  month?: number;
  /** A year written bare, without 年. */
  bare?: boolean;
  /** A festival: 前 and 后 then mean thirty days. */
  festival?: boolean;
}

/** Four digits of a year, western or Chinese, and one or two digits of month or day. */
export const YEAR4 = '(?:19|20)\\d{2}|[一二壹贰][〇零九O0][〇零一二三四五六七八九O]{2}';
export const NUMBER2 = '\\d{1,2}|[一二三四五六七八九十廿]{1,3}';
const CLOCK_AFTER = /[\sT]\s?\d{1,2}[:：]\d{1,2}(?:[:：]\d{1,2}(?:\.\d+)?)?/uy;

const RELATIVE_YEARS: Record<string, number> = {
  今年: 0,
  本年: 0,
  本年度: 0,
  去年: -1,
  上年: -1,
  上年度: -1,
  前年: -2,
  大前年: -3,
  明年: 1,
};
const YEAR_WORD = /(今年|本年度?|去年|上年度?|大前年|前年|明年)/uy;
const YEAR_FULL = new RegExp(`(${YEAR4})\\s?(?:年度?|(?=[-./]\\d{1,2}(?!\\d)))`, 'uy');
const YEAR_SHORT = /(\d{2}|[〇零一二三四五六七八九]{2})年度?/uy;
const YEAR_BARE = /((?:19|20)\d{2})(?!\d)/uy;
const COMPACT = /((?:19|20)\d{2})(0[1-9]|1[0-2])(\d{2})?(?![\d.])/uy;
const NUMERIC = /([-./])(\d{1,2})(?:\1(\d{1,2}))?(?!\d)(?!\s?年)/uy;
const MONTH = new RegExp(`\\s?的?\\s?(${NUMBER2}|元)\\s?月(份)?(?![供租薪饼嫂球])`, 'uy');
const DAY = new RegExp(`\\s?(${NUMBER2})\\s?(?:日|号)(?![召])`, 'uy');
const MONTH_PART = /(上旬|中旬|下旬|初|中(?![心央学小国共])|底|末)/uy;
const LUNAR =
  /\s?的?(?:[(（]?(?:农历|阴历|旧历)|(?:正|腊|冬)月)(?:[正腊冬一二三四五六七八九十\d]{1,2}月)?(?:初?[一二三四五六七八九十廿\d]{1,3}[日号]?)?[)）]?/uy;
const HALF = /\s?的?(上半年|下半年|前半年|后半年)/uy;
const QUARTER = /\s?的?第?([一二三四1-4])(?:个)?季度/uy;
const YEAR_PART = /\s?的?年?(底|末|初|中(?![心央学小国共医考旬秋])|春季|春天|夏季|夏天|秋季|秋天|冬季|冬天)/uy;
export const FESTIVAL =
  /\s?的?(春节|过年|除夕|元旦|元宵节?|清明节?|五一|端午节?|中秋节?|国庆节?|十一)(?!月|年|日|届|大|中|小)/uy;

const num = (text: string | undefined): number =>
  parseNumeral((text ?? '').replace(/O/gu, '0').replace('元', '1')) ?? Number.NaN;

/** The spans that words inside a year mean: from month and day, to month (its end). 冬 runs into the next year. */
const YEAR_PARTS: Record<string, [from: number, to: number]> = {
  底: [11, 12],
  末: [11, 12],
  初: [1, 2],
  中: [6, 7],
  春: [3, 5],
  夏: [6, 8],
  秋: [9, 11],
  冬: [12, 14],
};
const MONTH_PARTS: Record<string, [from: number, to: number]> = {
  初: [1, 10],
  上旬: [1, 10],
  中: [11, 20],
  中旬: [11, 20],
  底: [21, 31],
  下旬: [21, 31],
  末: [21, 31],
};

/** Two digits of a year: up to the year after the anchor they are 20xx, else 19xx. */
export function fullYear(short: number, anchor: string): number {
  return short <= (Number(anchor.slice(0, 4)) + 1) % 100 ? 2000 + short : 1900 + short;
}

const impossible = (end: number): Point => ({ end, precision: 'NONE', impossible: true });

/** A whole month. */
export function monthPoint(year: number, month: number, end: number): Point {
  if (!isDay(year, month, 1)) return impossible(end);
  return { end, from: isoDay(year, month, 1), to: monthEnd(year, month), precision: 'MONTH', year, month };
}

/** A day, if there is such a day. */
export function dayPoint(year: number, month: number, day: number, end: number): Point {
  if (!isDay(year, month, day)) return impossible(end);
  const iso = isoDay(year, month, day);
  return { end, from: iso, to: iso, precision: 'DAY', year, month };
}

const yearPoint = (year: number, end: number): Point => ({
  end,
  from: `${year}-01-01`,
  to: `${year}-12-31`,
  precision: 'YEAR',
  year,
});

/** Days of a festival. */
export function festivalPoint(name: string, year: number, end: number): Point {
  const fixed: Record<string, [string, number]> = {
    元旦: ['01-01', 2],
    清明: ['04-04', 2],
    五一: ['05-01', 4],
    国庆: ['10-01', 6],
    十一: ['10-01', 6],
  };
  const lunar: Record<string, [number, number, number]> = {
    春节: [1, 1, 6],
    过年: [1, 1, 6],
    元宵: [1, 15, 0],
    端午: [5, 5, 2],
    中秋: [8, 15, 2],
  };
  const key = name.length === 3 ? name.replace(/节$/u, '') : name;
  const base = { end, precision: 'RANGE' as const, festival: true, year };
  if (key === '除夕') {
    const eve = addDays(lunarDay(year, 1, 1), -1);
    return { ...base, from: eve, to: eve, precision: 'DAY' };
  }
  const moved = lunar[key];
  const [day, length] = moved
    ? [lunarDay(year, moved[0], moved[1]), moved[2]]
    : [`${year}-${fixed[key]?.[0] ?? '01-01'}`, fixed[key]?.[1] ?? 0];
  return { ...base, from: day, to: addDays(day, length) };
}

function inMonth(text: string, at: number, year: number, month: number): Point {
  const whole = monthPoint(year, month, at);
  const day = matchAt(DAY, text, at);
  if (day) {
    const point = dayPoint(year, month, num(day[1]), at + day[0].length);
    const clock = matchAt(CLOCK_AFTER, text, point.end);
    return clock ? { ...point, end: point.end + clock[0].length } : point;
  }
  const part = matchAt(MONTH_PART, text, at);
  const days = part ? MONTH_PARTS[part[1] ?? ''] : undefined;
  if (!part || !days || !whole.to) return whole;
  const last = Math.min(days[1], dayParts(whole.to)[2]);
  return {
    ...whole,
    from: isoDay(year, month, days[0]),
    to: isoDay(year, month, last),
    precision: 'RANGE',
    end: at + part[0].length,
  };
}

/** Month, half, quarter, part or festival of a year; the year itself where nothing follows. */
export function inYear(text: string, at: number, year: number): Point {
  const numeric = matchAt(NUMERIC, text, at);
  if (numeric) {
    const end = at + numeric[0].length;
    const month = Number(numeric[2]);
    if (numeric[3] === undefined) return { ...monthPoint(year, month, end), bare: true };
    const clock = matchAt(CLOCK_AFTER, text, end)?.[0].length ?? 0;
    const sign = /^[日号]/u.test(text.slice(end, end + 1)) ? 1 : 0;
    return dayPoint(year, month, Number(numeric[3]), end + clock + sign);
  }
  const lunar = matchAt(LUNAR, text, at);
  if (lunar) return { end: at + lunar[0].length, precision: 'NONE', lunar: true };
  const month = matchAt(MONTH, text, at);
  if (month) return inMonth(text, at + month[0].length, year, num(month[1]));
  return partOfYear(text, at, year) ?? yearPoint(year, at);
}

/** 上半年, 三季度, 底, 春节 … of a year, if one of them stands here. */
export function partOfYear(text: string, at: number, year: number): Point | undefined {
  const half = matchAt(HALF, text, at);
  if (half) {
    const first = /[上前]/u.test(half[1] ?? '');
    const end = at + half[0].length;
    return {
      end,
      from: first ? `${year}-01-01` : `${year}-07-01`,
      to: first ? `${year}-06-30` : `${year}-12-31`,
      precision: 'HALF',
      year,
    };
  }
  const quarter = matchAt(QUARTER, text, at);
  if (quarter) {
    const first = num(quarter[1]) * 3 - 2;
    return {
      end: at + quarter[0].length,
      from: isoDay(year, first, 1),
      to: monthEnd(year, first + 2),
      precision: 'QUARTER',
      year,
    };
  }
  const festival = matchAt(FESTIVAL, text, at);
  if (festival) return festivalPoint(festival[1] ?? '', year, at + festival[0].length);
  const part = matchAt(YEAR_PART, text, at);
  const months = part ? YEAR_PARTS[(part[1] ?? '').charAt(0)] : undefined;
  if (!part || !months) return undefined;
  const to = months[1] > 12 ? monthEnd(year + 1, months[1] - 12) : monthEnd(year, months[1]);
  return { end: at + part[0].length, from: isoDay(year, months[0], 1), to, precision: 'RANGE', year };
}

/** Month or day without a year: the latest that is not after the anchor. */
export function yearlessPoint(text: string, at: number, anchor: string): Point | undefined {
  const month = matchAt(MONTH, text, at);
  if (!month) return undefined;
  const year = Number(anchor.slice(0, 4));
  const end = at + month[0].length;
  const point = inMonth(text, end, year, num(month[1]));
  const settled = point.from && point.from > anchor ? inMonth(text, end, year - 1, num(month[1])) : point;
  return { ...settled, relative: true };
}

/** A time that begins with a year, in words or figures. */
export function pointAt(text: string, at: number, context: DateContext): Point | undefined {
  const word = matchAt(YEAR_WORD, text, at);
  if (word) {
    const year = Number(context.anchor.slice(0, 4)) + (RELATIVE_YEARS[word[1] ?? ''] ?? 0);
    return { ...inYear(text, at + word[0].length, year), relative: true };
  }
  const full = matchAt(YEAR_FULL, text, at);
  if (full) return inYear(text, at + full[0].length, num(full[1]));
  if (/^\d/u.test(text.slice(at, at + 1)) && context.cell) {
    const compact = matchAt(COMPACT, text, at);
    const end = at + (compact?.[0].length ?? 0);
    if (compact?.[3]) return dayPoint(Number(compact[1]), Number(compact[2]), Number(compact[3]), end);
    if (compact) return monthPoint(Number(compact[1]), Number(compact[2]), end);
  }
  const short = matchAt(YEAR_SHORT, text, at);
  if (short) return inYear(text, at + short[0].length, fullYear(num(short[1]), context.anchor));
  const bare = context.cell ? matchAt(YEAR_BARE, text, at) : null;
  return bare ? { ...yearPoint(Number(bare[1]), at + bare[0].length), bare: true } : undefined;
}
