import { PERSON_TITLES } from './name-borders.js';
import { NAME_DOTS } from './person-name.js';
import { surnameLength } from './surnames.js';

/** One person as a cell names him. `masked` names (王某某, 张×) stand for nobody that could be looked up. */
export interface ParsedName {
  raw: string;
  name: string;
  masked: boolean;
  title?: string;
}

const LIST_BREAK = /[、，,；;/／|\n\r\t]+/u;
const INNER_JOIN = /(?<=\p{Script=Han}{2})(?:以及|和|及|与)(?=\p{Script=Han}{2})/u;
const MASK = /[某×xX＊*○〇]/u;
const REMARK = /[（(][^（）()]{0,40}[）)]/gu;
const TITLE = new RegExp(`(?:${PERSON_TITLES.join('|')})$`, 'u');
const COUNT_TAIL = /等?(?:\d+|[一二三四五六七八九十两几多]+)?余?人?$/u;

function parseOne(raw: string): ParsedName | undefined {
  let name = raw.replace(REMARK, '').replace(NAME_DOTS, '·').trim();
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

export { findPersonNames } from './name-mentions.js';
export { isPersonName } from './person-name.js';
