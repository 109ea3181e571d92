import { scanAmounts } from './amount-scan.js';
import { parseFigure } from './figure.js';
import { cleanText } from './hygiene.js';
import type { AmountHit, ParsedAmount } from './parsed-amount.js';

export type { ParsedAmount } from './parsed-amount.js';

/** Unit that a table header gives to bare numbers. */
export type AmountUnit = '元' | '万元' | '亿元';

const FACTORS: Record<AmountUnit, number> = { 元: 1, 万元: 1e4, 亿元: 1e8 };
const LIMIT = 1e13;
const BARE = /^(?:\d{1,3}(?:[,，]\d{3})+|\d{1,15})(?:\.\d{1,10})?$/u;
const SCIENTIFIC = /^\d(?:\.\d+)?[eE]\+?\d{1,2}$/u;
const RANGE = /^(\d+(?:\.\d+)?)\s?[-—–~～至到]{1,2}\s?(\d+(?:\.\d+)?)$/u;
const MAX_PROSE = 20_000;

const round2 = (value: number): number => Math.round(value * 100) / 100;

function exact(value: number, raw: string): ParsedAmount | undefined {
  return value < LIMIT ? { min: round2(value), max: round2(value), currency: 'CNY', approx: false, raw } : undefined;
}

/** A cell that is only a number: the header's unit decides. */
function bareCell(text: string, factor: number, raw: string): ParsedAmount | undefined {
  if (BARE.test(text)) return exact(Number(text.replace(/[,，]/gu, '')) * factor, raw);
  if (SCIENTIFIC.test(text)) return exact(Number(text) * factor, raw);
  const range = RANGE.exec(text);
  if (range) {
    const [min, max] = [Number(range[1]) * factor, Number(range[2]) * factor];
    return min <= max && max < LIMIT
      ? { min: round2(min), max: round2(max), currency: 'CNY', approx: true, raw }
      : undefined;
  }
  const figure = /^[万萬亿億][^余多]/u.test(text) ? undefined : parseFigure(text);
  if (!figure) return undefined;
  const scale = figure.big ? 1 : factor;
  if (figure.max * scale >= LIMIT) return undefined;
  return {
    min: round2(figure.min * scale),
    max: round2(figure.max * scale),
    currency: 'CNY',
    approx: figure.approx,
    raw,
  };
}

/**
 * The amount of a cell, or nothing when the cell states none (一笔钱, 50亩). `unit` is the header's, used where the cell has no unit of
 * its own; a cell that names its unit overrules the header. Never throws.
 */
export function parseAmount(raw: string, options: { unit?: AmountUnit } = {}): ParsedAmount | undefined {
  const text = cleanText(raw.slice(0, MAX_PROSE));
  if (text === '') return undefined;
  const factor = FACTORS[options.unit ?? '元'];
  const joined = groupsJoined(text);
  const amount =
    bareCell(text, factor, text) ?? pickMain(nested(joined, scanAmounts(joined, cellOptions(joined, factor))));
  return amount && { ...amount, raw: raw.trim().slice(0, 200) };
}

/** Thousands separated by full-width commas, as typed in cells: "３５，０００元". */
const groupsJoined = (text: string): string => text.replace(/(?<=\d)，(?=\d{3}(?!\d))/gu, ',');

/** A short cell of a figure and words of measure around it (约128.6) follows the header; a sentence does not. */
const cellOptions = (text: string, factor: number): { factor?: number } =>
  /^[约近超逾上共计合大概左右以下内多余为人民币元：:]{0,8}[\d.,]+(?:-[\d.,]+)?[多余左右以上下内不等]{0,4}$/u.test(text)
    ? { factor }
    : {};

const top = (amount: ParsedAmount): number => amount.max ?? amount.min ?? 0;

function pickMain(amounts: readonly ParsedAmount[]): ParsedAmount | undefined {
  const totals = amounts.filter((amount) => amount.total);
  const whole = amounts.filter((amount) => !amount.perUnit);
  const pool = totals.length > 0 ? totals : whole.length > 0 ? whole : amounts;
  const yuan = pool.filter((amount) => amount.currency === 'CNY');
  let best: ParsedAmount | undefined;
  for (const amount of yuan.length > 0 ? yuan : pool) if (!best || top(amount) > top(best)) best = amount;
  return best;
}

