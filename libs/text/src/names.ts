import { endOfName, isFunctionWord, isWordy, PERSON_TITLES } from './name-borders.js';
import { isOrdinaryWord, surnameLength } from './surnames.js';

/** One person as a cell names him. `masked` names (王某某, 张×) stand for nobody that could be looked up. */
export interface ParsedName {
  raw: string;
  name: string;
  masked: boolean;
  title?: string;
}

const TITLES: ReadonlySet<string> = new Set(PERSON_TITLES);
const HAN = /^\p{Script=Han}+$/u;
const DOTS = /[·•・．‧∙]/gu;
const NEVER = /[的了是我你他她您们这那吗呢吧呀么着们]/u;
const MINORITY = /^\p{Script=Han}{1,8}(?:·\p{Script=Han}{1,8}){1,3}$/u;
const LIST_BREAK = /[、，,；;/／|\n\r\t]+/u;
const INNER_JOIN = /(?<=\p{Script=Han}{2})(?:以及|和|及|与)(?=\p{Script=Han}{2})/u;
const MASK = /[某×xX＊*○〇]/u;
const REMARK = /[（(][^（）()]{0,40}[）)]/gu;
const TITLE = new RegExp(`(?:${PERSON_TITLES.join('|')})$`, 'u');
const COUNT_TAIL = /等?(?:\d+|[一二三四五六七八九十两几多]+)?余?人?$/u;

/** Whether `text` has the form of a person's name: a known surname with a given name of one or two characters, or a name with a middle dot. */
export function isPersonName(text: string): boolean {
  const name = text.replace(DOTS, '·');
  if (name.includes('·')) return MINORITY.test(name);
  if (name.length < 2 || name.length > 4 || !HAN.test(name) || isOrdinaryWord(name) || NEVER.test(name)) return false;
  const surname = surnameLength(name);
  const given = name.length - surname;
  if (surname === 0 || TITLES.has(name.slice(surname))) return false;
  return given >= 1 && (given <= 2 || (surname === 1 && given === 3 && surnameLength(name, 1) === 1));
}

function parseOne(raw: string): ParsedName | undefined {
  let name = raw.replace(REMARK, '').replace(DOTS, '·').trim();
  const etc = /^(.{2,}?)等(?:\d+|[一二三四五六七八九十两几多]+)?余?人?$/u.exec(name);
  if (etc?.[1]) name = etc[1];
  name = name.replace(/\s+/gu, '');
  let title: string | undefined;
  const found = TITLE.exec(name);
  if (found && found.index > 0) {
    title = found[0];
    name = name.slice(0, found.index);
  }
  if (name === '' || COUNT_TAIL.exec(name)?.index === 0) return undefined;
  const masked = MASK.test(name.slice(1)) || name.length === 1 || /^[老小]\p{Script=Han}$/u.test(name);
  return title === undefined ? { raw: raw.trim(), name, masked } : { raw: raw.trim(), name, masked, title };
}

/** Blanks separate full names (张三 李四) but also stand inside a two-character one (李　明). */
function joinOrSplitBlanks(part: string): string[] {
  const pieces = part.split(/\s+/u).filter(Boolean);
  if (pieces.length < 2) return pieces;
  const out: string[] = [];
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as string;
    const next = pieces[at + 1];
    const halves = piece.length === surnameLength(piece) && next !== undefined && next.length === 1;
    if (halves) {
      out.push(piece + next);
      at++;
    } else out.push(piece);
  }
  return out;
}

/** The persons of a cell that lists names: separators `、，；/ 和 及 与` and blanks, titles glued on, masked names, names with a middle dot. */
export function splitNames(raw: string): ParsedName[] {
  const out: ParsedName[] = [];
  for (const part of raw
    .normalize('NFKC')
    .replace(/(?<=\p{Script=Han})\.(?=\p{Script=Han})/gu, '·')
    .replace(REMARK, '')
    .split(LIST_BREAK)) {
    for (const joined of part.split(INNER_JOIN)) {
      for (const piece of joinOrSplitBlanks(joined.trim())) {
        const parsed = parseOne(piece);
        if (parsed) out.push(parsed);
      }
    }
  }
  return out;
}

