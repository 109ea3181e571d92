import type { DatePrecision } from '#libs/contracts';
import { dayParts, daysInMonth, isDay, isoDay, monthEnd, serialDay } from './calendar.js';
import { type DateContext, scanDates } from './date-scan.js';
import { cleanText } from './hygiene.js';
import type { ParsedDate } from './parsed-date.js';

export type { ParsedDate } from './parsed-date.js';

const MAX_PROSE = 20_000;
const CLOCK =
  '(?:[T\\s]\\s?\\d{1,2}[:：时]\\d{1,2}(?:[:：分]\\d{1,2}(?:\\.\\d+)?秒?)?分?\\s?(?:Z|[+-]\\d{2}:?\\d{2})?)?';
const SAME_SIGN = '(\\d{4})\\s?([-/.])\\s?(\\d{1,2})\\s?\\2\\s?(\\d{1,2})\\s?[日号]?';
const FULL = new RegExp(`^${SAME_SIGN}${CLOCK}$`, 'u');
const FULL_HAN = new RegExp(`^(\\d{4})\\s?(年)\\s?(\\d{1,2})\\s?月\\s?(\\d{1,2})\\s?[日号]?${CLOCK}$`, 'u');
const COMPACT = /^(\d{4})()(\d{2})(\d{2})(?:\d{6})?$/u;
const SERIAL = /^\d{5}(?:\.\d+)?$/u;

/**
 * A full date as `YYYY-MM-DD`, or nothing: `2019-3-5`, `2019/3/5 10:21:00`, `2019年3月5日`, `20190305` and spreadsheet serials.
 * Days that do not exist and years outside 1900–2100 are nothing.
 */
export function parseDay(raw: string, options: { date1904?: boolean } = {}): string | undefined {
  if (raw.length > 60) return undefined;
  const text = cleanText(raw);
  if (SERIAL.test(text)) return serialDay(Number(text), options.date1904);
  const match = FULL.exec(text) ?? FULL_HAN.exec(text) ?? COMPACT.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[3]), Number(match[4])];
  return isDay(year, month, day) ? isoDay(year, month, day) : undefined;
}

/** One date out of several of a cell (2019年3月、2020年5月): the span from the first to the last. */
function span(dates: ParsedDate[], raw: string): ParsedDate {
  const known = dates.filter((date) => !date.error && date.from && date.to);
  const from = known.map((date) => date.from ?? '').sort()[0];
  const to = known
    .map((date) => date.to ?? '')
    .sort()
    .at(-1);
  const first = dates[0];
  if (!from || !to) return first ? { ...first, raw } : { precision: 'NONE', raw };
  const relative = known.some((date) => date.relative);
  return { from, to, precision: 'RANGE', ...(relative && { relative }), raw };
}

/**
 * The time that a cell or phrase says, as a range of days. `anchor` is the date of the letter or report: relative words (去年, 近三年)
 * count from it, and what lies after it is flagged `FUTURE`. `tenure` answers 任局长期间. Two-digit years up to the year after the
 * anchor are 20xx. Days of the Chinese calendar (农历) are only flagged. A bare number is a year (1900–2100), `yyyymm`, `yyyymmdd`
 * or a spreadsheet serial. Never throws.
 */
export function parseDate(
  raw: string,
  options: { anchor: string; tenure?: { from: string; to?: string }; date1904?: boolean },
): ParsedDate {
  const text = cleanText(raw.slice(0, MAX_PROSE));
  const shown = raw.trim().slice(0, 100);
  const day = parseDay(text, options);
  if (day)
    return {
      from: day,
      to: day,
      precision: 'DAY',
      ...(day > options.anchor && { error: 'FUTURE' as const }),
      raw: shown,
    };
  const context: DateContext = {
    anchor: options.anchor,
    ...(options.tenure && { tenure: options.tenure }),
    cell: true,
  };
  const dates = scanDates(text, context);
  const only = dates.length === 1 ? dates[0] : undefined;
  if (only) return { ...only, raw: shown };
  const impossible = dates.length === 0 && isImpossibleNumber(text);
  return dates.length === 0
    ? { precision: 'NONE', ...(impossible && { error: 'IMPOSSIBLE' as const }), raw: shown }
    : span(dates, shown);
}

/** A number that was meant as a date and is none: 20230230, 13月. */
function isImpossibleNumber(text: string): boolean {
  return /^(?:19|20)\d{4}(?:\d{2})?$/u.test(text) || /^\d{1,2}月(?:\d{1,2}[日号])?$/u.test(text);
}

/** Times in running text, in order. Durations (住了15年), ages and birth dates are left out; two-digit years need a word that makes them years. */
export function findDates(text: string, anchor: string): ParsedDate[] {
  return scanDates(cleanText(text.slice(0, MAX_PROSE)), { anchor, cell: false });
}

function inferredPrecision(from: string, to: string): DatePrecision {
  if (from === to) return 'DAY';
  const [year, month, day] = dayParts(from);
  if (day !== 1) return 'RANGE';
  if (to === monthEnd(year, month)) return 'MONTH';
  return month === 1 && to === `${year}-12-31` ? 'YEAR' : 'RANGE';
}

const yearMonth = (day: string): string => `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月`;

/** A span in months, or in years where it covers whole years. */
function spanText(from: string, to: string): string {
  const [fromYear, fromMonth] = dayParts(from);
  const [toYear, toMonth, toDay] = dayParts(to);
  const whole = fromMonth === 1 && from.endsWith('-01') && toMonth === 12 && toDay === daysInMonth(toYear, 12);
  if (whole) return fromYear === toYear ? `${fromYear}年` : `${fromYear}年至${toYear}年`;
  if (fromYear !== toYear) return `${yearMonth(from)}至${yearMonth(to)}`;
  return fromMonth === toMonth ? yearMonth(from) : `${yearMonth(from)}至${toMonth}月`;
}

/**
 * A time for readers, as precise as it is known and never more: `2022年6月`, `2021年至2022年`, `2019年上半年`.
 * Empty when nothing is known. A day is written only where the precision is `DAY`.
 */
export function formatDateRange(from?: string, to?: string, precision?: DatePrecision): string {
  if (precision === 'NONE' || precision === 'VAGUE') return '';
  if (!from) return to ? `${yearMonth(to)}以前` : '';
  if (!to) return `${yearMonth(from)}以来`;
  const known = precision ?? inferredPrecision(from, to);
  const [year, month, day] = dayParts(from);
  if (known === 'DAY') return from === to ? `${year}年${month}月${day}日` : spanText(from, to);
  if (known === 'MONTH') return yearMonth(from);
  if (known === 'QUARTER') return `${year}年${'一二三四'[Math.floor((month - 1) / 3)]}季度`;
  if (known === 'HALF') return `${year}年${month < 7 ? '上' : '下'}半年`;
  return known === 'YEAR' ? `${year}年` : spanText(from, to);
}
