import type { DatePrecision } from '#libs/contracts';

/** A time as a range of days (`YYYY-MM-DD`, both ends included), as precisely as the text gives it. */
export interface ParsedDate {
  from?: string;
  to?: string;
  precision: DatePrecision;
  /** Said relative to the letter and resolved from its date. */
  relative?: boolean;
  /** Said in the Chinese calendar: kept as written, not converted. */
  lunar?: boolean;
  /** `IMPOSSIBLE` no such day; `FUTURE` begins after the letter. */
  error?: 'IMPOSSIBLE' | 'FUTURE';
  raw: string;
}
