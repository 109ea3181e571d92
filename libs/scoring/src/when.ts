import type { Clue } from '#libs/contracts';
import { type Level, level } from './rubric.js';

const DAY_MS = 86_400_000;
/** 任局长期间, 在任时: a tenure; its dates come from the roster. */
const TENURE = /任.{0,10}期间|任职|任内|在任/u;

/** Days from `from` to `to`, both `YYYY-MM-DD`; never negative. */
export const daysBetween = (from: string, to: string): number =>
  Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS));

/** `YYYY-MM-DD` some years earlier; the text form sorts and compares as a day does. */
export const yearsBefore = (day: string, years: number): string =>
  `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}${day.slice(4)}`;

function rangeLevel(clue: Clue, from: string, to: string): string {
  const days = daysBetween(from, to);
  if (days <= 30) return 'MONTH';
  if (clue.occurRelative) return 'RELATIVE';
  if (days <= 365) return 'WITHIN_YEAR';
  if (days <= 3 * 365 + 1) return 'RANGE';
  return TENURE.test(clue.occurRaw ?? '') ? 'TENURE' : 'LONG_RANGE';
}

function levelName(clue: Clue): string {
  const { occurPrecision: precision, occurFrom: from, occurTo: to } = clue;
  if (precision === 'VAGUE') return from || to ? 'VAGUE' : 'NONE';
  if (precision === 'NONE' || !from) return 'NONE';
  if (precision === 'DAY' || precision === 'MONTH') return 'MONTH';
  if (precision === 'RANGE') return to ? rangeLevel(clue, from, to) : 'VAGUE';
  return clue.occurRelative ? 'RELATIVE' : 'YEAR';
}

/** WHEN 时间明确: by the precision of the time. A year said relative to the letter (去年) is worth less, a month (上个月) is a month. */
export function when(clue: Clue): Level {
  const name = levelName(clue);
  return level(`WHEN.${name}`, name === 'NONE' ? undefined : 'occurFrom');
}
