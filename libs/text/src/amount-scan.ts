import { CURRENCY_AFTER, CURRENCY_BEFORE, currencyCode, matchAt, quantityAfter } from './amount-units.js';
import { FIGURE_BODY, FIGURE_START, type Figure, lowestPlace, parseFigure } from './figure.js';
import { HAN_DIGIT, parseNumeral } from './numeral.js';
import type { AmountHit, ParsedAmount } from './parsed-amount.js';

/** How to read the text: prose, or a cell whose header gives bare numbers their unit. */
export interface ScanOptions {
  /** Yuan per unit of a bare number that is the whole of the cell; without it bare numbers are no amounts. */
  factor?: number;
}

const RUN = new RegExp(`[${FIGURE_START}][${FIGURE_BODY}]{0,30}(?:个[多几]?[亿億])?`, 'gu');
const RUN_AT = new RegExp(`[${FIGURE_START}][${FIGURE_BODY}]{0,30}(?:个[多几]?[亿億])?`, 'uy');
const SEPARATOR = /\s?(?:[-—–~～至到]{1,2})\s?(?:¥\s?)?/uy;
const FRACTION = new RegExp(
  `([\\d${HAN_DIGIT}])(?:角|毛)(?:([\\d${HAN_DIGIT}])分)?|([\\d${HAN_DIGIT}])分|([1-9一二三四五六七八九](?![个年月天次人位\\d${FIGURE_BODY}]))`,
  'uy',
);
const DIGIT_PLACES = /位数(?!密码|字|值)/uy;
const WHOLE = /\s?[整正]/uy;
const LIMIT = 1e13;
const LOOK_BACK = 16;

/** Words in front of a figure, nearest first, with what they do to its bounds. */
const BEFORE: readonly (readonly [RegExp, 'about' | 'near' | 'over' | 'under'])[] = [
  [
    /(?:不[会得能可应]?超过|不高于|最多|至多|不足|不到|不满|(?<!不)低于|(?<!不)少于|小于)(?:人民币|为|是)?\s?$/u,
    'under',
  ],
  [/(?:(?<!不[会得能可应]?)超过|至少|不低于|不少于|最少|高于|多于|大于|逾|[超破])(?:人民币|了)?\s?$/u, 'over'],
  [/(?:将近|接近|(?<![附最靠临邻])近|快要?)(?:人民币)?\s?$/u, 'near'],
  [/(?:大约|大概|差不多|估计|约为?|约合|左右|大致)(?:人民币|有|是|为|花了?|要)?\s?$/u, 'about'],
];
const OPEN_ON_UNITS = /(?<!成[千百])[上过好]$/u;
const AFTER = /\s?(以上|开外|起步|以下|以内|之内|左右|上下|不等|有余|出头|多|余)/uy;
const TOTAL =
  /(?:合计|共计|累计|总计|总共|一共|总额|(?<![公])共(?!同|有部|产|青|享|建|和))\p{Script=Han}{0,6}[：:]?\s?(?:人民币|¥|约)?$/u;

const RATE_BEFORE =
  /(?:每个?(月)|(?<!\d)(月)(?:均|工资|租金?|薪|供|收入|补贴|补助)|一个(月)|按(月)|每一?(年)|(?<!\d)(年)(?:均|租金?|薪|(?:销售|营业|总)?收入)|一(年)|按(年))[^，。；、,;！？\d]{0,8}$/u;
const RATE_AFTER = /\s?(?:\/|每|一)个?(月|年)/uy;
const DURATION_AFTER =
  /[，,、]?\s?(?:一共|总共|连续|持续|长达|历时|前后|先后|共|已经?|收取?了?|交了?|领取?了?|发了?|缴了?|付了?){0,3}\s?([\d一二三四五六七八九十两]{1,4})(年|个月)(?![前后来初底份])/uy;
const DURATION_BEFORE =
  /(?:连续|持续|历时|长达|共|先后)\s?([\d一二三四五六七八九十两]{1,4})(年|个月)[里间来内]?[，,、]?[^，。；,;\d]{0,6}$/u;

