import { hanNumberSpans, numberSpans } from './digit-runs.js';
import type { Span } from './scrub-spans.js';

const FOLDABLE = /[０-９Ａ-Ｚａ-ｚ－‐‑‒–—―−﹣﹘ー　\u00a0\u2000-\u200a\u202f\u3000＿．＠：（）／＋①②③④⑤⑥⑦⑧⑨⓪]/u;
const EACH_FOLDABLE = new RegExp(FOLDABLE.source, 'gu');

function fold(character: string): string {
  const code = character.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (code >= 0x2460 && code <= 0x2468) return String(code - 0x245f);
  if (code === 0x24ea) return '0';
  if (code === 0x3000 || code === 0xa0 || (code >= 0x2000 && code <= 0x200a) || code === 0x202f) return ' ';
  return '-';
}

/** A copy of the same length with half-width digits, letters, blanks and hyphens: positions stay valid. */
export const shadowOf = (text: string): string => (FOLDABLE.test(text) ? text.replace(EACH_FOLDABLE, fold) : text);

const MASKED_NUMBER = /(?<![\d*])\d{3,10}[*×●xX]{3,12}\d{2,4}[Xx]?(?![\d*])/gu;
const URL =
  /(?:https?:\/\/|www\.)[!-~]{2,300}|(?<![A-Za-z0-9.@-])[A-Za-z0-9][A-Za-z0-9-]{0,40}(?:\.[A-Za-z0-9-]{1,40}){0,3}\.(?:com|cn|net|org|gov|edu|top|vip|cc|info|xyz|me|tv)(?![A-Za-z0-9])(?::\d{1,5})?(?:\/[!-~]{0,200})?/giu;
const SOCIAL =
  /(?:(?:微信|薇信|威信|卫星号|[wv]\s?x|v信|wechat|weixin)(?:号码?|id)?(?:[是为:]|：)?\s{0,2}(?:[a-z][-_a-z0-9]{4,24}|\d{5,12})|(?:qq|扣扣|企鹅)(?:群|号码?|邮箱)?(?:号码?)?(?:[是为:]|：)?\s{0,2}\d{5,12}|(?:抖音|快手|微博|支付宝|钉钉|陌陌|小红书|飞书|护照|通行证)(?:账号|帐号|号码?|id)?(?:[是为:]|：)?\s{0,2}@?[a-z0-9][-_a-z0-9.]{4,24}|微博@[\p{Script=Han}\w-]{2,20})/giu;
const PLATE =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼屿][A-HJ-NP-Z](?:[·•・.\- ]{0,2}[A-HJ-NP-Z0-9]{5,6}|[·•・.\- ]{0,2}[A-HJ-NP-Z0-9]{4}[挂学警港澳])(?![A-Za-z0-9])/giu;
const PLATE_CUED =
  /(?:车牌|牌照|号牌|车号|车牌号码?)(?:号码?)?(?:[是为:]|：)?\s?(?:\p{Script=Han})?[A-Za-z][·•・.\- ]?[A-Za-z0-9]{4,6}/gu;
