import type { Span } from './scrub-spans.js';

const CODE_WORDS =
  '(?:编号|编码|代码|文号|案号|件号|单号|序号|受理号|受案号|工单|线索号?|信访件|流水号|合同号|项目号|批号|证书号|发票号码?|凭证号|许可证号?|第|字|〕|\\]|］|号[:：]?)[（(]?(?:是|为)?[:：]?[\\s“"]{0,3}';
const CODE_CUE = new RegExp(`${CODE_WORDS}$`, 'u');
const ID_CUE = /(?:身份证|证件|公民身份|居民身份)(?:件)?(?:号码?|编号|编码)?[是为]?[（(:：]?\s*$/u;
const PHONE_CUE =
  /(?:电话|手机|座机|传真|固话|热线|致电|拨打|联系(?:方式|号码)|联系|tel|Tel|TEL|phone|mobile|Phone|☎|微信同号)(?:号码?)?[是为]?[（(:：]?\s*$/u;
const CARD_CUE =
  /(?:银行卡|卡号|账号|帐号|账户|帐户|存折|收款卡|储蓄卡|信用卡|工资卡|社保卡|银行|农商行|信用社)(?:号码?)?[是为]?[（(:：]?\s*$/u;
const MONEY_WORDS = '(?:金额|资金|款|价|费|投资|产值|合计|共计|总计|约|¥|￥|人民币)[是为达]?[:：]?\\s{0,3}';
const MONEY_CUE = new RegExp(`${MONEY_WORDS}$`, 'u');
const QUANTITY = '\\s{0,3}(?:元|万|亿|块|平方|亩|吨|公斤|千克|%|立方|股|\\.\\d{2}(?!\\d)|,\\d)';
const MONEY_AFTER = new RegExp(`^${QUANTITY}`, 'u');

const ID_SHAPE =
  /^(?:[1-6]\d|71|8[123]|9[19])\d{4}(18\d{2}|19\d{2}|20\d{2})(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)|02(?:0[1-9]|[12]\d))\d{3}[\dXx]$/;
const OLD_ID_SHAPE =
  /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|99)\d{4}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}$/;
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/** Last birth year of somebody who is certainly no child of the coding year: later "years" in a coded number are its own date. */
const LAST_ADULT_YEAR = 2012;

function checkDigitRight(id: string): boolean {
  let sum = 0;
  for (let at = 0; at < 17; at++) sum += Number(id[at]) * (ID_WEIGHTS[at] as number);
  return '10X98765432'[sum % 11] === (id[17] as string).toUpperCase();
}

/** Luhn test of bank cards (ISO/IEC 7812-1). */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = digits.length - 1, twice = false; at >= 0; at--, twice = !twice) {
    const digit = digits.charCodeAt(at) - 48;
    sum += twice ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit;
  }
  return sum % 10 === 0;
}

/** Phone, ID and land line numbers in their usual writing: what no scrubbed text may show. */
export const NUMBER_PATTERNS: readonly RegExp[] = [
  new RegExp(`(?<![\\d０-９]|${MONEY_WORDS})1[3-9]\\d{9}(?![\\d０-９]|${QUANTITY})`, 'u'),
  new RegExp(`(?<![\\d０-９])1[3-9]\\d([ -])\\d{4}\\1\\d{4}(?![\\d０-９]|${QUANTITY})`, 'u'),
  new RegExp(
    `(?<!${CODE_WORDS})(?<![\\d０-９A-Za-zＡ-Ｚａ-ｚ]|[A-Za-z]-)[1-6]\\d{5}19\\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|1\\d|2[0-8])\\d{3}[\\dXx](?![\\d０-９XxＸｘ])`,
    'u',
  ),
  new RegExp(
    `(?<!${CODE_WORDS})(?<![\\d０-９A-Za-zＡ-Ｚａ-ｚ]|[A-Za-z]-)0(?:10|2\\d|[3-9]\\d{2})-\\d{7,8}(?![\\d０-９])`,
    'u',
  ),
];

/** What stands around a run of digits: it decides between a person's number and a record's. */
interface Surroundings {
  code: boolean;
  before: string;
  after: string;
}