const POST_BEFORE =
  /(?:书记|局长|主任|镇长|乡长|区长|县长|村长|院长|校长|园长|站长|所长|队长|科长|股长|处长|部长|组长|社长|厂长|行长|支书|会计|出纳|经理|董事长|法定代表人|法人代表|负责人|老板|包工头|工程师|总监|委员|协管员|办事员|实际控制人|主席|民警)(?:(?:名叫|名为|叫做|是|叫|为)|[:：])?/g;
const ROLE_BEFORE =
  /(?:干部|工作人员|监理|组员|干事|承包人|法人|法官|医生|教师|老师|党员|员工|副职)(?:名叫|叫|[:：])?/g;
const TITLE_AFTER = new RegExp(PERSON_TITLES.join('|'), 'g');
const VERB_AFTER =
  /(?:利用职务|利用职权|利用其|收受|索要|索取|伙同|违规|违反|违法|擅自|挪用|侵占|贪污|私自|指使|授意|优亲厚友|多次|涉嫌|任职|担任|在担任|在任|弄虚作假|虚报|套取|骗取|截留|克扣|滥用|强占|霸占|受贿|行贿|与其|被查|被判)/g;
const BEFORE_NAME = /[^\p{Script=Han}]|[由向给找让叫和与跟同及对将把被为是]/u;

const UNIT_END = /[镇乡村县市区局院校所站厂路街社组委办科股部处队司]$/u;
const POST_IN_FRONT = /(?:书记|局长|主任|镇长|村长|院长|校长|站长|所长|队长|科长|股长|经理|老板|会计|支书|副职|干部)$/u;

/** The name that ends right before `end`, when a border stands in front of it. */
function nameEndingAt(text: string, end: number): string | undefined {
  for (const length of [4, 3, 2]) {
    const start = end - length;
    if (start < 0) continue;
    const name = text.slice(start, end);
    if (
      !isPersonName(name) ||
      (length === 4 && surnameLength(name) !== 2) ||
      isFunctionWord(name) ||
      UNIT_END.test(name)
    )
      continue;
    if (isOrdinaryWord(name.slice(0, 2)) || TITLES.has(text.slice(start + 1, start + 3))) continue;
    if (length === 2 && isWordy(name) && surnameLength(name, 1) > 0) continue;
    const before = text[start - 1];
    if (
      before === undefined ||
      BEFORE_NAME.test(before) ||
      POST_IN_FRONT.test(text.slice(Math.max(0, start - 4), start))
    )
      return name;
  }
  return undefined;
}

/**
 * Full names in prose, in order of first mention. Cautious: a surname with a given name counts only beside a post,
 * a title or a verb of conduct, or in a list with such a name.
 */
export function findPersonNames(text: string): string[] {
  const found = new Map<string, number>();
  const add = (name: string, at: number) => {
    const known = found.get(name);
    if (known === undefined || at < known) found.set(name, at);
  };
  for (const [pattern, strict] of [
    [POST_BEFORE, false],
    [ROLE_BEFORE, true],
  ] as const)
    for (const cue of text.matchAll(pattern)) {
      let at = cue.index + cue[0].length;
      for (let end = endOfName(text, at, strict); end > at; end = endOfName(text, at, strict)) {
        add(text.slice(at, end), at);
        if (!'、和与'.includes(text[end] ?? '无')) break;
        at = end + 1;
      }
    }
  for (const pattern of [TITLE_AFTER, VERB_AFTER]) {
    for (const cue of text.matchAll(pattern)) {
      let end = cue.index;
      for (let name = nameEndingAt(text, end); name; name = nameEndingAt(text, end)) {
        add(name, end - name.length);
        end -= name.length + 1;
        if (end < 2 || !'、和与'.includes(text[end] as string)) break;
      }
    }
  }
  return [...found].sort((a, b) => a[1] - b[1]).map(([name]) => name);
}
