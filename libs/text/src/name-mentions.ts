import { endOfName, isFunctionWord, isWordy, PERSON_TITLES } from './name-borders.js';
import { type Cue, type CueKind, personCues } from './person-cues.js';
import { isPersonName } from './person-name.js';
import { isOrdinaryWord, surnameLength } from './surnames.js';

const TITLES: ReadonlySet<string> = new Set(PERSON_TITLES);
const BEFORE_NAME = /[^\p{Script=Han}]|[由向给找让叫和与跟同及对将把被为是年月日]/u;
const UNIT_END = /[镇乡村县市区局院校所站厂路街社组委办科股部处队司]$/u;
const POST_IN_FRONT = /(?:书记|局长|主任|镇长|村长|院长|校长|站长|所长|队长|科长|股长|经理|老板|会计|支书|副职|干部)$/u;
const JOINERS = '、和与及';
const LONGEST_LIST = 12;

/** The name that ends right before `end`, when a border stands in front of it; a full name in a list needs none. */
function nameEndingAt(text: string, end: number, listed = false): string | undefined {
  for (const length of [4, 3, 2]) {
    const start = end - length;
    if (start < 0 || surnameLength(text, start) === 0) continue;
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
      POST_IN_FRONT.test(text.slice(Math.max(0, start - 4), start)) ||
      (listed && length === 3 && !isWordy(name))
    )
      return name;
  }
  return undefined;
}

/** Behind a cue: 叫, 是, 有, a colon, and a blank behind the colon. */
function overLink(text: string, from: number, links: readonly string[]): number {
  let at = from;
  for (const link of links)
    if (text.startsWith(link, at)) {
      at += link.length;
      break;
    }
  if (text[at] === '：' || text[at] === ':') at += text[at + 1] === ' ' ? 2 : 1;
  return at;
}

const POST_LINKS = ['名叫', '名为', '叫做', '是', '叫', '为'];
const WITNESS_LINKS = ['还有', '名叫', '有', '是', '叫', '为'];
const WEAK_LINKS = ['名叫', '叫'];

function forward(
  text: string,
  from: number,
  strict: boolean,
  joiners: string,
  add: (name: string, at: number) => void,
): void {
  let at = from;
  for (let end = endOfName(text, at, strict); end > at; end = endOfName(text, at, strict)) {
    if (isPersonName(text.slice(at, end))) add(text.slice(at, end), at);
    if (!joiners.includes(text[end] ?? '无')) return;
    at = end + 1;
  }
}

function backward(text: string, from: number, add: (name: string, at: number) => void): void {
  let end = from;
  for (let round = 0; round < LONGEST_LIST; round++) {
    const name =
      nameEndingAt(text, end, round > 0) ??
      (round > 0 ? undefined : nameEndingAt(text, '都均'.includes(text[end - 1] ?? '无') ? end - 1 : end));
    if (!name) return;
    if (round === 0 && !text.startsWith(name, end - name.length)) end--;
    add(name, end - name.length);
    end -= name.length;
    if (!JOINERS.includes(text[end - 1] ?? '无')) return;
    end--;
  }
}

const OFFICIAL: ReadonlySet<CueKind> = new Set(['post', 'role', 'title', 'verb']);

function namesAt(text: string, cue: Cue, kinds: ReadonlySet<CueKind>, add: (name: string, at: number) => void): void {
  const says = (kind: CueKind) => kinds.has(kind) && cue.kinds.has(kind);
  const accused = text[cue.start - 1] === '被';
  if (says('post')) forward(text, overLink(text, cue.end, POST_LINKS), false, '、和与', add);
  else if (says('role')) forward(text, overLink(text, cue.end, WEAK_LINKS), true, '、和与', add);
  if (says('witness') && !accused) forward(text, overLink(text, cue.end, WITNESS_LINKS), false, '、和与及，,', add);
  else if (says('kin') && !accused) forward(text, overLink(text, cue.end, WEAK_LINKS), true, '、和与及，,', add);
  if (says('title') || says('verb') || says('testimony')) backward(text, cue.start, add);
}

function mentions(text: string, kinds: ReadonlySet<CueKind>): string[] {
  const found = new Map<string, number>();
  const add = (name: string, at: number) => {
    const known = found.get(name);
    if (known === undefined || at < known) found.set(name, at);
  };
  for (const cue of personCues(text)) namesAt(text, cue, kinds, add);
  if (found.size < 2) return [...found.keys()];
  return [...found].sort((a, b) => a[1] - b[1]).map(([name]) => name);
}

/**
 * Full names in prose, in order of first mention. Cautious: a surname with a given name counts only beside a post,
 * a title or a verb of conduct, or in a list with such a name.
 */
export const findPersonNames = (text: string): string[] => mentions(text, OFFICIAL);

const ALL: ReadonlySet<CueKind> = new Set([...OFFICIAL, 'witness', 'kin', 'testimony']);

/** Those and the names beside words for informants, witnesses and their kin. */
export const findAllNames = (text: string): string[] => mentions(text, ALL);
