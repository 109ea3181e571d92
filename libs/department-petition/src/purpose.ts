import { codeTable } from '#libs/contracts';

/** Code of 揭发控告 in T05b: the only purpose that makes a clue. */
export const ACCUSATION = '01';

/** A code cell with its leading zero back, which spreadsheets take away. */
export const padded = (raw: string): string => (/^\d$/u.test(raw) ? `0${raw}` : raw);

/** Code of a purpose cell, or nothing. */
export const purposeOf = (raw: string): string | undefined => codeTable('T05b').find(padded(raw))?.code;
