import type { Clue } from '#libs/contracts';
import { plainText } from './normalise.js';
import type { Thing } from './types.js';
import { anyOf, dataLines, dataRows } from './word-lists.js';

const SUFFIXES = new Map(
  dataRows('thing-suffixes.csv').map((row) => [
    (row.suffix ?? '').toLowerCase(),
    { kind: row.kind ?? '', place: row.place === '1', not: row.not ?? '' },
  ]),
);
const SUFFIX = new RegExp(anyOf(SUFFIXES.keys()), 'gu');
const ENDS_IN_SUFFIXES = new RegExp(`(?:${anyOf(SUFFIXES.keys())})+$`, 'u');
const ENDS_IN_SUFFIX = new RegExp(`(?:${anyOf(SUFFIXES.keys())})$`, 'u');
const GENERIC = new Set(dataLines('thing-generic.txt'));
/** General words and counts, one after another: 地下高压变电站, 周边五个 say of which kind a thing is and not which one. */
const ALL_GENERIC = new RegExp(
  `^(?:${anyOf([...GENERIC].filter((word) => word.length >= 2))}|[\\d一二三四五六七八九十两几多]+[个所座家条处])+$`,
  'u',
);
/** Characters and words no name reaches over. */
const BORDER = new RegExp(
  `[的在于对与及将把被向从由为是有了或因致使未不让给局费县]|(?<![小社片城景园校地厂灾矿新])区|市(?![场政民])|\\d[年月日号第至]|${anyOf(dataLines('thing-boundaries.txt'))}`,
  'gu',
);
const JOINED = new RegExp(`(?:${anyOf(SUFFIXES.keys())})[和、]`, 'gu');
const LONGEST_STEM = 14;
const MOST_THINGS = 16;
const READ = 2500;

/** Position after the last border in `text`. */
function afterBorders(text: string): number {
  let start = 0;
  for (const match of text.matchAll(BORDER)) start = match.index + match[0].length;
  // 和 joins two names, or begins one (和顺路): it is a border only with two characters on either side.
  for (const match of text.matchAll(JOINED)) {
    const end = match.index + match[0].length;
    const begins = match[0].endsWith('和') && text.length - end < 2;
    start = Math.max(start, begins ? end - 1 : end);
  }
  const and = text.lastIndexOf('和');
  return and - start >= 2 && text.length - and > 2 ? and + 1 : start;
}

export function stemOf(name: string): string {
  return name.replace(ENDS_IN_SUFFIX, '');
}

/** A name of its own: at least two characters before the suffix that are not a general word. */
function isName(name: string): boolean {
  const stem = stemOf(name);
  return (
    stem.length >= 2 &&
    !GENERIC.has(stem) &&
    !ALL_GENERIC.test(name.replace(ENDS_IN_SUFFIXES, '')) &&
    !SUFFIXES.has(stem) &&
    !/^[\d一二三四五六七八九十两几数多个]+$/u.test(stem)
  );
}

/** Ends in the suffix of a body or site, and in more than the suffix. */
export const hasSuffix = (name: string): boolean => isName(name) && ENDS_IN_SUFFIX.test(name);

const AREA = /(?:乡|镇|街道)$/u;

/** A town, or a part of one. */
export const isArea = (name: string): boolean => AREA.test(name);

/** A bus line, or a square that is named with its division: a thing although it ends as roads and squares do. */
const NO_PLACE = /^\d+路$|^[a-z]\d{0,2}[市区县州].*广场$/u;

/** Whether a name of the lexicon says where (a road, a town) and not what. */
export const isPlace = (name: string): boolean =>
  isArea(name) || (!NO_PLACE.test(name) && SUFFIXES.get(ENDS_IN_SUFFIX.exec(name)?.[0] ?? '')?.place === true);