const MONEY_CUE =
  /(?:交|花|收|付|送|给|罚|扣|补|赔|卖|借|欠|领|发|缴|退|捐|转|贷|工资|奖金|费用?|钱|款|价|租金|红包|回扣|只有|高达|达到|涨到|涨了?|要)(?:了|过|到|去|就|又|仅|只|才|近|约|的|大概|是|每月|每人|一共|他|她|我|给|为){0,3}$/u;
const MONEY_END = /[，。；、,;！？!?）)\s…]|$|左右|以上|不等/uy;

const ANY_UNIT = /[十百千万亿拾佰仟萬億wW]/u;
const UNIT_OF_UPPER = new RegExp(`^([\\d.]+|[${HAN_DIGIT}]+)([十百千万亿拾佰仟萬億wW]+)`, 'u');
/** A run without 万 is looked at closer only when this follows it, or a sign of money stands before it. */
const MAYBE_MONEY = /^\s{0,2}(?:[元圆块美港澳新台欧英日韩卢泰人加Rr\-—–~～至到左上多余以有位，。；、,;！？!?）)…]|$)/u;

const round2 = (value: number): number => Math.round(value * 100) / 100;

/** One figure or a range of two, with the place where it ends. */
interface Span extends Figure {
  end: number;
  text: string;
}

/** The longest figure that begins at a run: trailing commas and letters of the sentence are given back. */
function figureOf(run: string): { figure: Figure; length: number } | undefined {
  let text = run;
  while (text !== '') {
    const trimmed = text.replace(/[.,]+$/u, '');
    const figure = /[a-zA-Z]/u.test(trimmed.slice(0, -1)) ? undefined : parseFigure(trimmed);
    if (figure) return { figure, length: trimmed.length };
    const comma = Math.max(trimmed.lastIndexOf(','), trimmed.lastIndexOf('.'));
    if (comma > 0) text = trimmed.slice(0, comma);
    else if (/[多余来几数wW]$/u.test(trimmed)) text = trimmed.slice(0, -1);
    else return undefined;
  }
  return undefined;
}

/** 2-3万, 3到4万5: the lower end borrows the unit of the upper. */
function lowerEnd(low: Figure, lowText: string, highText: string): number {
  const [, digits, units] = UNIT_OF_UPPER.exec(highText) ?? [];
  if (!digits || !units || ANY_UNIT.test(lowText)) return low.min;
  const [head, scale] = [parseNumeral(digits), parseNumeral(`一${units}`)];
  return head !== undefined && scale !== undefined && low.min <= head ? low.min * scale : low.min;
}

function spanAt(text: string, at: number, run: string): Span | undefined {
  const first = figureOf(run);
  if (!first) return undefined;
  const end = at + first.length;
  const lone: Span = { ...first.figure, end, text: text.slice(at, end) };
  const money = matchAt(CURRENCY_AFTER, text, end);
  const separator = matchAt(SEPARATOR, text, end + (money?.[0].length ?? 0));
  if (!separator) return lone;
  const start = separator.index + separator[0].length;
  const next = matchAt(RUN_AT, text, start)?.[0];
  const second = next ? figureOf(next) : undefined;
  if (!next || !second) return lone;
  const highText = text.slice(start, start + second.length);
  const min = money ? first.figure.min : lowerEnd(first.figure, lone.text, highText);
  if (min >= second.figure.max) return lone;
  const big = second.figure.big || first.figure.big;
  return {
    min: round2(min),
    max: second.figure.max,
    approx: true,
    big,
    end: start + second.length,
    text: text.slice(at, start + second.length),
  };
}

/** 六位数: between 100000 and 999999. */
function digitPlaces(span: Span): Span {
  return { ...span, min: 10 ** (span.min - 1), max: 10 ** span.min - 1, approx: true, end: span.end + 2 };
}