function idKind(digits: string, around: Surroundings): boolean {
  const cued = ID_CUE.test(around.before);
  if (digits.length === 15) return OLD_ID_SHAPE.test(digits) && (cued || !around.code);
  const shape = ID_SHAPE.exec(digits);
  if (!shape) return cued && digits.length === 18;
  if (cued) return true;
  const adult = Number(shape[1]) <= LAST_ADULT_YEAR;
  return around.code ? adult && checkDigitRight(digits) : adult || checkDigitRight(digits);
}

function cardKind(digits: string, around: Surroundings): boolean {
  if (CARD_CUE.test(around.before)) return true;
  if (around.code || !luhn(digits)) return false;
  if (digits.length === 16) return /^(?:[3-6]|9[1-6])/.test(digits);
  return digits.length === 19 ? /^(?:6|9[1-6]|4|5)/.test(digits) : /^62/.test(digits);
}

const LONGEST_NUMBER = 19;
const ID_LENGTH = 18;
const PHONE = /^(?:(?:00)?86)?1[3-9]\d{9}$/;
/** Several numbers of a person written without anything between. */
const GLUED = /^(?:1[3-9]\d{9}(?:1[3-9]\d{9}|[1-6]\d{5}(?:19|20)\d{9}[\dXx])|[1-6]\d{5}(?:19|20)\d{10}1[3-9]\d{9})$/;
const LANDLINE = /^0(?:10|2\d|[3-9]\d{2})\d{7,8}$/;

function kindOf(digits: string, around: Surroundings, parts: number): Span['kind'] | undefined {
  const length = digits.length;
  if (length > LONGEST_NUMBER) return parts === 1 && GLUED.test(digits) && !around.code ? 'phone' : undefined;
  if (length >= 11 && length <= 15 && PHONE.test(digits)) {
    if (MONEY_AFTER.test(around.after) || (MONEY_CUE.test(around.before) && parts === 1)) return undefined;
    return 'phone';
  }
  if ((length === 15 || length === 18) && idKind(digits, around)) return 'idNumber';
  if (length >= 16 && length <= 19 && !/[Xx]/.test(digits) && cardKind(digits, around)) return 'bankCard';
  if (length >= 10 && length <= 12 && LANDLINE.test(digits) && (!around.code || PHONE_CUE.test(around.before)))
    return 'landline';
  if (length >= 7 && length <= 16 && PHONE_CUE.test(around.before)) return 'landline';
  if (length >= 9 && length <= 24 && CARD_CUE.test(around.before)) return 'bankCard';
  return undefined;
}

interface Group {
  start: number;
  end: number;
  digits: string;
}

const RUN = /\d(?:[ \-.()]{0,2}\d){6,}[Xx]?/g;
const GROUP = /\d+[Xx]?/g;

/** Whether groups parted by separators can be one number, and not dates or ranges standing side by side. */
function oneNumber(shadow: string, groups: readonly Group[], from: number, to: number): boolean {
  if (from === to) return true;
  const separator = shadow.slice((groups[from] as Group).end, (groups[from + 1] as Group).start);
  let dates = false;
  for (let at = from; at < to; at++) {
    const here = groups[at] as Group;
    const next = groups[at + 1] as Group;
    const gap = shadow.slice(here.end, next.start);
    if (gap !== separator && !(gap.trim() === '' && separator.trim() === '') && !/[()]/.test(gap + separator))
      return false;
    if (/^(?:19|20)\d{2}$/.test(here.digits) && next.digits.length <= 2) dates = true;
  }
  const single = to - from + 1 >= 10;
  return single || !dates;
}

function groupsOf(run: string, offset: number): Group[] {
  const out: Group[] = [];
  for (const found of run.matchAll(GROUP))
    out.push({ start: offset + found.index, end: offset + found.index + found[0].length, digits: found[0] });
  return out;
}

