import { Converter } from 'opencc-js/t2cn';

/** Characters that stand as they should already, beside blanks. Without the `u` flag: classes of the basic plane are nine times as fast. */
const PLAIN = '\\u3400-\\u4dbf\\u4e00-\\u9fff\\x21-\\x7e，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…·〇';
const CLEAN = new RegExp(`^[${PLAIN} \\n]*$`);
const LOOSE_BLANK = /^[ \n]|[ \n](?:[ \n]|$)/u;
/** Zero-width and other invisible characters, byte-order marks, control characters (not line ends) and halves of surrogate pairs. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Surrogate}\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb]/gu;
/**
 * What compatibility folding may change, with the letter before it (accents combine). Left out beside the plain characters, because they
 * carry structure or keep figures apart: circled and dotted numerals ("①2万" must not become "12万"), raised figures, area units.
 */
const FOLDABLE = new RegExp(`[\\x20-\\x7e]?[^${PLAIN} \\n\\t\\r①-⒛㈠-㈩⓪-⓿❶-➓²³¹㎡㎥]+`, 'g');
const BLANKS = /[\s\x85]+/gu;
const NOT_COMPARED = /[\p{P}\p{S}\p{Z}\p{Cc}\p{Cf}]+/gu;

const fold = (text: string): string => text.normalize('NFKC');
const blank = (run: string): string => (/[\n\r\x85\u2028\u2029]/u.test(run) ? '\n' : ' ');

/**
 * Text as the rest of the system reads it: compatibility forms folded (full-width letters and digits), Chinese punctuation kept,
 * invisible and broken characters out, runs of blanks become one blank (one line end where the run held one), ends trimmed. Idempotent.
 */
export function cleanText(raw: string): string {
  if (CLEAN.test(raw) && !LOOSE_BLANK.test(raw)) return raw;
  return raw.replace(INVISIBLE, '').replace(FOLDABLE, fold).replace(INVISIBLE, '').replace(BLANKS, blank).trim();
}

const FIRST_IDEOGRAPH = 0x3400;
const LAST_IDEOGRAPH = 0x9fff;
let simplified: Uint16Array | undefined;

/** Traditional → simplified, character by character: phrases would make the result depend on the neighbours. 0 where nothing changes. */
function simplifiedCharacters(): Uint16Array {
  if (simplified) return simplified;
  const all: string[] = [];
  for (let code = FIRST_IDEOGRAPH; code <= LAST_IDEOGRAPH; code++) all.push(String.fromCharCode(code));
  const converted = Converter({ from: 't', to: 'cn' })(all.join('\n')).split('\n');
  simplified = Uint16Array.from(all, (char, index) => {
    const to = converted[index];
    return to?.length === 1 && to !== char ? to.charCodeAt(0) : 0;
  });
  return simplified;
}

/** Traditional characters of a text in simplified form. For comparing only: 於 and 后 are surnames of their own. */
export function simplify(text: string): string {
  const table = simplifiedCharacters();
  let out = '';
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    const to = table[text.charCodeAt(index) - FIRST_IDEOGRAPH];
    if (!to) continue;
    out += text.slice(from, index) + String.fromCharCode(to);
    from = index + 1;
  }
  return from === 0 ? text : out + text.slice(from);
}

/** Form of a text for comparing: simplified, folded, lower case, without punctuation, symbols and blanks. Never stored or shown. */
export function matchingText(raw: string): string {
  const plain = CLEAN.test(raw) ? raw : raw.replace(INVISIBLE, '');
  return simplify(plain.normalize('NFKC').toLowerCase()).replace(NOT_COMPARED, '');
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