const SENTENCE_END = /[。；;！!？?\n]/u;
const PART_CUE = /其中|包括|包含|分别(?:为|是)?|内含/u;

/** Puts parts under their whole and items under the total that the text draws itself. */
function nested(text: string, hits: readonly AmountHit[]): ParsedAmount[] {
  const out: ParsedAmount[] = [];
  let sentence: ParsedAmount[] = [];
  let whole: ParsedAmount | undefined;
  let depth = '';
  let end = 0;
  for (const { at, end: hitEnd, amount } of hits) {
    const between = text.slice(end, at);
    if (SENTENCE_END.test(between)) {
      sentence = [];
      whole = undefined;
    } else if (whole && depth === '(' && /[)）]/u.test(between)) whole = undefined;
    if (PART_CUE.test(between) && sentence.length > 0 && !SENTENCE_END.test(between)) {
      whole = sentence.at(-1);
      depth = /[(（][^)）]*$/u.test(between) ? '(' : '';
    }
    end = hitEnd;
    if (whole && top(amount) <= top(whole) && amount !== whole && !amount.total) {
      whole.parts = [...(whole.parts ?? []), amount];
      continue;
    }
    if (amount.total && sentence.length > 0) closeTotal(amount, sentence, out);
    sentence.push(amount);
    out.push(amount);
  }
  return out;
}

function closeTotal(total: ParsedAmount, items: ParsedAmount[], out: ParsedAmount[]): void {
  const smaller = items.filter(
    (item) => !item.total && !item.perUnit && item.currency === total.currency && top(item) <= top(total),
  );
  if (smaller.length < 2) return;
  total.parts = smaller;
  for (const item of smaller) out.splice(out.indexOf(item), 1);
  items.splice(0, items.length);
  const sharp = [total, ...smaller].every((item) => !item.approx && item.min === item.max);
  const sum = smaller.reduce((value, item) => value + (item.min ?? 0), 0);
  if (sharp && Math.abs(sum - (total.min ?? 0)) >= 0.01) total.disagrees = true;
}

/** Amounts in running text, in order. Quantities (亩, 套, 条, 人) are none; parts stand under their whole. */
export function findAmounts(text: string): ParsedAmount[] {
  const prose = cleanText(text.slice(0, MAX_PROSE));
  return nested(prose, scanAmounts(prose));
}

/** The amount that a text is about: the total it draws itself, else the largest that is not a part of another. Never a sum of ours. */
export function mainAmount(text: string): ParsedAmount | undefined {
  return pickMain(findAmounts(text));
}

/** Yuan with two decimals: `1286000.00`. */
export const toYuan = (value: number): string => value.toFixed(2);

const trimZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/u, '') : text);

function shown(yuan: string): string {
  const value = Number(yuan);
  if (value >= 1e8) return `${trimZeros((value / 1e8).toFixed(10))}亿元`;
  if (value >= 1e4) return `${trimZeros((value / 1e4).toFixed(6))}万元`;
  return `${trimZeros(value.toFixed(2))}元`;
}

const unitOf = (text: string): string => /[万亿]?元$/u.exec(text)?.[0] ?? '';

/** An amount for readers: `128.6万元`, `约3万元`, `10万至20万元`, `100万元以上`, `5万元以下`; empty when nothing is known. Exact to the cent. */
export function formatAmount(min?: string, max?: string, approx = false): string {
  if (min === undefined && max === undefined) return '';
  if (min === undefined) return `${shown(max ?? '')}以下`;
  if (max === undefined) return `${shown(min)}以上`;
  if (Number(min) === Number(max)) return approx ? `约${shown(min)}` : shown(min);
  const [low, high] = [shown(min), shown(max)];
  return unitOf(low) === unitOf(high) ? `${low.slice(0, -1)}至${high}` : `${low}至${high}`;
}
