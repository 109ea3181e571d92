/** What a cut removed. */
export type CutKind =
  | 'phone'
  | 'landline'
  | 'idNumber'
  | 'bankCard'
  | 'email'
  | 'socialAccount'
  | 'plate'
  | 'address'
  | 'url'
  | 'selfReference'
  | 'signature'
  | 'salutation'
  | 'person';

/** A stretch `[start, end)` of a text that has to go. */
export interface Span {
  start: number;
  end: number;
  kind: CutKind;
}

/** The word that takes the place of what was cut. Persons get 【人员n】 instead. */
export const PLACEHOLDERS: Record<Exclude<CutKind, 'person'>, string> = {
  phone: '【电话】',
  landline: '【电话】',
  idNumber: '【身份证号】',
  bankCard: '【银行卡】',
  email: '【邮箱】',
  socialAccount: '【账号】',
  plate: '【车牌】',
  address: '【住址】',
  url: '【网址】',
  selfReference: '【反映人身份】',
  signature: '【署名】',
  salutation: '【称谓】',
};

const EXISTING = /【(?:电话|身份证号|银行卡|邮箱|账号|车牌|住址|网址|反映人身份|署名|称谓|人员\d{1,4})】/gu;

/** Places that a cut must leave standing: placeholders of an earlier scrub and names on the keep list. Sorted, without overlaps. */
export function standingPlaces(text: string, keep: readonly string[]): Span[] {
  const out: Span[] = [];
  if (text.includes('【'))
    for (const found of text.matchAll(EXISTING))
      out.push({ start: found.index, end: found.index + found[0].length, kind: 'person' });
  for (const name of keep) {
    if (name.length < 2) continue;
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
      out.push({ start: at, end: at + name.length, kind: 'person' });
  }
  if (out.length > 1) out.sort((a, b) => a.start - b.start || b.end - a.end);
  return out;
}

const ONLY_PUNCTUATION = /^[\s，,。；;：:！!？?、.（）()“”"'《》【】-]*$/u;

/** Pieces of `span` outside the standing places, without the punctuation at their edges' own. */
function piecesOf(text: string, span: Span, standing: readonly Span[]): Span[] {
  const out: Span[] = [];
  let at = span.start;
  const push = (start: number, end: number) => {
    if (end > start && !ONLY_PUNCTUATION.test(text.slice(start, end))) out.push({ start, end, kind: span.kind });
  };
  for (const place of standing) {
    if (place.end <= at) continue;
    if (place.start >= span.end) break;
    push(at, place.start);
    at = Math.max(at, place.end);
  }
  push(at, span.end);
  return out;
}

/** Spans in order; what overlaps becomes one, of the kind that began first. */
function merged(spans: Span[]): Span[] {
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  const out: Span[] = [];
  for (const span of spans) {
    const last = out.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else out.push({ ...span });
  }
  return out;
}

/** Cuts the spans out and counts them by kind. */
export function cutSpans(
  text: string,
  spans: Span[],
  standing: readonly Span[],
  cut: Partial<Record<CutKind, number>>,
): string {
  if (spans.length === 0) return text;
  let out = '';
  let at = 0;
  for (const span of merged(spans)) {
    const pieces = standing.length === 0 ? [span] : piecesOf(text, span, standing);
    for (const piece of pieces) {
      out += text.slice(at, piece.start) + PLACEHOLDERS[piece.kind as keyof typeof PLACEHOLDERS];
      at = piece.end;
    }
    if (pieces.length > 0) cut[span.kind] = (cut[span.kind] ?? 0) + 1;
  }
  return out + text.slice(at);
}
