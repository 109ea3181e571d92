import { isSecrecyMark } from '#libs/text';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Digits that a number may have and still be exact as a double. */
const EXACT_DIGITS = 15;

/** Fast no: without sixteen digits in a row or an exponent no number can have lost digits. */
const MAY_BE_LOSSY = /\d{16}|\d[eE]\+?\d{2}/;

/**
 * Positions (in the outermost array; 0 for a lone object) of the records in which a number is written that a double cannot hold:
 * judged on the text, as parsing has rounded it already.
 */
export function lossyRecords(text: string): Set<number> {
  const found = new Set<number>();
  if (!MAY_BE_LOSSY.test(text)) return found;
  const isArray = text.trimStart().startsWith('[');
  let depth = 0;
  let record = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = endOfString(text, i);
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    else if (code === 0x2c && isArray && depth === 1) record += 1;
    else if (code >= 0x30 && code <= 0x39) {
      const end = endOfNumber(text, i);
      if (isLossy(text.slice(i, end))) found.add(record);
      i = end - 1;
    }
  }
  return found;
}

function endOfString(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text.charCodeAt(i) !== QUOTE) i += text.charCodeAt(i) === BACKSLASH ? 2 : 1;
  return i;
}

function endOfNumber(text: string, start: number): number {
  let i = start;
  while (i < text.length && /[\d.eE+-]/.test(text[i] as string)) i += 1;
  return i;
}

/** More digits than a double keeps, or an integer beyond 2⁵³. */
function isLossy(literal: string): boolean {
  const value = Number(literal);
  if (Math.abs(value) >= 1e15) return true;
  const [mantissa = ''] = literal.split(/[eE]/);
  return mantissa.replace('.', '').replace(/^0+/, '').length > EXACT_DIGITS + 2;
}

/** Depth of a record beyond which nobody wrote it by hand. */
const DEPTH = 16;
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

export type JsonTrouble = 'key' | 'depth' | 'secrecy';

/** Looks through a whole record, known members or not: forbidden names, depth, secrecy marks in values. */
export function troubleOf(value: unknown, depth = 0): JsonTrouble | undefined {
  if (typeof value === 'string') return value.includes('密') && isSecrecyMark(value) ? 'secrecy' : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > DEPTH) return 'depth';
  if (Array.isArray(value)) {
    for (const each of value) {
      const trouble = troubleOf(each, depth + 1);
      if (trouble) return trouble;
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    if (FORBIDDEN.has(key)) return 'key';
    const trouble = troubleOf((value as Record<string, unknown>)[key], depth + 1);
    if (trouble) return trouble;
  }
  return undefined;
}
