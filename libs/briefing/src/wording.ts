import { type Clue, codeTable, type Informant, type StatementStatus } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { formatAmount, formatDateRange } from '#libs/text';
import type { Edition } from './input.js';

const table = (name: string): Record<string, string>[] => csvRows(readProjectFile(`libs/briefing/data/${name}.csv`));

const VERBS = new Map(table('verbs').map((row) => [row.status, row]));
const INFORMANTS = new Map(table('informants').map((row) => [row.class, row]));
const REPLIES = new Map(table('department-replies').map((row) => [row.state, row.sentence ?? '']));
const FIRMNESS = new Map([...VERBS].map(([status, row]) => [status, Number(row.firmness)]));

/** Fills `{name}` places of a fixed sentence; a place without a value becomes empty. */
export const fill = (pattern: string, values: Record<string, string>): string =>
  pattern.replace(/\{(\w+)\}/gu, (_all, name: string) => values[name] ?? '');

/** Sentence for what one source says, with the verb its status allows. Empty for a status that prints nothing. */
export const statement = (status: StatementStatus, values: Record<string, string>): string =>
  fill(VERBS.get(status)?.pattern ?? '', values);

/** How much a status weighs when sources differ; greater wins. */
export const firmness = (status: StatementStatus): number => FIRMNESS.get(status) ?? 0;

/** Whether records of this status may be spoken of at all. */
export const isPrintable = (status: StatementStatus): boolean => VERBS.get(status)?.pattern !== '';

export const replySentence = (state: string, values: Record<string, string>): string =>
  fill(REPLIES.get(state) ?? '', values);

/** 实名, 匿名, 联名 or nothing; the leader edition tells verified signatures apart. */
export function informantWord(informant: Informant | undefined, edition: Edition): string {
  if (!informant || edition === 'meeting') return '';
  if (informant.joint) return '联名';
  return INFORMANTS.get(informant.class)?.[edition === 'leader' ? 'leader' : 'member'] ?? '';
}

export const departmentName = (code: string): string => codeTable('T01').label(code);

/** `2024-05-16` → `2024年5月16日` */
export function dayText(day: string): string {
  const [year, month, date] = day.slice(0, 10).split('-').map(Number);
  return `${year}年${month}月${date}日`;
}

/** `2024-05-16` → `2024年5月` */
export function monthText(day: string): string {
  const [year, month] = day.split('-').map(Number);
  return `${year}年${month}月`;
}

/** 涉及金额 as the packet prints it, empty when unknown. */
export const amountText = (clue: Clue): string =>
  clue.amount ? formatAmount(clue.amount.min, clue.amount.max, clue.amount.approx) : '';

/** 发生时间, as exact as the source said it and no more. */
export const timeText = (clue: Clue): string =>
  clue.occurFrom || clue.occurTo ? formatDateRange(clue.occurFrom, clue.occurTo, clue.occurPrecision) : '';

/** A letter's day could point at its sender: records that rest on one show the month. */
export const isLetter = (clue: Clue): boolean =>
  clue.statementStatus === 'ALLEGED' || clue.statementStatus === 'CLEARED' || clue.informant !== undefined;

/** The first day of a year where only a number named the year: a day that nobody wrote is not printed. */
const isYearOnly = (clue: Clue, day: string): boolean =>
  !isLetter(clue) && clue.derived.includes('receivedDate') && day.endsWith('-01-01');

export function recordDateText(clue: Clue, day: string): string {
  if (isYearOnly(clue, day)) return `${day.slice(0, 4)}年`;
  return isLetter(clue) ? monthText(day) : dayText(day);
}

const DIGITS = '零一二三四五六七八九';

/** 1–99 in Chinese numerals: 一, 十, 十四, 二十. */
export function chineseNumber(value: number): string {
  const tens = Math.floor(value / 10);
  const ones = value % 10;
  const lead = tens === 0 ? '' : tens === 1 ? '十' : `${DIGITS[tens]}十`;
  return lead + (ones > 0 || value === 0 ? DIGITS[ones] : '');
}

const FIGURE_NAMES: Record<string, string> = { persons: '人数', count: '件数', repeatCount: '重复件数' };

/** Named figures of a situation note: 按期办结率92%. Names that are no Chinese words are left out. */
export function figureTexts(figures: Record<string, number>): string[] {
  return Object.entries(figures).flatMap(([name, value]) => {
    const label = FIGURE_NAMES[name] ?? name;
    return /^\p{Script=Han}/u.test(label) ? [`${label}${value}${label.endsWith('率') ? '%' : ''}`] : [];
  });
}

/** Items joined by 、 up to `most`, then 等n〈measure〉. */
export function listed(items: readonly string[], most: number, measure: string): string {
  if (items.length <= most) return items.join('、');
  return `${items.slice(0, most).join('、')}等${items.length}${measure}`;
}

/** Two or more are 两处, 三处 … */
export const places = (count: number): string => (count === 2 ? '两' : count < 100 ? chineseNumber(count) : `${count}`);
