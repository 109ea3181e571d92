import { sha256 } from '#libs/kernel';
import { cleanText, matchingText, simplify } from '#libs/text';
import { dataLines } from './word-lists.js';

/** Version of everything that turns a record into {@link Features}. */
export const NORM_VERSION = 'norm-3';

const PLACEHOLDER = /【[^【】]{1,12}】/gu;
const SALUTATION =
  /^[\s]{0,4}(?:尊敬的|敬爱的)?[\p{Script=Han}]{0,20}(?:领导|同志|书记|局长|纪委|信访局|巡察组|巡视组|部门)(?:们)?[:：,，!！]?(?:您好|你们好|你好)?[:：,，!！。]/u;
const CLOSING =
  /(?:此致|特此(?:举报|反映|报告)|敬请(?:查处|核查)|望(?:领导|上级)?(?:查处|核查|重视)|盼复)[\s\p{P}敬礼]{0,12}/gu;
const FORWARDING =
  /(?:(?:现将|兹将)[^。\n]{0,40}(?:转(?:去|给|送|交)|转请)[^。\n]{0,40}[。\n])|(?:请(?:按规定|依法|按权限)?(?:办理|处理|核查)(?:并|后)?(?:反馈|回复|报)?[^。\n]{0,16}[。\n]?)/gu;
const WRITTEN_ON =
  /(?:\d{4}|二[〇零]\p{Script=Han}{2})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}[日号]\s*$/u;
const QUOTES = /["'“”‘’]/gu;
const NOT_TEXT = /[^\p{L}\p{N}]+/gu;

/** Letters and figures only, simplified, lower case: what two spellings of one text share. */
export const plainText = matchingText;

/** A text without salutation, forwarding note, closing phrase, date of writing and scrub placeholders. */
export function withoutFrame(raw: string): string {
  return cleanText(raw)
    .replace(PLACEHOLDER, '')
    .trim()
    .replace(SALUTATION, '')
    .replace(FORWARDING, '')
    .replace(CLOSING, '')
    .trimEnd()
    .replace(WRITTEN_ON, '');
}

/** Plain text with a blank where a sentence or clause ends. */
export const clausesOf = (raw: string): string =>
  simplify(raw.normalize('NFKC')).toLowerCase().replace(QUOTES, '').replace(NOT_TEXT, ' ').trim();

const EMPTY_PHRASES = new Set(dataLines('empty-phrases.txt'));

/** True where a text says nothing of its own ("详见附件"): equality of two such texts is no evidence. */
export const saysNothing = (plain: string): boolean => plain.length < 2 || EMPTY_PHRASES.has(plain);

/** Fingerprint of a plain text; a text that says nothing has one of its own record. */
export const fingerprintOf = (plain: string, recordId: string): string =>
  sha256(saysNothing(plain) ? `${recordId}\u001f${plain}` : plain);

const FIGURES = /[\d〇零一二三四五六七八九十百千万亿.%]+(?:[年月日号元万亿个户人次笔份项平米方吨亩套%])*/gu;

/**
 * A raw text with names and figures cut out, in plain parts with one blank between:
 * what remains says which act, not who, where or how much. `names` are plain, longest first.
 */
export function coreText(raw: string, names: readonly string[]): string {
  let text = simplify(raw.normalize('NFKC')).toLowerCase().replace(NOT_TEXT, '');
  for (const name of names) if (text.includes(name)) text = text.split(name).join(' ');
  return text.replace(FIGURES, ' ').replace(/ {2,}/gu, ' ').trim();
}