/** Phones, ID numbers, bank cards and land lines among the digits of `shadow` (ASCII digits, blanks and hyphens folded). */
export function numberSpans(shadow: string, out: Span[]): void {
  for (const run of shadow.matchAll(RUN)) {
    const groups = groupsOf(run[0], run.index);
    for (let from = 0; from < groups.length; from++) {
      const first = groups[from] as Group;
      let digits = '';
      let best: Span | undefined;
      let bestTo = from;
      const before = shadow.slice(Math.max(0, first.start - 16), first.start);
      const code =
        CODE_CUE.test(before) ||
        /[A-Za-z]-?$/.test(before.replace(/(?:tel|Tel|TEL|phone|mobile|QQ|qq|vx|VX|wx|v|V)[:：]?$/u, ''));
      for (let to = from; to < groups.length; to++) {
        const last = groups[to] as Group;
        digits += last.digits;
        const stray = /[Xx]$/.test(digits) && digits.length !== ID_LENGTH ? 1 : 0;
        if (digits.length > Math.max(LONGEST_NUMBER, first.digits.length)) break;
        if (digits.length < 7 || !oneNumber(shadow, groups, from, to)) continue;
        const end = last.end - stray;
        const around = { code, before, after: shadow.slice(end, end + 6) };
        const kind = kindOf(stray === 1 ? digits.slice(0, -1) : digits, around, to - from + 1);
        if (kind && (to === from || kind !== 'landline' || digits.startsWith('0') || PHONE_CUE.test(before))) {
          best = { start: first.start, end, kind };
          bestTo = to;
        }
      }
      if (!best) continue;
      if (
        shadow[best.start - 1] === '+' ||
        (shadow[best.start - 1] === '(' &&
          shadow.indexOf(')', best.start) < best.end &&
          shadow.indexOf(')', best.start) > 0)
      )
        best.start--;
      out.push(best);
      from = bestTo;
    }
  }
}

/** Chinese digits in daily, accounting and radio spelling, each before its value. */
const HAN_DIGITS: Record<string, string> = Object.fromEntries(
  '〇0 零0 ○0 洞0 一1 壹1 幺1 二2 贰2 两2 三3 叁3 四4 肆4 五5 伍5 六6 陆6 七7 柒7 拐7 八8 捌8 九9 玖9 勾9'
    .split(' ')
    .map((pair) => [pair[0], pair[1]]),
);
/** 1 for a digit in any writing, 2 for what may stand between digits. */
const DIGIT_CLASS = new Uint8Array(0x10000);
for (const digit of [...Object.keys(HAN_DIGITS), ...'0123456789']) DIGIT_CLASS[digit.charCodeAt(0)] = 1;
for (const separator of ' -') DIGIT_CLASS[separator.charCodeAt(0)] = 2;
const SHORTEST_PHONE = 11;

/** Phones and ID numbers written in Chinese digits, wholly or in part (一三八0五一二三四五六). */
export function hanNumberSpans(shadow: string, out: Span[]): void {
  for (let at = 0; at < shadow.length; at++) {
    if (DIGIT_CLASS[shadow.charCodeAt(at)] !== 1) continue;
    const found = hanNumberAt(shadow, at);
    if (found) {
      out.push(found);
      at = found.end - 1;
    } else while (DIGIT_CLASS[shadow.charCodeAt(at + 1)] === 1) at++;
  }
}

/** The longest phone or ID number that begins with the digits at `start` and has a Chinese digit among them. */
function hanNumberAt(shadow: string, start: number): Span | undefined {
  let digits = '';
  let han = false;
  let found: Span | undefined;
  for (let at = start; at < shadow.length && digits.length <= LONGEST_NUMBER; at++) {
    const kind = DIGIT_CLASS[shadow.charCodeAt(at)];
    if (kind === 0 || (kind === 2 && DIGIT_CLASS[shadow.charCodeAt(at + 1)] !== 1)) break;
    if (kind === 2) continue;
    const value = HAN_DIGITS[shadow[at] as string];
    if (value !== undefined) han = true;
    digits += value ?? shadow[at];
    if (!han || digits.length < SHORTEST_PHONE || DIGIT_CLASS[shadow.charCodeAt(at + 1)] === 1) continue;
    if (/^(?:86)?1[3-9]\d{9}$/.test(digits)) found = { start, end: at + 1, kind: 'phone' };
    else if (ID_SHAPE.test(digits)) found = { start, end: at + 1, kind: 'idNumber' };
  }
  return found;
}
