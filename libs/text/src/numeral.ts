/** Chinese and mixed numerals: 三万五千, 叁万伍仟, 3万5千, 二〇一九, 廿五, 1亿2千万, 一百五. */

const DIGITS: Record<string, number> = {};
for (const [value, chars] of [
  '〇零',
  '一壹',
  '二贰两貳兩',
  '三叁参',
  '四肆',
  '五伍',
  '六陆',
  '七柒',
  '八捌',
  '九玖',
].entries())
  for (const char of chars) DIGITS[char] = value;
const UNITS: Record<string, number> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 };
const BIG: Record<string, number> = { 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8, w: 1e4, W: 1e4 };
const TENS: Record<string, number> = { 廿: 20, 卅: 30 };

/** Characters of a Chinese digit. */
export const HAN_DIGIT = '〇零一二三四五六七八九壹贰叁参肆伍陆柒捌玖两貳兩';
/** Characters of a small or big unit. */
export const HAN_UNIT = '十拾百佰千仟万萬亿億';

/** Value of a unit character, 1 for anything else. */
export const unitValue = (char: string): number => UNITS[char] ?? BIG[char] ?? 1;

const ARABIC = /^\d+(?:\.\d+)?$/u;
const ARABIC_GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u;
const TOKEN = /\d[\d,]*(?:\.\d+)?|./gu;

/** Running state of one numeral: `below` is what stands under the present 万, `current` digits that wait for their unit. */
interface State {
  total: number;
  below: number;
  current: number | undefined;
  /** Unit that stood just before `current`: a lone digit after it means the next lower place (3万5, 一百五). */
  last: number;
  arabic: boolean;
  zero: boolean;
}

function takeDigit(state: State, digit: number): boolean {
  if (state.arabic && state.current !== undefined) return false;
  if (digit === 0 && state.current === undefined) state.zero = true;
  state.current = (state.current ?? 0) * 10 + digit;
  return true;
}

function takeArabic(state: State, token: string): boolean {
  if (state.current !== undefined && state.current !== 0) return false;
  const plain = ARABIC_GROUPED.test(token) ? token.replaceAll(',', '') : token;
  if (!ARABIC.test(plain) || plain.length > 20) return false;
  state.current = Number(plain);
  state.arabic = true;
  if (plain.length > 1) state.zero = true;
  return true;
}

function takeUnit(state: State, token: string): void {
  const small = UNITS[token];
  if (small !== undefined) {
    state.below += (state.current || 1) * small;
    state.last = small;
  } else {
    const big = BIG[token] ?? 1;
    const section = state.below + (state.current ?? 0);
    if (big === 1e8) state.total = (state.total + section || 1) * big;
    else state.total += (section || 1) * big;
    state.below = 0;
    state.last = big;
  }
  state.current = undefined;
  state.arabic = false;
  state.zero = false;
}

/** Value of a numeral that is the whole of `text`, or nothing. Digits without units are read as positions (二〇一九 is 2019). */
export function parseNumeral(text: string): number | undefined {
  if (text === '' || text.length > 40) return undefined;
  if (ARABIC.test(text)) return Number(text);
  const state: State = { total: 0, below: 0, current: undefined, last: 1, arabic: false, zero: false };
  for (const [token] of text.matchAll(TOKEN)) {
    const digit = DIGITS[token];
    if (digit !== undefined) {
      if (!takeDigit(state, digit)) return undefined;
    } else if (/^\d/u.test(token)) {
      if (!takeArabic(state, token)) return undefined;
    } else if (UNITS[token] !== undefined || BIG[token] !== undefined) {
      takeUnit(state, token);
    } else if (TENS[token] !== undefined && state.current === undefined) {
      state.below += TENS[token] ?? 0;
      state.last = 10;
    } else return undefined;
  }
  const tail = state.current ?? 0;
  const shorthand = tail > 0 && tail < 10 && state.last > 1 && !state.zero;
  return state.total + state.below + (shorthand ? (tail * state.last) / 10 : tail);
}