/** Names by suffix in free text: the run before a suffix, back to punctuation or a border word. */
export function thingsInText(raw: string): Thing[] {
  const found = new Map<string, Thing>();
  for (const part of raw
    .normalize('NFKC')
    .toLowerCase()
    .slice(0, READ)
    .replace(/[()〔〕"“”]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)) {
    let from = 0;
    for (const match of part.matchAll(SUFFIX)) {
      const end = match.index + match[0].length;
      const window = part.slice(Math.max(from, match.index - LONGEST_STEM), match.index);
      const name = window.slice(afterBorders(window)) + match[0];
      const suffix = SUFFIXES.get(match[0]);
      if (!suffix || suffix.not.includes(part[end] ?? '\n') || !isName(name)) continue;
      if (!found.has(name)) found.set(name, { name, kind: suffix.kind, place: suffix.place });
      if (!suffix.place) from = end;
      if (found.size >= MOST_THINGS) return [...found.values()];
    }
  }
  return [...found.values()];
}

/** What a field names; a kind of facility in it (老旧小区, 建设工程) names nothing. */
function fieldThing(raw: string | undefined, kind: string, place: boolean): Thing[] {
  if (!raw) return [];
  const name = plainText(raw);
  return name.length >= 3 && (isName(name) || stemOf(name) === name) ? [{ name, kind, place }] : [];
}

/**
 * Of names found in running text the shortest of a family stands: 请求迎丰公园 is 迎丰公园 and a verb before it.
 * Names from fields are taken as they are.
 */
function withoutTails(found: readonly Thing[], given: ReadonlySet<string>): Thing[] {
  return found.filter(
    (long) =>
      given.has(long.name) ||
      !found.some((short) => short.kind === long.kind && short.name !== long.name && long.name.endsWith(short.name)),
  );
}

/** What the record names: the department's own fields first, else title and text by suffix. Sorted by name. */
export function thingsOf(clue: Clue, body: string): Thing[] {
  const fields = [
    ...fieldThing(clue.project, 'PROJECT', false),
    ...clue.counterparties.flatMap((party) => fieldThing(party.name, 'COMPANY', false)),
    ...fieldThing(clue.place, 'PLACE', true),
  ];
  const title = thingsInText(clue.title);
  const things = new Map<string, Thing>();
  for (const thing of [...fields, ...title, ...thingsInText(body)]) {
    const held = things.get(thing.name);
    // An estate is an estate although a department has it in the column for places.
    if (!held || (held.place && !thing.place)) things.set(thing.name, thing);
  }
  const kept = withoutTails([...things.values()], new Set(fields.map(({ name }) => name)));
  const heads = [...fields, ...title].map(({ name }) => name);
  return kept
    .map((thing) => (heads.some((name) => name.endsWith(thing.name)) ? { ...thing, leading: true } : thing))
    .sort((x, y) => (x.name < y.name ? -1 : 1));
}

/** One more of these makes another road or quarter: 和顺路/和顺东路. */
const DIRECTION = new Set('东西南北中上下前后新老一二三四五六七八九十');

export type NameMatch = 'same' | 'contained' | 'swapped' | 'other';

/**
 * How two names relate: one may have words that the other lacks (contained),
 * but a replaced part at the same place (东段/西段) makes two things (swapped).
 */
export function matchNames(a: string, b: string): NameMatch {
  if (a === b) return 'same';
  const short = Math.min(a.length, b.length);
  let head = 0;
  while (head < short && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < short - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const shared = head + tail;
  if (shared === short && DIRECTION.has((a.length > b.length ? a : b).slice(head, Math.max(a.length, b.length) - tail)))
    return 'other';
  if (shared === short) return isName(a.length < b.length ? a : b) || shared >= 5 ? 'contained' : 'other';
  return head >= 2 && shared * 2 >= short ? 'swapped' : 'other';
}

/** {@link matchNames} of two things: a road is not contained in the estate that is named after it. */
export function matchThings(x: Thing, y: Thing): NameMatch {
  const match = matchNames(x.name, y.name);
  return match === 'contained' && x.place !== y.place ? 'other' : match;
}

const NO_RIVALS = { kinds: [], replaced: false };

/**
 * Kinds of which both sides have a name and none in common: one village and another. Places do not count.
 * With `leading`, only names the records are about are held against each other. `replaced` is true where names differ by a swapped part.
 */
export function rivalKinds(
  a: readonly Thing[],
  b: readonly Thing[],
  leading: boolean,
): { kinds: string[]; replaced: boolean } {
  if (a.length === 0 || b.length === 0) return NO_RIVALS;
  const kinds = new Set<string>();
  const matched = new Set<string>();
  const replaced = new Set<string>();
  for (const x of a)
    for (const y of b) {
      const match = matchThings(x, y);
      // A village in the name of its project says where the project is, not which one: each project still has to be met.
      if (match === 'same' || (match === 'contained' && x.kind === y.kind)) matched.add(x.kind).add(y.kind);
      else if (x.kind === y.kind && !x.place && (!leading || (x.leading && y.leading))) {
        kinds.add(x.kind);
        if (match === 'swapped') replaced.add(x.kind);
      }
    }
  const open = [...kinds].filter((kind) => !matched.has(kind));
  return { kinds: open, replaced: open.some((kind) => replaced.has(kind)) };
}

const SITES: ReadonlySet<string> = new Set(['ESTATE', 'VILLAGE', 'SCHOOL', 'MARKET']);

/** Both records are about a site and about none in common, whatever its kind: a park here, an estate there. */
export function otherSites(a: readonly Thing[], b: readonly Thing[]): boolean {
  const sites = ({ leading, place, kind }: Thing): boolean => leading === true && !place && SITES.has(kind);
  const left = a.filter(sites);
  const right = b.filter(sites);
  if (left.length === 0 || right.length === 0) return false;
  const match = (x: Thing, y: Thing): boolean => ['same', 'contained'].includes(matchThings(x, y));
  return !left.some((x) => right.some((y) => match(x, y)));
}
