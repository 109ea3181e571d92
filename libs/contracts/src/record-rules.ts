import 'reflect-metadata';
import { IsOptional, ValidateBy, type ValidationOptions } from 'class-validator';
import { codeTable } from './code-tables.js';

/**
 * Rules for cells in a department's record class, with messages for the person who fills the form.
 * Every message says what is wrong and then, after `；`, what to do; `context` carries both apart with a stable code.
 */
export interface CellRule {
  /** The cell may be empty, always or where this holds of the record. */
  optional?: boolean | ((record: never) => boolean);
}

type Holds = (value: unknown, at?: { object: object }) => boolean;

function rule(code: string, wrong: string, remedy: string, holds: Holds) {
  const options: ValidationOptions = { message: `${wrong}；${remedy}`, context: { code, message: wrong, remedy } };
  return ValidateBy({ name: code, validator: { validate: holds } }, options);
}

const filled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** A rule on filled cells, with the emptiness rule before it unless the cell may be empty. */
function cell(label: string, optional: CellRule['optional'], checks: PropertyDecorator[]): PropertyDecorator {
  const holds: Holds = (value, at) =>
    filled(value) || (typeof optional === 'function' && at !== undefined && optional(at.object as never));
  const first =
    optional === true ? IsOptional() : rule('E-REQUIRED', `“${label}”为空`, `请填写“${label}”后重新报送本行`, holds);
  return (target, key) => {
    for (const apply of [first, ...checks]) apply(target, key as string);
  };
}

const whenFilled =
  (holds: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    !filled(value) || holds(value);

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const WHOLE = /^\d{1,9}$/u;

function isDay(value: unknown): boolean {
  if (typeof value !== 'string' || !DAY.test(value)) return false;
  const at = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === value;
}

/** Text of at most `max` characters. */
export const TextCell = (label: string, max: number, { optional }: CellRule = {}): PropertyDecorator =>
  cell(label, optional, [
    rule(
      'E-LENGTH',
      `“${label}”超过${max}字`,
      `请缩减到${max}字以内`,
      whenFilled((value) => typeof value === 'string' && value.length <= max),
    ),
  ]);

/** A full date. The reader has already turned every form of a full date into `YYYY-MM-DD`. */
export const DayCell = (label: string, { optional }: CellRule = {}): PropertyDecorator =>
  cell(label, optional, [
    rule('E-DATE', `“${label}”不是有效日期`, '请按“2024-05-16”的样式填写实际日期', whenFilled(isDay)),
  ]);

/** A whole number, 0 or more. */
export const WholeCell = (label: string, { optional }: CellRule = {}): PropertyDecorator =>
  cell(label, optional, [
    rule(
      'E-NUMBER',
      `“${label}”不是整数`,
      '请只填阿拉伯数字',
      whenFilled((value) => WHOLE.test(String(value))),
    ),
  ]);

/** 是 or 否. */
export const FlagCell = (label: string, { optional }: CellRule = {}): PropertyDecorator =>
  cell(label, optional, [
    rule(
      'E-FLAG',
      `“${label}”只能填“是”或“否”`,
      '请改填“是”或“否”',
      whenFilled((value) => typeof value === 'boolean'),
    ),
  ]);

/** A code or label of the table `id`, or a synonym of it. */
export const CodeCell = (label: string, id: string, { optional }: CellRule = {}): PropertyDecorator =>
  cell(label, optional, [
    rule(
      'E-CODE',
      `“${label}”不在代码表${id}内`,
      `请改填代码表${id}中的代码或名称`,
      whenFilled((value) => codeTable(id).find(String(value)) !== undefined),
    ),
  ]);

/** One of a few fixed words. */
export const WordCell = (label: string, words: readonly string[], { optional }: CellRule = {}): PropertyDecorator =>
  cell(label, optional, [
    rule(
      'E-CODE',
      `“${label}”的值不在可选范围内`,
      `请改填：${words.join('、')}`,
      whenFilled((value) => typeof value === 'string' && words.includes(value)),
    ),
  ]);

/** A condition over the whole record, whichever field it decorates: its finding names none. `holds` gets the record. */
export function RecordRule<T extends object>(
  code: string,
  wrong: string,
  remedy: string,
  holds: (record: T) => boolean,
): PropertyDecorator {
  const options: ValidationOptions = {
    message: `${wrong}；${remedy}`,
    context: { code, message: wrong, remedy, whole: true },
  };
  const validate = (_value: unknown, at?: { object: object }): boolean => at === undefined || holds(at.object as T);
  return ValidateBy({ name: code, validator: { validate } }, options) as PropertyDecorator;
}
