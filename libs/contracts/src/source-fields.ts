import { sha256 } from '#libs/kernel';
import { codeTable } from './code-tables.js';
import type { Finding, SourceRecord } from './department.js';

const TRUE_WORDS = new Set(['是', '1', 'y', 'yes', 'true', '有', '√']);
const FALSE_WORDS = new Set(['否', '0', 'n', 'no', 'false', '没有', '×']);

/** What a cell that should say 是 or 否 says; nothing where it says neither. */
export function yesOrNo(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const word = String(value).trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

/** The text of a cell or member, trimmed; nothing when empty or no text at all. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

/** Typed access to the fields of a source record that has passed its class. */
export class SourceFields {
  constructor(private readonly fields: Readonly<Record<string, unknown>>) {}

  text(field: string): string | undefined {
    return textOf(this.fields[field]);
  }

  flag(field: string): boolean | undefined {
    return yesOrNo(this.fields[field]);
  }

  integer(field: string): number | undefined {
    const text = this.text(field);
    return text !== undefined && /^\d{1,9}$/u.test(text) ? Number(text) : undefined;
  }

  /** A full date `YYYY-MM-DD`; anything else is no day. */
  day(field: string): string | undefined {
    const text = this.text(field);
    return text !== undefined && /^\d{4}-\d{2}-\d{2}$/u.test(text) ? text : undefined;
  }

  /** Values of a cell that may hold several: a list, or text parted by 、，,；; | or line breaks. */
  list(field: string): string[] {
    const value = this.fields[field];
    const parts = Array.isArray(value) ? value.map(textOf) : (textOf(value)?.split(/[、，,；;|\n]+/u) ?? []);
    return parts.map((part) => part?.trim() ?? '').filter((part) => part !== '');
  }

  /** Nested objects of `field`, each with the same access. */
  rows(field: string): SourceFields[] {
    const value = this.fields[field];
    if (!Array.isArray(value)) return [];
    return value.filter((row) => row !== null && typeof row === 'object').map((row) => new SourceFields(row));
  }
}

/**
 * Code of `label` in a table; the words 违反, 涉嫌, 行为, 问题, 类, 罪 around a label are ignored.
 * An unknown label is put into `warnings` once, never guessed.
 */
export function codeOf(
  tableId: string,
  label: string | undefined,
  field: string,
  warnings: Finding[],
): string | undefined {
  if (label === undefined) return undefined;
  const table = codeTable(tableId);
  const bare = label.replace(/^(?:违反|涉嫌)+/u, '').replace(/(?:行为|问题|罪|类)+$/u, '');
  const entry = table.find(label) ?? (bare === '' ? undefined : table.find(bare));
  if (entry !== undefined) return entry.code;
  warnings.push({
    code: 'W-CODE-UNKNOWN',
    field,
    message: `内容不在代码表${tableId}中，按正文归类`,
    remedy: `改用代码表${tableId}的名称或代码，或请巡察办增加对照`,
  });
  return undefined;
}

/** Codes of several labels, in their order, each once; unknown labels go into `warnings`. */
export function codesOf(tableId: string, labels: readonly string[], field: string, warnings: Finding[]): string[] {
  const codes = labels.map((label) => codeOf(tableId, label, field, warnings)).filter((code) => code !== undefined);
  return [...new Set(codes)];
}

/**
 * A number for a record whose layout has no number column: prefix, 20 hex digits of a digest of what the record says
 * (never of the informant), and `-2`, `-3` … for equal records of one delivery. The same row always gets the same number.
 */
export class DerivedNumbers {
  private readonly seen = new Map<string, number>();

  constructor(private readonly prefix: string) {}

  next(parts: readonly (string | undefined)[]): string {
    const digest = sha256(parts.map((part) => part ?? '').join('\u001f')).slice(0, 20);
    const count = (this.seen.get(digest) ?? 0) + 1;
    this.seen.set(digest, count);
    return count === 1 ? `${this.prefix}${digest}` : `${this.prefix}${digest}-${count}`;
  }
}

/** One source record from one row. */
export const recordOfRow = (row: {
  kind: string;
  place: SourceRecord['places'][number];
  fields: Record<string, unknown>;
  absent: ReadonlySet<string>;
}): SourceRecord => ({ kind: row.kind, places: [row.place], fields: { ...row.fields }, absent: row.absent });
