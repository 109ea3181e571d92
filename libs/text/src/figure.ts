import { HAN_DIGIT, HAN_UNIT, parseNumeral, unitValue } from './numeral.js';

/** Value of a number as people write it, exact or not: 3万5, 十余, 几十万, 两三万, 二十来万. No currency here. */
export interface Figure {
  min: number;
  max: number;
  approx: boolean;
  /** A unit of 万 or 亿 stands in it. */
  big: boolean;
}

const PLACE = `[${HAN_UNIT}wW]`;
const SEVERAL = new RegExp(`^[几数](${PLACE}*)$`, 'u');
const VAGUE = new RegExp(`^([^多余来几数]+)[多余来几](${PLACE}*)$`, 'u');
const PAIR = new RegExp(
  `^([^一二两三四五六七八九]*(?:[一二三四五六七八九]${PLACE}+)*)([一二两三四五六七八九])([二三四五六七八九])(${PLACE}*)$`,
  'u',
);
const BIG_UNIT = /[万萬亿億wW]/u;
const ENDS_WITH_UNIT = new RegExp(`${PLACE}$`, 'u');
const ONLY_UNITS = new RegExp(`^${PLACE}+$`, 'u');

/** Characters that may open a figure, and that may stand in it (for scanners). */
export const FIGURE_START = `\\d${HAN_DIGIT}${HAN_UNIT}几数廿卅`;
export const FIGURE_BODY = `${FIGURE_START}.,多余来wW`;

const round2 = (value: number): number => Math.round(value * 100) / 100;
const product = (units: string): number => [...units].reduce((value, char) => value * unitValue(char), 1);

/** Place of the lowest digit that is not zero: 3500 → 100, 10 → 10, 3.5 → 0.1. */
export function lowestPlace(value: number): number {
  if (value === 0) return 1;
  const text = value.toFixed(6).replace(/0+$/u, '');
  const decimals = text.length - text.indexOf('.') - 1;
  if (decimals > 0) return 10 ** -decimals;
  const integer = text.replace('.', '');
  return 10 ** (integer.length - integer.replace(/0+$/u, '').length);
}

/** 几十万 = 20万–99万, 几千 = 2000–9999: the figure in front of 万 or 亿 runs from two to all nines. */
function several(units: string): Figure | undefined {
  const small = units.replace(/[万萬亿億wW]+$/u, '');
  if (BIG_UNIT.test(small)) return undefined;
  const scale = product(units.slice(small.length));
  const coefficient = product(small);
  return { min: 2 * coefficient * scale, max: (coefficient * 10 - 1) * scale, approx: true, big: scale > 1 };
}

/** How far "多" may reach: one more of the place it stands behind. */
function reach(head: string, units: string): number {
  const section = head.split(BIG_UNIT).at(-1) ?? '';
  if (units !== '') {
    const coefficient = parseNumeral(section === '' ? head : section);
    return coefficient === undefined ? 0 : lowestPlace(coefficient) * product(units);
  }
  if (!ENDS_WITH_UNIT.test(head)) return lowestPlace(parseNumeral(head) ?? 1);
  if (ONLY_UNITS.test(head)) return product(head);
  const unit = unitValue(head.at(-1) ?? '');
  const decimals = /\.(\d+)\D$/u.exec(head)?.[1]?.length ?? 0;
  return unit * 10 ** -decimals;
}

function vague(head: string, units: string): Figure | undefined {
  const min = parseNumeral(head + units);
  const step = reach(head, units);
  if (min === undefined || step <= 0) return undefined;
  return { min: round2(min), max: round2(min + step), approx: true, big: BIG_UNIT.test(head + units) };
}

/** 百十万, 千百: a manner of speaking, no figure. */
const ROUND_WORD = /^[十百千拾佰仟]{2}/u;

/** The figure that `written` is as a whole, or nothing. Upper bounds of 多/余 are exclusive in meaning and kept as they are. */
export function parseFigure(written: string): Figure | undefined {
  if (written.length > 40 || ROUND_WORD.test(written)) return undefined;
  const text = written.replace(/个([多几]?[亿億])$/u, '$1');
  const one = SEVERAL.exec(text);
  if (one) return several(one[1] ?? '');
  const open = VAGUE.exec(text);
  if (open) return vague(open[1] ?? '', open[2] ?? '');
  const big = BIG_UNIT.test(text);
  const pair = PAIR.exec(text);
  if (pair && ((pair[4] ?? '') !== '' || ENDS_WITH_UNIT.test(pair[1] ?? '') || text.length === 2)) {
    const low = parseNumeral(`${pair[1]}${pair[2]}${pair[4]}`);
    const high = parseNumeral(`${pair[1]}${pair[3]}${pair[4]}`);
    if (low !== undefined && high !== undefined && low < high) return { min: low, max: high, approx: true, big };
  }
  const value = parseNumeral(text);
  return value === undefined ? undefined : { min: round2(value), max: round2(value), approx: false, big };
}