/** 角 and 分 behind 元; a lone digit behind 块 is 角 (3块5). */
function withFraction(text: string, span: Span, currency: string): Span {
  const match = matchAt(FRACTION, text, span.end);
  if (!match || span.approx) return span;
  if (match[4] !== undefined && !currency.startsWith('块')) return span;
  const tenths = parseNumeral(match[1] ?? match[4] ?? '') ?? 0;
  const cents = parseNumeral(match[2] ?? match[3] ?? '') ?? 0;
  const value = round2(span.min + tenths / 10 + cents / 100);
  return { ...span, min: value, max: value, end: span.end + match[0].length };
}

type Bounds = Pick<ParsedAmount, 'min' | 'max' | 'approx'>;

function bounds(span: Span, before: string, after: string | undefined): Bounds {
  const { min, max } = span;
  const word = BEFORE.find(([cue]) => cue.test(before))?.[1];
  const onUnits = /^[十百千万亿]/u.test(span.text) && OPEN_ON_UNITS.test(before);
  if (after === '以上' || after === '开外' || after === '起步' || word === 'over' || onUnits)
    return { min, approx: true };
  if (after === '以下' || after === '以内' || after === '之内' || word === 'under') return { max, approx: true };
  if (word === 'near' && !span.approx) {
    const place = lowestPlace(min);
    return { min: round2(min - (min === place ? place / 10 : place)), max, approx: true };
  }
  if (after === '多' || after === '余' || after === '有余' || after === '出头') {
    const unit = /[万亿]$/u.test(span.text) ? (span.text.endsWith('万') ? 1e4 : 1e8) : lowestPlace(min);
    return span.approx ? { min, max, approx: true } : { min, max: round2(min + unit), approx: true };
  }
  return { min, max, approx: span.approx || word === 'about' || after !== undefined };
}

/** 每年5000元，共三年: the text gives rate and duration, so the product is stated, marked as derived. */
function rated(amount: ParsedAmount, text: string, before: string, end: number): { amount: ParsedAmount; end: number } {
  const ahead = RATE_BEFORE.exec(before)?.slice(1).find(Boolean);
  const behind = matchAt(RATE_AFTER, text, end);
  const unit = ahead ?? behind?.[1];
  if (!unit) return { amount, end };
  const stop = !ahead && behind ? end + behind[0].length : end;
  const later = matchAt(DURATION_AFTER, text, stop);
  const duration = later ?? DURATION_BEFORE.exec(before);
  const perUnit = unit === '月' ? 'month' : 'year';
  const count = duration ? parseNumeral(duration[1] ?? '') : undefined;
  const times = duration?.[2] === '年' ? (perUnit === 'year' ? 1 : 12) : perUnit === 'month' ? 1 : undefined;
  if (!count || times === undefined) return { amount: { ...amount, perUnit }, end: stop };
  const scale = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : round2(value * count * times);
  const { min, max, ...rest } = amount;
  const [low, high] = [scale(min), scale(max)];
  const product = {
    ...rest,
    ...(low !== undefined && { min: low }),
    ...(high !== undefined && { max: high }),
    derived: true,
  };
  return { amount: product, end: later ? later.index + later[0].length : stop };
}

/** Whether a figure without a currency word is money all the same. */
function isMoneyAlone(text: string, span: Span, before: string, options: ScanOptions): boolean {
  if (/^[A-Za-z0-9%‰]/u.test(text.slice(span.end, span.end + 1)) || matchAt(quantityAfter(), text, span.end))
    return false;
  if (/[A-Za-z第]$/u.test(before)) return false;
  const opensWithUnit = /^[十百千万亿]/u.test(span.text);
  if (span.big)
    return (
      !opensWithUnit ||
      OPEN_ON_UNITS.test(before) ||
      BEFORE.some(([cue]) => cue.test(before)) ||
      /以上$/u.test(text.slice(0, span.end + 2))
    );
  if (options.factor !== undefined) return true;
  const large = span.min >= 100 || span.approx;
  return large && MONEY_CUE.test(before) && matchAt(MONEY_END, text, span.end) !== null;
}

