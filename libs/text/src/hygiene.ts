import { Converter } from 'opencc-js/t2cn';

/** Text whose every character stands as it should already: nothing to do but blanks. */
const CLEAN = /^[\p{Unified_Ideograph}\x21-\x7e，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·〇]*$/u;
/** Zero-width and other invisible characters, byte-order marks, control characters (not line ends) and halves of surrogate pairs. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Surrogate}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb]/gu;
/**
 * Characters that compatibility folding would change but that carry structure or keep figures apart:
 * full-width punctuation, the ellipsis, circled and dotted numerals ("①2万" must not become "12万"), raised figures, area units.
 */
const FOLDABLE = /[^，；：？！（）…①-⒛㈠-㈩⓪-⓿❶-➓²³¹㎡㎥]+/gu;
const BLANKS = /[\s\x85]+/gu;
const NOT_COMPARED = /[\p{P}\p{S}\p{Z}\p{Cc}\p{Cf}]+/gu;

const fold = (text: string): string => text.normalize('NFKC');
const blank = (run: string): string => (/[\n\r\x85\u2028\u2029]/u.test(run) ? '\n' : ' ');

/**
 * Text as the rest of the system reads it: compatibility forms folded (full-width letters and digits), Chinese punctuation kept,
 * invisible and broken characters out, runs of blanks become one blank (one line end where the run held one), ends trimmed. Idempotent.
 */
export function cleanText(raw: string): string {
  if (CLEAN.test(raw)) return raw;
  return raw.replace(INVISIBLE, '').replace(FOLDABLE, fold).replace(INVISIBLE, '').replace(BLANKS, blank).trim();
}

let simplified: Map<string, string> | undefined;

/** Traditional → simplified, character by character: phrases would make the result depend on the neighbours. */
function simplifiedCharacters(): Map<string, string> {
  if (simplified) return simplified;
  const all: string[] = [];
  for (let code = 0x3400; code <= 0x9fff; code++) all.push(String.fromCharCode(code));
  const converted = Converter({ from: 't', to: 'cn' })(all.join('\n')).split('\n');
  simplified = new Map();
  for (const [index, char] of all.entries()) {
    const to = converted[index];
    if (to && to !== char) simplified.set(char, to);
  }
  return simplified;
}

/** Traditional characters of a text in simplified form. For comparing only: 於 and 后 are surnames of their own. */
export function simplify(text: string): string {
  const map = simplifiedCharacters();
  let out = '';
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const to = map.get(text[index] ?? '');
    if (to === undefined) continue;
    out += text.slice(from, index) + to;
    from = index + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** Form of a text for comparing: simplified, folded, lower case, without punctuation, symbols and blanks. Never stored or shown. */
export function matchingText(raw: string): string {
  return simplify(raw.replace(INVISIBLE, '').normalize('NFKC').toLowerCase()).replace(NOT_COMPARED, '');
}

const NULL_MARKERS = new Set(
  [
    '',
    '无',
    '没有',
    '不详',
    '未详',
    '未知',
    '暂无',
    '未填',
    '未填写',
    '空',
    '空白',
    '待查',
    '不明',
    '不清楚',
    '不适用',
  ].concat([
    'n/a',
    'na',
    'n.a.',
    'null',
    'none',
    'nil',
    'undefined',
    'nan',
    '#n/a',
    '无此项',
    '无内容',
    '无数据',
    '(空)',
    '(无)',
  ]),
);
const STROKES = /^[-‐-―－_/／\\*.。、~～…·|〇○×x]+$/iu;
const SAME_AS_ABOVE = new Set(['同上', '同前', '同上行', '同上一行', '同上栏', '〃', '″', '"', '”', '々']);

const cellKey = (raw: string): string =>
  raw.replace(INVISIBLE, '').normalize('NFKC').replace(/\s+/gu, '').toLowerCase();

/** Whether a cell says that there is no value: 无, strokes, 不详, N/A and their like. 同上 is not one. */
export function isNullMarker(raw: string): boolean {
  if (raw.length > 20) return raw.trim() === '';
  const key = cellKey(raw).replace(/[。.]$/u, '');
  return NULL_MARKERS.has(key) || STROKES.test(key);
}

/** Whether a cell refers to the row above. */
export function isSameAsAbove(raw: string): boolean {
  return raw.length <= 12 && SAME_AS_ABOVE.has(cellKey(raw).replace(/[。.]$/u, ''));
}
