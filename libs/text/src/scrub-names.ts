import { endOfName } from './name-borders.js';
import { findPersonNames, isPersonName } from './names.js';
import type { CutKind, Span } from './scrub-spans.js';

const WITNESS =
  /(?:证人|目击者|目击证人|知情人|知情者|证明人|见证人|在场的?(?:还)?有|在场人员?|联系人|举报人|反映人|投诉人|申请人|信访人|上访人|编写人|报告人|控告人|受害人|被害人|受害者|当事人|代理人|委托人|户主|可以?找)(?:还)?(?:有|是|叫|名叫|为)?(?:[：:]\s?)?/g;
const ROLE =
  /(?:同事|邻居|邻里|村民|居民|业主|住户|家长|职工|员工|工人|民工|农户|贫困户|商户|店主|租户|承租人|监理员|施工员|资料员|保安|司机|护士|学生|患者|病人|死者|伤者|妻子|丈夫|儿子|女儿|父亲|母亲)(?:名叫|叫|[：:])?/g;
const WITNESS_AFTER =
  /(?:可以?作证|能作证|愿意作证|可证明|可以证明|都可?以?作证|亲眼|在场|都知道|都看到|知道此事|可以作证)/g;

/** Names next to words for informants, witnesses and their kin. */
function witnessNames(text: string, out: Set<string>): void {
  for (const [pattern, strict] of [
    [WITNESS, false],
    [ROLE, true],
  ] as const)
    for (const cue of text.matchAll(pattern)) {
      if (text[cue.index - 1] === '被') continue;
      let at = cue.index + cue[0].length;
      for (let end = endOfName(text, at, strict); end > at; end = endOfName(text, at, strict)) {
        if (isPersonName(text.slice(at, end))) out.add(text.slice(at, end));
        if (!'、和与及，,'.includes(text[end] ?? '无')) break;
        at = end + 1;
      }
    }
  for (const cue of text.matchAll(WITNESS_AFTER)) {
    let end = cue.index;
    if (/[都均]$/u.test(text.slice(0, end))) end--;
    for (let round = 0; round < 6; round++) {
      const name = [4, 3, 2]
        .map((length) => text.slice(Math.max(0, end - length), end))
        .find((piece) => isPersonName(piece) && (piece.length < 4 || !isPersonName(piece.slice(1))));
      if (!name) break;
      out.add(name);
      end -= name.length;
      if (!'、和与及'.includes(text[end - 1] ?? '无')) break;
      end--;
    }
  }
}

const NUMBERED = /【人员(\d{1,4})】/gu;

/**
 * Replaces names of persons who are not to be kept by 【人员1】, 【人员2】 …, one number a person.
 * `told` are names that the text itself gave as the writer's or a witness's.
 */
export function cutNames(
  text: string,
  told: ReadonlySet<string>,
  standing: readonly Span[],
  keep: ReadonlySet<string>,
  cut: Partial<Record<CutKind, number>>,
): string {
  const names = new Set(told);
  witnessNames(text, names);
  for (const name of findPersonNames(text)) names.add(name);
  const places: { start: number; end: number; name: string }[] = [];
  for (const name of names) {
    if (keep.has(name)) continue;
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
      places.push({ start: at, end: at + name.length, name });
  }
  if (places.length === 0) return text;
  places.sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  for (const found of text.matchAll(NUMBERED)) last = Math.max(last, Number(found[1]));
  const numbers = new Map<string, number>();
  let out = '';
  let at = 0;
  let stand = 0;
  for (const place of places) {
    if (place.start < at) continue;
    while (stand < standing.length && (standing[stand] as Span).end <= place.start) stand++;
    const near = standing[stand];
    if (near && near.start < place.end) continue;
    let number = numbers.get(place.name);
    if (number === undefined) {
      number = ++last;
      numbers.set(place.name, number);
    }
    out += `${text.slice(at, place.start)}【人员${number}】`;
    at = place.end;
  }
  if (numbers.size > 0) cut.person = (cut.person ?? 0) + numbers.size;
  return out + text.slice(at);
}