/** Cheap first look: most figures of a text are years, counts and the word 一. */
function isWorthALook(text: string, at: number, run: string): boolean {
  if (/[万萬亿億wW多余]/u.test(run)) return true;
  return (
    /[¥$€£BbDd：:\s]/u.test(text.charAt(at - 1)) || MAYBE_MONEY.test(text.slice(at + run.length, at + run.length + 3))
  );
}

function hitAt(text: string, at: number, run: string, options: ScanOptions): AmountHit | undefined {
  if (options.factor === undefined && !isWorthALook(text, at, run)) return undefined;
  let span = spanAt(text, at, run);
  if (!span) return undefined;
  const before = text.slice(Math.max(0, at - LOOK_BACK), at);
  const sign = CURRENCY_BEFORE.exec(before)?.[1];
  let after = matchAt(AFTER, text, span.end);
  const money =
    matchAt(CURRENCY_AFTER, text, after ? span.end + after[0].length : span.end) ??
    matchAt(CURRENCY_AFTER, text, span.end);
  if (!money && !span.approx && matchAt(DIGIT_PLACES, text, span.end) && span.min >= 3 && span.min <= 10)
    span = digitPlaces(span);
  else if (money) {
    if (/^[万亿]$/u.test(span.text) && !OPEN_ON_UNITS.test(before) && !/[近超逾约]$/u.test(before)) return undefined;
    if (span.text === '一' && money[1] === '块') return undefined;
    span = withFraction(text, { ...span, end: money.index + money[0].length }, money[1] ?? '');
    const whole = matchAt(WHOLE, text, span.end);
    if (whole) span = { ...span, end: span.end + whole[0].length };
  } else if (!sign && !isMoneyAlone(text, span, before, options)) return undefined;
  after ??= matchAt(AFTER, text, span.end);
  const end = Math.max(span.end, after ? after.index + after[0].length : 0);
  const scale = !money && !sign && !span.big && options.factor !== undefined ? options.factor : 1;
  const scaled = { ...span, min: round2(span.min * scale), max: round2(span.max * scale) };
  if (scaled.max >= LIMIT) return undefined;
  const cue = sign ? before.slice(0, before.length - (CURRENCY_BEFORE.exec(before)?.[0].length ?? 0)) : before;
  const plain: ParsedAmount = {
    ...bounds(scaled, cue, after?.[1]),
    currency: currencyCode(money?.[1] ?? sign ?? ''),
    raw: '',
  };
  if (TOTAL.test(before)) plain.total = true;
  const result = rated(plain, text, before, end);
  return { at, end: result.end, amount: { ...result.amount, raw: text.slice(at, result.end) } };
}

/** 五千元以上五万元以下: floor and ceiling side by side are one range. */
function joinsFloor(text: string, floor: AmountHit | undefined, { at, end, amount }: AmountHit): boolean {
  if (floor?.end !== at || floor.amount.max !== undefined || amount.min !== undefined) return false;
  if (floor.amount.currency !== amount.currency || (floor.amount.min ?? 0) > (amount.max ?? 0)) return false;
  floor.amount.max = amount.max ?? 0;
  floor.amount.raw = text.slice(floor.at, end);
  floor.end = end;
  return true;
}

/** Every amount of a cleaned text with its place, in order, without regard to which is a part of which. Linear in the text. */
export function scanAmounts(text: string, options: ScanOptions = {}): AmountHit[] {
  const hits: AmountHit[] = [];
  let from = 0;
  RUN.lastIndex = 0;
  for (let run = RUN.exec(text); run; run = RUN.exec(text)) {
    if (run.index < from) continue;
    const hit = hitAt(text, run.index, run[0], options);
    if (hit) {
      if (!joinsFloor(text, hits.at(-1), hit)) hits.push(hit);
      from = hit.end;
      RUN.lastIndex = Math.max(hit.end, run.index + 1);
    }
  }
  return hits;
}
