import { Lunar } from 'lunar-typescript';

/** Days as `YYYY-MM-DD` in the proleptic Gregorian calendar, without any notion of the present. */

const DAY = 86_400_000;
const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Number of days of a month (1–12). */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Whether year, month and day name a day of 1900–2100. */
export function isDay(year: number, month: number, day: number): boolean {
  return year >= 1900 && year <= 2100 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** `YYYY-MM-DD`. */
export const isoDay = (year: number, month: number, day: number): string => `${pad(year, 4)}-${pad(month)}-${pad(day)}`;

/** Last day of a month. */
export const monthEnd = (year: number, month: number): string => isoDay(year, month, daysInMonth(year, month));

/** Year, month and day of `YYYY-MM-DD`. */
export function dayParts(day: string): [year: number, month: number, day: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

/** The day `count` days later. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10);
}

/** The same day `count` months later, or the last day of that month. */
export function addMonths(day: string, count: number): string {
  const [year, month, date] = dayParts(day);
  const index = year * 12 + month - 1 + count;
  const toYear = Math.floor(index / 12);
  const toMonth = (index % 12) + 1;
  return isoDay(toYear, toMonth, Math.min(date, daysInMonth(toYear, toMonth)));
}

const lunarDays = new Map<string, string>();

/** Gregorian day of a day of the Chinese calendar: `lunarDay(2023, 1, 1)` is the Spring Festival of 2023. */
export function lunarDay(year: number, month: number, day: number): string {
  const key = `${year}/${month}/${day}`;
  let value = lunarDays.get(key);
  if (!value) {
    value = Lunar.fromYmd(year, month, day).getSolar().toYmd();
    lunarDays.set(key, value);
  }
  return value;
}

/** Day of a spreadsheet's serial number (system of 1900, or of 1904), or nothing outside 1954–2119. */
export function serialDay(serial: number, date1904 = false): string | undefined {
  if (!(serial >= 20_000 && serial < 80_000)) return undefined;
  return addDays('1899-12-30', Math.floor(serial) + (date1904 ? 1462 : 0));
}
