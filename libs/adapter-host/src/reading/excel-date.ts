import type { NumberShape } from './xlsx-parts.js';

const DAY_MS = 86_400_000;
/** Days from 1899-12-30 to 1904-01-01, the first day of the other date system. */
const DAYS_1904 = 1462;

const two = (value: number): string => String(value).padStart(2, '0');

/**
 * A serial as an ISO text of the wanted shape; nothing when it is outside 1900–9999.
 * Serials below 61 are shifted by Excel's 29 February 1900.
 */
export function serialText(
  serial: number,
  shape: Exclude<NumberShape, 'number'>,
  date1904: boolean,
): string | undefined {
  if (!Number.isFinite(serial) || serial < 0 || serial > 2_958_465) return undefined;
  const days = date1904 ? serial + DAYS_1904 : serial < 61 ? serial + 1 : serial;
  const at = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 86_400) * 1000);
  const month = `${at.getUTCFullYear()}-${two(at.getUTCMonth() + 1)}`;
  if (shape === 'month') return month;
  const day = `${month}-${two(at.getUTCDate())}`;
  const time = at.getTime() % DAY_MS;
  if (shape === 'date' || time === 0) return day;
  return `${day}T${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`;
}
