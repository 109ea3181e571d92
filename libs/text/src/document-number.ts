import type { DocKind } from '#libs/contracts';

const INVISIBLE = /[\s\p{Default_Ignorable_Code_Point}\p{Surrogate}\p{Cc}]+/gu;
/** What surrounds a number in a cell and is no part of it. */
const AROUND = /^[《“”"'‘’,，。;；:：]+|[》“”"'‘’,，。;；:：]+$/gu;
const LABEL = /^(?:发文字号|文号|文件号|案号|编号)[:：]/u;
const OPEN = '[\\[［(（【〔{｛〖「<〈]';
const CLOSE = '[\\]］)）】〕}｝〗」>〉]';
const BRACKETED = new RegExp(`^([^\\[\\](){}]*?)${OPEN}(\\d{4}|[〇零一二三四五六七八九]{4})年?${CLOSE}年?(.*)$`, 'su');
const SERIAL = /^([A-Z]{0,3})(\d{1,12})(?:号)?((?:之[一二三四五六七八九十\d]{1,2}|-\d{1,3})?)号?(?:文件|文)?$/u;
const COURT_BODY = /^(\p{Script=Han}\d{0,4}\p{Script=Han}{1,12}?)(\d{1,6})号?((?:之[一二三四五六七八九十]{1,2})?)$/u;
const COURT_WORD = /[刑民行执赔破保终初再申审清辖协调认]/u;
const OLD_OFFICIAL = /^(\p{Script=Han}{2,16})(?:字第?|第)(\d{1,6})号?$/u;
const HAN_DIGITS = '〇一二三四五六七八九';

const westernYear = (year: string): string =>
  year.replace(/[^\d]/gu, (digit) => String(digit === '零' ? 0 : HAN_DIGITS.indexOf(digit)));

/** Leading zeros carry nothing on a serial, but are part of blocks of six digits and more. */
const serialDigits = (digits: string): string => (digits.length >= 6 ? digits : digits.replace(/^0+(?=\d)/u, ''));

function courtNumber(year: string, body: string): string | undefined {
  const match = COURT_BODY.exec(body.replace(/第(?=\d)/u, ''));
  if (!match?.[1] || !match[2]) return undefined;
  if (!COURT_WORD.test(match[1]) && !/^\p{Script=Han}\d{2,4}/u.test(match[1])) return undefined;
  return `（${year}）${match[1]}${serialDigits(match[2])}号${match[3]}`;
}

function officialNumber(prefix: string, year: string, rest: string): string {
  const head = prefix.replace(/第/gu, '').replace(/字$/u, '');
  const tail = rest.replace(/^[年字第]+/u, '');
  const match = SERIAL.exec(tail);
  if (!match) return `${head}〔${year}〕${tail}`;
  return `${head}〔${year}〕${match[1]}${serialDigits(match[2] ?? '')}${match[3]?.startsWith('-') ? match[3] : ''}号${
    match[3]?.startsWith('之') ? match[3] : ''
  }`;
}

/**
 * Normal form of a document number (GB/T 9704-2012: six-angled brackets around the year, no 第, no leading zeros; court case numbers
 * keep round brackets). Serial blocks of six and more digits keep their zeros; codes without a bracketed year are only trimmed,
 * made half-width and upper case. Two numbers are equal when their normal forms are. Idempotent.
 */
export function normalizeDocumentNumber(raw: string): string {
  if (raw.length > 200) return raw.normalize('NFKC').replace(INVISIBLE, '').toUpperCase().normalize('NFKC');
  let text = raw.normalize('NFKC').replace(INVISIBLE, '').toUpperCase().normalize('NFKC');
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(AROUND, '').replace(LABEL, '');
  }
  const match = BRACKETED.exec(text);
  if (!match) return /\p{Script=Han}/u.test(text) ? text : text.replace(/\p{Pd}+/gu, '-');
  const prefix = match[1] ?? '';
  const year = westernYear(match[2] ?? '');
  const rest = match[3] ?? '';
  if (prefix === '' || /(?:法院|^案号)$/u.test(prefix)) {
    const court = courtNumber(year, rest);
    if (court) return court;
    const old = prefix === '' ? OLD_OFFICIAL.exec(rest) : null;
    if (old) return officialNumber(old[1] ?? '', year, old[2] ?? '');
  }
  return officialNumber(prefix, year, rest);
}

/** Shape of the part before the bracket → kind; the first that fits. */
const KINDS: readonly (readonly [RegExp, DocKind])[] = [
  [/审.{0,6}移/u, 'AUDIT_TRANSFER'],
  [/审.{0,6}决/u, 'AUDIT_DECISION'],
  [/审.{0,6}报/u, 'AUDIT_REPORT'],
  [/检.{0,6}不诉$/u, 'NON_PROSECUTION'],
  [/检.{0,6}受$/u, 'CASE'],
  [/检.{0,8}诉$/u, 'INDICTMENT'],
  [/检.{0,6}建$/u, 'ADVICE'],
  [/信.?[转交督]|转办|交办|督办/u, 'FORWARDING'],
  [/[纪监].{0,3}(?:立|处|审|决)|纪$/u, 'CASE'],
  [/公.{0,4}立|立案/u, 'CASE'],
];

