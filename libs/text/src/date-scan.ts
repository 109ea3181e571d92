import { matchAt } from './amount-units.js';
import { addDays } from './calendar.js';
import {
  type DateContext,
  dayPoint,
  fullYear,
  inYear,
  monthPoint,
  type Point,
  pointAt,
  YEAR4,
  yearlessPoint,
} from './date-point.js';
import { parseNumeral } from './numeral.js';
import type { ParsedDate } from './parsed-date.js';
import { aroundFestival, relativeAt } from './relative-date.js';

export type { DateContext } from './date-point.js';

/** Where a time may begin; everything else is passed over by one expression. */
const TRIGGER = new RegExp(
  `(?:${YEAR4})|\\d{1,2}(?=\\s?[年月])|\\d{2}(?=\\s?[-—–~～至到]\\s?\\d{2}年)|[〇零一二三四五六七八九十]{1,3}(?=[年月个])|元月|[今去前本明]年|本年|上年|大前年|` +
    '[上本这]个?月|上上个?月|[上本这]个?(?:周|星期)|[今昨前][天日]|最?近(?=[\\d一二两三四五六七八九十半几些年])|过去|任|在任|担任|当(?=\\p{Script=Han}{1,20}?期间)|在职期间|' +
    '前[几些]年|早[几些]?年|这[几些]年|[几多]年前|多年|历年|长期|一直|以前|常年|之前|从前|经常|往年|很久|党的十|党的二十|十[六七八九]大|二十大|\\d0年代|[二三四五六七八九]十年代|\\d{1,2}个月|[两半]年前|[两半]个?月|' +
    '(?:20|二十|上)世纪|农历|阴历|旧历|[正腊冬]月|[上下]半年|年[底初末]|春节|国庆|中秋|端午|清明|元旦|五一',
  'gu',
);

const SEPARATOR = /\s?(?:至|到|[-—–~～]{1,2})\s?/uy;
const NOW = /(?:今(?!年|天|日)|现在|目前|如今|案发|退休|离任)/uy;
const SINCE = /\s?(?:以来|以后|之后|至今|到今|到现在|到目前|开始|后(?![来面])|起(?![诉草来到])|以降)/uy;
const BEFORE = /\s?(?:以前|之前|前(?![后往去来面任]))/uy;
const AROUND = /(?:前后|前夕|之前|以前|前|之后|以后|后)(?![来面任])/uy;
const ABOUT = /(?:期间|左右|前后|的时候|之间|时期)/uy;
const YEAR_RANGE = new RegExp(`(${YEAR4}|\\d{2})年?\\s?(?:至|到|[-—–~～]{1,2})\\s?(${YEAR4}|\\d{2})年(?![前限])`, 'uy');
const MONTH_END = /(\d{1,2}|[一二三四五六七八九十]{1,2})月份?/uy;
const DAY_END = /(\d{1,2}|[一二三四五六七八九十]{1,3})[日号]/uy;
const BARE_END = /(\d{1,2})(?![\d年月.个])/uy;

const BIRTH_AFTER = /^[)）]?(?:出?生(?![产效态活意源成])|参加工作|毕业)/u;
const DURATION_BEFORE = /(?:[\d第近有约满共长了过达为每余几多.]|\d\s|住|干|服役|工作|判|刑|寿命|[学工教党]龄)$/u;
const YEAR_FOLLOWS =
  /^(?:\d{2}|[〇零一二三四五六七八九]{2})年(?:\s?\d{1,2}月|\s?[一二三四五六七八九十元]{1,2}月|[上下]半年|年?[底末初]|第?[一二三四]季度|的时候|[至到起]|以来|开始|[春夏秋冬国]|度)/u;
