import type { CluePerson } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import { findPersonNames } from '#libs/text';
import type { BriefingRecord, Edition } from './input.js';

const POSTS = csvRows(readProjectFile('libs/briefing/data/key-posts.csv'));
const words = (kind: string): string =>
  POSTS.filter((row) => row.kind === kind)
    .map((row) => row.word)
    .join('|');
const KEY_POST = new RegExp(words('key'), 'u');
const ORDINARY_POST = new RegExp(words('ordinary'), 'gu');
const COMPOUND =
  /^(?:欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|轩辕|长孙|宇文|端木|南宫|百里|呼延|独孤)/u;
const NICKNAME = /^[老小大阿]/u;

/** The unit of the packet: its id and its names, present and former. */
export interface OwnUnit {
  unitId: string;
  names: ReadonlySet<string>;
}

/** Roles that carry responsibility for the act itself; 领导责任 and 知情 do not. */
export const isInvolved = (person: CluePerson): boolean =>
  person.roleInMatter !== 'LEADERSHIP' && person.roleInMatter !== 'AWARE';

/** Whether the person holds a leading or key post and is therefore named. */
export function holdsKeyPost(person: CluePerson): boolean {
  if (person.isTeamMember || (person.isFirstLeader !== undefined && person.isFirstLeader !== 'NO')) return true;
  return KEY_POST.test(`${person.postNorm ?? ''} ${person.postRaw ?? ''}`.replace(ORDINARY_POST, ''));
}

/** 张某 for 张国栋, 李某 for 老李, 欧阳某 for 欧阳明; a name with a dot keeps its first character. */
export function maskedName(name: string): string {
  const bare = name.length === 2 && NICKNAME.test(name) ? name.slice(1) : name;
  return `${COMPOUND.exec(bare)?.[0] ?? bare.slice(0, 1)}某`;
}

/** The person's name as the edition may print it: in the meeting edition nobody is named. */
export function personName(person: CluePerson, edition: Edition): string {
  const name = person.name ?? '';
  if (edition === 'meeting' || name === '') return '';
  return edition === 'leader' || holdsKeyPost(person) ? name : maskedName(name);
}

/** Post and name: 质安站站长罗建平, 工作人员张某, or the post alone. Names of the unit itself are not repeated. */
export function personLabel(person: CluePerson, edition: Edition, own: OwnUnit): string {
  const unit = person.unitRaw && !own.names.has(person.unitRaw) ? person.unitRaw : '';
  const post = person.postNorm ?? person.postRaw ?? '';
  const place = post.startsWith(unit) ? post : unit + post;
  const name = personName(person, edition);
  if (edition === 'leader' || holdsKeyPost(person)) return place + name || '有关人员';
  return edition === 'meeting' ? `${unit}工作人员` : `${unit}工作人员${name}`;
}

/**
 * A title with its people as the edition may print them.
 * In the meeting edition names that no record lists are looked for as well.
 */
export function redactNames(text: string, records: readonly BriefingRecord[], edition: Edition): string {
  if (edition === 'leader') return text;
  const shown = new Map<string, string>();
  for (const { clue } of records)
    for (const person of clue.persons)
      if (person.name && person.name.length > 1 && text.includes(person.name)) {
        const printed = personName(person, edition);
        if (printed !== person.name) shown.set(person.name, printed);
      }
  if (edition === 'meeting') for (const name of findPersonNames(text)) if (!shown.has(name)) shown.set(name, '');
  let redacted = text;
  for (const [name, printed] of [...shown].sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1)))
    redacted = redacted.replaceAll(name, printed);
  return redacted || '有关情况';
}