/** Kind of a number from its own shape; `OTHER` when the shape does not say. */
export function documentKind(norm: string): DocKind {
  if (/^（\d{4}）/u.test(norm)) return 'JUDGMENT';
  const prefix = /^(.*)〔/u.exec(norm)?.[1];
  if (prefix === undefined) return 'OTHER';
  return KINDS.find(([shape]) => shape.test(prefix))?.[1] ?? 'OTHER';
}

const YEAR_MARK = new RegExp(`${OPEN}\\s?(?:\\d{4}|[〇零一二三四五六七八九]{4})年?\\s?${CLOSE}`, 'gu');
const PROSE_SERIAL = /^\s?年?\s?(?:字)?(?:第)?\s?[A-Z]{0,3}\d{1,12}\s?号(?:之[一二三四五六七八九十])?/u;
const PROSE_COURT = /^\s?\p{Script=Han}\d{0,4}\p{Script=Han}{1,12}?(?:第)?\s?\d{1,6}号(?:之[一二三四五六七八九十])?/u;
const PROSE_PREFIX = /[\p{Script=Han}A-Z]{1,40}\s?$/u;
/** Words of the sentence that run into a number: the number begins after the last of them. */
const CUE =
  /(?:根据|按照|依据|依照|收到|印发|下发|出具|作出|编号|文号|案号|号为|参见|详见|关于|文件|通知书?|报告书?|审计决定书?|起诉书|建议书|判决书|裁定书|审计移送|移送|移送书|移送处理书|意见书|转办单|转办函|移送(?!处)|移交|转办|交办|函件|线索|如下|发布|发出|印制|法院|检察院|纪委监委|监委|纪委|审计局|财政局|政府|委员会|办公室|[局厅院]|[以见为是在与及由被将把对从到按的了和])/gu;
const LABELLED =
  /(线索编码|线索编号|信访件?编号|来信编号|来件编号|举报件?编号|工单号|工单编号|受理编号|登记编号|合同编号|合同号)(?:为|是)?[：:]?\s{0,2}([A-Za-z0-9][A-Za-z0-9-]{5,37})(?![A-Za-z0-9-])/gu;

const LABEL_KINDS: readonly (readonly [RegExp, DocKind])[] = [
  [/合同/u, 'CONTRACT'],
  [/线索/u, 'CLUE'],
  [/信访|来信|来件|登记/u, 'PETITION'],
  [/举报|工单|受理/u, 'COMPLAINT'],
];

/** Start of the number inside the run of characters before its bracket, or -1 when no prefix can be told from the sentence. */
function prefixStart(run: string): number {
  let start = 0;
  for (const cue of run.matchAll(CUE)) {
    const end = cue.index + cue[0].length;
    if (run.length - end >= 2) start = end;
  }
  return run.length - start <= 16 ? start : -1;
}

interface Found {
  at: number;
  raw: string;
  norm: string;
  kind: DocKind;
}

function bracketedAt(text: string, at: number, mark: string): Found | undefined {
  const after = text.slice(at + mark.length, at + mark.length + 40);
  const serial = PROSE_SERIAL.exec(after)?.[0];
  const run = PROSE_PREFIX.exec(text.slice(Math.max(0, at - 40), at))?.[0] ?? '';
  if (serial !== undefined) {
    const start = prefixStart(run);
    if (run.trim() === '' || start < 0 || /[年月日号和及与的]\s?$/u.test(run)) return undefined;
    const raw = run.slice(start) + mark + serial;
    const norm = normalizeDocumentNumber(raw);
    return { at: at - (run.length - start), raw, norm, kind: documentKind(norm) };
  }
  const body = PROSE_COURT.exec(after)?.[0];
  if (body === undefined) return undefined;
  const norm = normalizeDocumentNumber(mark + body);
  return { at, raw: mark + body, norm, kind: documentKind(norm) };
}

/**
 * Document numbers in running text, in order, each once. Numbers with a bracketed year are known by their shape;
 * opaque codes only where the text names them (线索编码, 工单号, 合同编号).
 */
export function findDocumentNumbers(text: string): { raw: string; norm: string; kind: DocKind }[] {
  const found: Found[] = [];
  for (const mark of text.matchAll(YEAR_MARK)) {
    const hit = bracketedAt(text, mark.index, mark[0]);
    if (hit) found.push(hit);
  }
  for (const hit of text.matchAll(LABELLED)) {
    const raw = hit[2] ?? '';
    const kind = LABEL_KINDS.find(([label]) => label.test(hit[1] ?? ''))?.[1] ?? 'OTHER';
    if (/\d/u.test(raw)) found.push({ at: hit.index, raw, norm: normalizeDocumentNumber(raw), kind });
  }
  const seen = new Set<string>();
  return found
    .sort((a, b) => a.at - b.at)
    .filter(({ norm }) => !seen.has(norm) && seen.add(norm))
    .map(({ raw, norm, kind }) => ({ raw, norm, kind }));
}
