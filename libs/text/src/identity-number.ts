import { isDay } from './calendar.js';

/*
 * The check sums are written out here: the `stdnum` package refuses credit codes whose check character is 0 or whose first
 * characters are letters (N1, Y1), does not look at the organisation code inside, and asks the machine's clock about birth dates.
 */

const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const USCC_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const USCC_SHAPE = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/u;
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];
const LOOK_ALIKE: Record<string, string> = { O: '0', I: '1', Z: '2', S: '5' };

/** Check character of an organisation code of GB 11714 (8 characters in, one out). */
function organisationCheck(body: string): string {
  let sum = 0;
  for (const [index, weight] of ORGANISATION_WEIGHTS.entries()) sum += Number.parseInt(body[index] ?? '0', 36) * weight;
  const value = 11 - (sum % 11);
  return value === 10 ? 'X' : value === 11 ? '0' : String(value);
}

/** Both checks of GB 32100-2015: the last character, and the organisation code in positions 9–17. */
function usccHolds(code: string): boolean {
  if (!USCC_SHAPE.test(code)) return false;
  let sum = 0;
  for (const [index, weight] of USCC_WEIGHTS.entries()) sum += USCC_ALPHABET.indexOf(code[index] ?? '') * weight;
  if (USCC_ALPHABET[(31 - (sum % 31)) % 31] !== code[17]) return false;
  return organisationCheck(code.slice(8, 16)) === code[16];
}

const numberText = (raw: string): string =>
  raw
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Default_Ignorable_Code_Point}\p{Pd}]+/gu, '');

/**
 * Unified social credit code (GB 32100-2015). `norm` is upper case without blanks and hyphens.
 * Where the check fails and the usual mistyping (O→0, I→1, Z→2, S→5) would make it hold, `suggestion` says so; it is never taken by itself.
 */
export function checkUscc(raw: string): { valid: boolean; norm: string; suggestion?: string } {
  const norm = numberText(raw);
  if (norm.length !== 18) return { valid: false, norm };
  if (usccHolds(norm)) return { valid: true, norm };
  const suggestion = norm.replace(/[OIZS]/gu, (letter) => LOOK_ALIKE[letter] ?? letter);
  return suggestion !== norm && usccHolds(suggestion) ? { valid: false, norm, suggestion } : { valid: false, norm };
}

const CITIZEN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function citizenCheck(body: string): string {
  let sum = 0;
  for (const [index, weight] of CITIZEN_WEIGHTS.entries()) sum += Number(body[index]) * weight;
  return '10X98765432'[sum % 11] ?? '';
}

const bornOnADay = (id: string): boolean =>
  isDay(Number(id.slice(6, 10)), Number(id.slice(10, 12)), Number(id.slice(12, 14)));

/**
 * Citizen identity number (GB 11643-1999). Numbers of 15 digits come out with 18. Errors: `PRECISION` a spreadsheet has destroyed
 * the number (9.90101E+17, or zeros from the sixteenth digit on), `SHAPE`, `DATE` no such day of birth, `CHECK` wrong check character.
 */
export function checkCitizenId(raw: string): {
  valid: boolean;
  norm: string;
  error?: 'PRECISION' | 'DATE' | 'CHECK' | 'SHAPE';
} {
  const text = raw.normalize('NFKC').toUpperCase();
  if (/^\s*'?\d(?:\.\d+)?E\+?1[4-8]\s*$/u.test(text)) return { valid: false, norm: text.trim(), error: 'PRECISION' };
  const norm = numberText(text).replace(/^'/u, '').replace(/\.0+$/u, '');
  if (/^\d{15}$/u.test(norm)) {
    const body = `${norm.slice(0, 6)}19${norm.slice(6)}`;
    return bornOnADay(body) ? { valid: true, norm: body + citizenCheck(body) } : { valid: false, norm, error: 'DATE' };
  }
  if (!/^\d{17}[\dX]$/u.test(norm)) return { valid: false, norm, error: 'SHAPE' };
  const holds = citizenCheck(norm) === norm[17];
  if (!bornOnADay(norm)) return { valid: false, norm, error: 'DATE' };
  if (holds) return { valid: true, norm };
  return { valid: false, norm, error: norm.endsWith('000') ? 'PRECISION' : 'CHECK' };
}