const YEAR_BORDER = /(?:^|[于在从自至到，。；、,;(（：:\s])$/u;

const number = (text: string | undefined): number => parseNumeral((text ?? '').replace(/O/gu, '0')) ?? Number.NaN;

/** Circles, letters and noughts typed for 〇 between Chinese digits (二○一九, 二0一九). Keeps every place of the text. */
const CIRCLE = /(?<=[一二三四五六七八九][○◯〇oO0]{0,2})[○◯oO0](?=[○◯〇oO0一二三四五六七八九年])/gu;

/** 2018-2020年, 18-20年, 2018至2020年. In prose two pairs of two digits are more often a duration. */
function yearRange(text: string, at: number, context: DateContext): Point | undefined {
  const match = matchAt(YEAR_RANGE, text, at);
  if (!match?.[1] || !match[2] || (!context.cell && match[1].length < 4)) return undefined;
  const year = (said: string): number => (said.length === 2 ? fullYear(number(said), context.anchor) : number(said));
  const [from, to] = [year(match[1]), year(match[2])];
  const last = inYear(text, at + match[0].length, to);
  if (!(from < to) || !last.to) return undefined;
  return { end: last.end, from: `${from}-01-01`, to: last.to, precision: 'RANGE', year: to };
}

/** The later end of a range, which may leave out year and month (2019年3月至5月, 2019.3-5). */
function laterEnd(text: string, at: number, first: Point, context: DateContext): Point | undefined {
  const now = matchAt(NOW, text, at);
  if (now) return { end: at + now[0].length, from: context.anchor, to: context.anchor, precision: 'DAY' };
  const { year, month } = first;
  if (year !== undefined && month !== undefined) {
    const bare = first.precision === 'MONTH' && first.bare ? matchAt(BARE_END, text, at) : null;
    if (bare) return monthPoint(year, number(bare[1]), at + bare[0].length);
    const day = first.precision === 'DAY' ? matchAt(DAY_END, text, at) : null;
    if (day) return dayPoint(year, month, number(day[1]), at + day[0].length);
    const later = matchAt(MONTH_END, text, at);
    if (later) {
      const end = at + later[0].length;
      const dated = matchAt(DAY_END, text, end);
      return dated
        ? dayPoint(year, number(later[1]), number(dated[1]), end + dated[0].length)
        : monthPoint(year, number(later[1]), end);
    }
  }
  return pointAt(text, at, context);
}

/** Applies what follows a point: a later end, 以来, 以前, 春节前. */
function extended(text: string, first: Point, context: DateContext): Point {
  if (!first.from || !first.to) return first;
  const around = first.festival ? matchAt(AROUND, text, first.end) : null;
  if (around) return aroundFestival({ ...first, end: first.end + around[0].length }, around[0]);
  const separator = matchAt(SEPARATOR, text, first.end);
  const later = separator ? laterEnd(text, separator.index + separator[0].length, first, context) : undefined;
  if (later?.impossible) return { ...first, end: later.end, impossible: true };
  if (later?.to && later.to >= first.from) {
    const relative = first.relative || later.relative;
    return { ...first, end: later.end, to: later.to, precision: 'RANGE', ...(relative && { relative }) };
  }
  const since = matchAt(SINCE, text, first.end);
  if (since && first.from <= context.anchor)
    return { ...first, end: first.end + since[0].length, to: context.anchor, precision: 'RANGE' };
  const before = matchAt(BEFORE, text, first.end);
  if (before) {
    const { from, ...rest } = first;
    return { ...rest, end: first.end + before[0].length, to: addDays(from, -1), precision: 'RANGE' };
  }
  const about = matchAt(ABOUT, text, first.end);
  return about ? { ...first, end: first.end + about[0].length } : first;
}

/** In prose a two-digit year must look like one, and birth dates are no time of the matter. */
function isTime(text: string, at: number, end: number, context: DateContext): boolean {
  if (context.cell) return true;
  if (BIRTH_AFTER.test(text.slice(end, end + 6)) || /生于$/u.test(text.slice(Math.max(0, at - 2), at))) return false;
  const head = text.slice(at, at + 12);
  if (!/^(?:\d{2}|[〇零一二三四五六七八九]{2})年/u.test(head)) return true;
  const before = text.slice(Math.max(0, at - 4), at);
  if (/(?:\d|[〇零一二三四五六七八九十百])$/u.test(before)) return false;
  if (YEAR_FOLLOWS.test(head)) return !DURATION_BEFORE.test(before);
  return YEAR_BORDER.test(before) && /^..年(?:[，,。；、\s]|的时候|$)/u.test(head);
}

function readAt(text: string, at: number, context: DateContext): Point | undefined {
  const before = text.slice(Math.max(0, at - 1), at);
  const relative = relativeAt(text, at, context);
  if (relative?.from) return isTime(text, at, relative.end, context) ? extended(text, relative, context) : undefined;
  if (relative) return relative;
  const years = yearRange(text, at, context);
  if (years && isTime(text, at, years.end, context)) return years;
  const point = pointAt(text, at, context);
  if (point) return isTime(text, at, point.end, context) ? extended(text, point, context) : undefined;
  if (/[\d年.一二三四五六七八九十]/u.test(before)) return undefined;
  const yearless = yearlessPoint(text, at, context.anchor);
  return yearless && extended(text, yearless, context);
}

function finished(point: Point, raw: string, anchor: string): ParsedDate {
  if (point.impossible) return { precision: 'NONE', error: 'IMPOSSIBLE', raw };
  const { from, to, precision, relative, lunar } = point;
  const future = from !== undefined && from > anchor;
  const marks = { ...(relative && { relative }), ...(lunar && { lunar }), ...(future && { error: 'FUTURE' as const }) };
  return { ...(from && { from }), ...(to && { to }), precision, ...marks, raw };
}

/** Every time of a cleaned text, in order. Linear in the text: each start is read by expressions of bounded reach. */
export function scanDates(source: string, context: DateContext): ParsedDate[] {
  const text = source.replace(/(?<=\d)[oO](?=\d)/gu, '0').replace(CIRCLE, '〇');
  const out: ParsedDate[] = [];
  TRIGGER.lastIndex = 0;
  for (let trigger = TRIGGER.exec(text); trigger; trigger = TRIGGER.exec(text)) {
    const at = trigger.index;
    const inNumber = /^\d/u.test(trigger[0]) && /[\d.]/u.test(text.charAt(at - 1));
    const point = inNumber ? undefined : readAt(text, at, context);
    if (point && point.end > at) {
      out.push(finished(point, source.slice(at, point.end).trim(), context.anchor));
      TRIGGER.lastIndex = point.end;
    } else TRIGGER.lastIndex = inNumber ? at + trigger[0].length : at + 1;
  }
  return out;
}
