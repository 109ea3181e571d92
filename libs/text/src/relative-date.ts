import { matchAt } from './amount-units.js';
import { addDays, addMonths, dayParts, monthEnd } from './calendar.js';
import { type DateContext, monthPoint, NUMBER2, type Point, partOfYear } from './date-point.js';
import { parseNumeral } from './numeral.js';

/** Opening days of the party congresses that texts count from. */
const CONGRESSES: Record<string, string> = {
  十六: '2002-11-08',
  十七: '2007-10-15',
  十八: '2012-11-08',
  十九: '2017-10-18',
  二十: '2022-10-16',
};

const CONGRESS = /(?:党的)?(十[六七八九]|二十)大(?:召开)?(?:以来|之后|以后|后|至今)/uy;
const RECENT = new RegExp(`(?:最近|近|过去)的?(${NUMBER2}|半|两)(年多?|个月|个半?月|天)(?:来|以来|里|间|内)?`, 'uy');
const AGO = new RegExp(`(${NUMBER2}|半|两)(年|个月)(?:多)?(?:以|之)?前`, 'uy');
const MONTH_WORD = /(上上个?月|上个?月|本月|这个?月)(底|末|初|中旬|上旬|下旬)?/uy;
const WEEK_WORD = /(上个?周|上个?星期|本周|这周|这个?星期)/uy;
const DAY_WORD = /(?<![的])(今天|今日|昨天|昨日|前天|前日|当日)/uy;
const TENURE = /(?:任职期间|在任期间|任期内?|(?<!担)任内|在职期间|(?:担?任|当)\p{Script=Han}{1,20}?期间)/uy;
const VAGUE =
  /(?:前几年|前些年|这几年|这些年|近几年来?|最近几年|近些年来?|近年来?|多年以来|多年来|历年来|历年|长期以来|一直以来|早几年|早些年|早年间?|往年|很久以前|几年前|多年前)/uy;
const VAGUE_CELL = /(?:长期|多年|一直|以前|过去|常年|之前|从前|经常)/uy;
const DECADE = /(?:(?:20|二十|上)世纪)?([2-9]0|[二三四五六七八九]十)年代/uy;
const LUNAR_ALONE = /(?:农历|阴历|旧历)\S{0,12}|(?:正|腊|冬)月(?:初|十|廿|二十|三十)?[一二三四五六七八九十]?[日号]?/uy;
const YEAR_LESS = /(?:(?=上半年|下半年|年底|年初|年末)|(?=春节|国庆|中秋|端午|清明|元旦|五一))/uy;

type Reader = (match: RegExpExecArray, context: DateContext, text: string) => Point | undefined;

const endOf = (match: RegExpExecArray): number => match.index + match[0].length;
const count = (text: string | undefined): number => (text === '半' ? 0.5 : (parseNumeral(text ?? '') ?? 0));

function recent(match: RegExpExecArray, { anchor }: DateContext): Point | undefined {
  const unit = match[2] ?? '';
  const amount = count(match[1]);
  if (amount === 0) return undefined;
  const from =
    unit === '天'
      ? addDays(anchor, 1 - Math.ceil(amount))
      : addDays(addMonths(anchor, -Math.round(amount * (unit.startsWith('年') ? 12 : 1))), 1);
  return { end: endOf(match), from, to: anchor, precision: 'RANGE', relative: true };
}

function ago(match: RegExpExecArray, { anchor }: DateContext): Point {
  const amount = count(match[1]);
  const end = endOf(match);
  const then = addMonths(anchor, -Math.round(amount * (match[2] === '年' ? 12 : 1)));
  const [year, month] = dayParts(then);
  if (match[2] === '个月' || amount < 1) return { ...monthPoint(year, month, end), relative: true };
  return { end, from: `${year}-01-01`, to: `${year}-12-31`, precision: 'YEAR', relative: true };
}

function monthWord(match: RegExpExecArray, { anchor }: DateContext): Point {
  const word = match[1] ?? '';
  const [year, month] = dayParts(addMonths(anchor, word.startsWith('上上') ? -2 : word.startsWith('上') ? -1 : 0));
  const whole: Point = { ...monthPoint(year, month, endOf(match)), relative: true };
  const part = match[2];
  if (!part || !whole.from) return whole;
  const start = whole.from.slice(0, 8);
  const [low, high] = /[初上]/u.test(part)
    ? ['01', '10']
    : part === '中旬'
      ? ['11', '20']
      : ['21', monthEnd(year, month).slice(8)];
  return { ...whole, from: start + low, to: start + high, precision: 'RANGE' };
}

