import { sha256 } from '#libs/kernel';
import { normalizeDocumentNumber } from '#libs/text';

const norm = (raw: unknown): string => (typeof raw === 'string' && raw !== '' ? normalizeDocumentNumber(raw) : '');

/** Normal form of the number in a cell, empty when there is none. */
export const numberOf = norm;

/** Report number and position of a problem number `{reportNo}#{n}`, both in normal form; no report when there is no `#`. */
export function splitProblemNo(raw: string): { report: string; tail: string } {
  const at = raw.normalize('NFKC').lastIndexOf('#');
  if (at < 0) return { report: '', tail: raw.trim() };
  const plain = raw.normalize('NFKC');
  return { report: norm(plain.slice(0, at)), tail: plain.slice(at + 1).replace(/\s+/gu, '') };
}

/** The same problem number for every way of writing its report number. */
export function normalizeProblemNo(raw: string): string {
  const { report, tail } = splitProblemNo(raw);
  return report ? `${report}#${tail}` : tail;
}

const YEAR = /[〔（](\d{4})[〕）]/u;

/** Year of issue that a document number carries. */
export const yearOf = (number: string): string | undefined => YEAR.exec(number)?.[1];

/** Number for a problem of no known report: a digest of what it says, apart from people. */
export const contentNumber = (parts: readonly unknown[]): string =>
  `P-${sha256(parts.map((part) => String(part ?? '')).join('\u001f')).slice(0, 24)}`;