const NUMERAL = '(?:\\d{1,4}|[〇零一二两三四五六七八九十百]{1,4})';
const BUILDING = `${NUMERAL}(?:栋|幢|座|号楼|#楼?)`;
const DOOR = `(?:[A-Za-z]?${NUMERAL}(?:室|户(?!型|以|人|主|共|均|业)|号房?|房(?!间|屋|产|价|改|款|管|租|子))|[A-Za-z]?\\d{3,4}(?![\\d层楼米多余平元㎡套户人个年]))`;
const HOUSE = new RegExp(
  `${BUILDING}-?${NUMERAL}(?:单元|梯|门)(?:${NUMERAL}楼)?${DOOR}?|${BUILDING}-?(?:${NUMERAL}楼)?${DOOR}|(?:${NUMERAL}|[甲乙丙丁东西])单元(?:${NUMERAL}楼)?${DOOR}|${NUMERAL}单元` +
    `|(?:\\d{1,3}|[一二三四五六七八九十]{1,3})(?:小组|组|社|队|屯)(?:第|门牌)?${NUMERAL}(?:号|户)(?!文|令|井|线|路|地块|标|人|以)` +
    `|(?<=路|街|巷|弄|大道|胡同)${NUMERAL}(?:之\\d|-\\d{1,4})?号(?!线|地块|工程|项目|路|桥|院线|标|井|坑|煤|泵|公告|文|令|通知|矿|闸|决定)(?:院|楼|附\\d{1,3}号?)?${DOOR}?` +
    `|(?<!办公|接待|会议|教)(?<![\\dA-Za-z.])\\d{3,4}(?:室|房)(?!屋|产|地|管|价|改|款|租|间)|门牌号?(?:码)?(?:[是为:]|：)?\\s?[\\p{Script=Han}]{0,10}\\d{1,5}号?`,
  'gu',
);
const HAS_DWELLING = /住|地址|户籍|户口|我家在/;
const DWELLING =
  /(?:(?<!入户)家庭住址|家庭地址|现住址?|常住地址|居住地址?|联系地址|通讯地址|邮寄地址|收件地址|户籍(?:所在地|地址?)?(?=[是为:：])|户口所在地(?=[是为:：])|身份证住址|住址|家住在?(?!户|房|宅|院|所|宿)|(?:我们?|本人)(?:现|目前|一直|家)?住在?(?!户|房|宅|建|院|所|宿|进|不|了|的|着)|我家在)(?:[是为:]|：)?\s?(?:(?!电话|手机|联系|身份证|邮编|邮箱|微信)[^，,。；;！!？?\n【】]){2,50}/gu;

function collect(pattern: RegExp, kind: Span['kind'], shadow: string, out: Span[]): void {
  for (const found of shadow.matchAll(pattern))
    out.push({ start: found.index, end: found.index + found[0].length, kind });
}

const LOCAL = /[A-Za-z0-9._%+-]{1,64}$/;
const DOMAIN = /^[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/;

function emails(shadow: string, out: Span[]): void {
  for (let at = shadow.indexOf('@'); at >= 0; at = shadow.indexOf('@', at + 1)) {
    const local = LOCAL.exec(shadow.slice(Math.max(0, at - 64), at).trimEnd());
    const rest = shadow.slice(at + 1, at + 261);
    const lead = rest.length - rest.trimStart().length;
    const domain = DOMAIN.exec(rest.trimStart());
    if (!local || !domain) continue;
    const gap = at - shadow.slice(Math.max(0, at - 64), at).trimEnd().length - Math.max(0, at - 64);
    out.push({ start: at - gap - local[0].length, end: at + 1 + lead + domain[0].length, kind: 'email' });
  }
}

const HAS_LETTER = /[A-Za-z]/;
/** What every address with a house number contains. */
const HAS_DOOR =
  /[0-9〇零一二两三四五六七八九十百](?:栋|幢|座|号|#|单元|小?组|社|队|屯|室|房|户)|门牌|[甲乙丙丁东西]单元/;
const HAS_SOCIAL =
  /信|卫星号|[wWvVqQ][xXqQeE \u4fe1]|扣扣|企鹅|抖音|快手|微博|支付宝|钉钉|陌陌|小红书|飞书|护照|通行证/;
const HAS_DIGIT = /[0-9]/;

/** First pass: numbers, accounts and places that point at a person whatever the sentence says. */
export function patternSpans(text: string): Span[] {
  const shadow = shadowOf(text);
  const out: Span[] = [];
  const digits = HAS_DIGIT.test(shadow);
  if (shadow.includes('@')) emails(shadow, out);
  if (HAS_LETTER.test(shadow)) {
    if (shadow.includes('.') || shadow.includes('://')) collect(URL, 'url', shadow, out);
    if (digits) collect(PLATE, 'plate', shadow, out);
    if (shadow.includes('车') || shadow.includes('牌')) collect(PLATE_CUED, 'plate', shadow, out);
  }
  if (HAS_SOCIAL.test(shadow)) collect(SOCIAL, 'socialAccount', shadow, out);
  if (digits) {
    numberSpans(shadow, out);
    collect(MASKED_NUMBER, 'phone', shadow, out);
  }
  hanNumberSpans(shadow, out);
  if (HAS_DWELLING.test(shadow)) collect(DWELLING, 'address', shadow, out);
  if (HAS_DOOR.test(shadow)) collect(HOUSE, 'address', shadow, out);
  return out;
}