function weekWord(match: RegExpExecArray, { anchor }: DateContext): Point {
  const weekday = (new Date(`${anchor}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = addDays(anchor, -weekday - ((match[1] ?? '').startsWith('上') ? 7 : 0));
  return { end: endOf(match), from: monday, to: addDays(monday, 6), precision: 'RANGE', relative: true };
}

function dayWord(match: RegExpExecArray, { anchor }: DateContext): Point {
  const word = match[1] ?? '';
  const day = addDays(anchor, word.startsWith('昨') ? -1 : word.startsWith('前') ? -2 : 0);
  return { end: endOf(match), from: day, to: day, precision: 'DAY', relative: true };
}

function tenure(match: RegExpExecArray, { anchor, tenure: known }: DateContext): Point {
  if (!known) return { end: endOf(match), to: anchor, precision: 'VAGUE', relative: true };
  return {
    end: endOf(match),
    from: known.from,
    to: known.to && known.to < anchor ? known.to : anchor,
    precision: 'RANGE',
  };
}

function decade(match: RegExpExecArray, { anchor }: DateContext): Point {
  const tens = count(match[1]);
  const century = tens <= Number(anchor.slice(2, 4)) && !match[0].includes('世纪') ? 2000 : 1900;
  return { end: endOf(match), from: `${century + tens}-01-01`, to: `${century + tens + 9}-12-31`, precision: 'RANGE' };
}

/** 上半年, 年底, 春节 without a year: the latest that had begun by the anchor. */
function yearless(match: RegExpExecArray, { anchor }: DateContext, text: string): Point | undefined {
  const year = Number(anchor.slice(0, 4));
  const here = partOfYear(text, match.index, year);
  const point = here?.from && here.from > anchor ? partOfYear(text, match.index, year - 1) : here;
  return point && { ...point, relative: true };
}

const READERS: readonly (readonly [RegExp, Reader, 'cell'?])[] = [
  [
    CONGRESS,
    (match, { anchor }) => ({
      end: endOf(match),
      from: CONGRESSES[match[1] ?? ''] ?? anchor,
      to: anchor,
      precision: 'RANGE',
    }),
  ],
  [RECENT, recent],
  [AGO, ago],
  [MONTH_WORD, monthWord],
  [WEEK_WORD, weekWord],
  [DAY_WORD, dayWord],
  [TENURE, tenure],
  [VAGUE, (match, { anchor }) => ({ end: endOf(match), to: anchor, precision: 'VAGUE' })],
  [VAGUE_CELL, (match, { anchor }) => ({ end: endOf(match), to: anchor, precision: 'VAGUE' }), 'cell'],
  [DECADE, decade],
  [LUNAR_ALONE, (match) => ({ end: endOf(match), precision: 'NONE', lunar: true })],
  [YEAR_LESS, yearless],
];

/** The phrases that may begin with a digit. */
const NUMERIC_READERS = READERS.filter(([shape]) => shape === AGO || shape === DECADE);

/** A time said without a year of its own (近三年, 上个月, 任局长期间, 十八大以来, 长期以来), if one begins at `at`. */
export function relativeAt(text: string, at: number, context: DateContext): Point | undefined {
  const code = text.charCodeAt(at);
  for (const [shape, read, only] of code >= 0x30 && code <= 0x39 ? NUMERIC_READERS : READERS) {
    if (only === 'cell' && !context.cell) continue;
    const match = matchAt(shape, text, at);
    const point = match ? read(match, context, text) : undefined;
    if (point) return point;
  }
  return undefined;
}

/** The thirty days before (or after) the Spring Festival or another festival; `前后` fifteen on either side. */
export function aroundFestival(point: Point, word: string): Point {
  const { from, to } = point;
  if (!from || !to) return point;
  if (word === '前后') return { ...point, from: addDays(from, -15), to: addDays(from, 15), precision: 'RANGE' };
  if (word.endsWith('前') || word === '前夕')
    return { ...point, from: addDays(from, -30), to: addDays(from, -1), precision: 'RANGE' };
  return { ...point, from: addDays(from, 1), to: addDays(from, 30), precision: 'RANGE' };
}
