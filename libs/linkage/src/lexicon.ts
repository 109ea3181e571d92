import { segment, tagged } from '#libs/text';
import { MASKED_DIVISIONS } from './divisions.js';
import { hashText } from './grams.js';
import { NameFinder } from './name-finder.js';
import { hasSuffix, stemOf } from './things.js';
import type { Features } from './types.js';
import { anyOf, dataLines } from './word-lists.js';

const BORDERS = new Set(dataLines('name-borders.txt'));
/** A word or character that no name contains. */
export const isBorder = (word: string): boolean => BORDERS.has(word);
const CONTEXTS = new Set(dataLines('name-contexts.txt'));
const LONGEST_CONTEXT = Math.max(...[...CONTEXTS].map((word) => word.length));
/** Characters of running text that stand in names too. */
const JOINTS = new Set(dataLines('name-joints.txt'));
const ENDS = new RegExp(`(?:${anyOf(dataLines('name-ends.txt'))})$`, 'u');
/** Characters with which running text goes on and no name ends. */
const RUNNING_ON = new RegExp(`[${dataLines('name-running-on.txt').join('')}]$`, 'u');
const JARGON = new RegExp(anyOf(dataLines('name-jargon.txt')), 'gu');
const SHORTEST = 2;
const LONGEST = 10;
/** A mixture of letters or figures with words: 万和k7, 58贷. */
const MIXED = /^(?:[a-z\d]{1,4}\p{Script=Han}{1,6}|\p{Script=Han}{1,6}[a-z]?\d{1,3}|\p{Script=Han}{1,6}[a-z]{1,4})$/u;
const MEASURED = /\d(?:[号栋期楼路年月日元个点时分次户人米层线组岁万亿名位余多条家]|千伏|kv)|第?\d+$|^\d{3,}/u;

const SKETCH_BITS = 22;
/** Counts of hashes up to two, too high now and then and never too low: passes over what occurs once. */
class Sketch {
  private readonly counts = new Uint8Array(1 << SKETCH_BITS);

  add(text: string): void {
    const at = hashText(text) >>> (32 - SKETCH_BITS);
    this.counts[at] = Math.min(2, (this.counts[at] as number) + 1);
  }

  repeated(text: string): boolean {
    return this.counts[hashText(text) >>> (32 - SKETCH_BITS)] === 2;
  }
}

const isHanCharacter = (word: string): boolean => word.length === 1 && /\p{Script=Han}/u.test(word);
/** The dictionary lacks what comes in single characters one after another. */
const isStrange = (word: string, next: string): boolean =>
  isHanCharacter(word) &&
  isHanCharacter(next) &&
  !BORDERS.has(word) &&
  !BORDERS.has(next) &&
  !(JOINTS.has(word) && JOINTS.has(next));
const BUS_LINE = /^[1-9]\d{0,3}路$/u;
const isMixed = (name: string): boolean => BUS_LINE.test(name) || (MIXED.test(name) && !MEASURED.test(name));

/** Calls `visit` with each run of words in a title that may be a name. */
function eachSpan(title: string, visit: (name: string) => void): void {
  for (const clause of title.split(' ')) {
    let from = 0;
    let division = '';
    for (const match of clause.matchAll(MASKED_DIVISIONS)) {
      spansOf(clause.slice(from, match.index), division, visit);
      from = match.index + match[0].length;
      division = /[a-z]\d{0,2}[市区县州]$/u.exec(match[0])?.[0] ?? '';
    }
    spansOf(clause.slice(from), division, visit);
  }
}

function spansOf(text: string, division: string, visit: (name: string) => void): void {
  if (text.length < SHORTEST) return;
  const words = segment(text);
  for (let first = 0; first < words.length; first++) {
    let name = '';
    let strange = false;
    const begins = first === 0 || BORDERS.has(words[first - 1] as string);
    for (let last = first; last < words.length; last++) {
      const word = words[last] as string;
      if (BORDERS.has(word)) break;
      strange ||= last > first && isStrange(words[last - 1] as string, word);
      name += word;
      if (name.length > LONGEST) break;
      if (name.length < SHORTEST) continue;
      const followed = CONTEXTS.has(words[last + 1] ?? '') && !CONTEXTS.has(word);
      const suffix = hasSuffix(name);
      if (strange || begins || followed || suffix || isMixed(name)) visit(name);
      if (division !== '' && first === 0 && (suffix || (name.length > SHORTEST && ENDS.test(name))))
        visit(division + name);
    }
  }
}

/** A name found by its suffix begins at some word of the run before it. */
function eachTail(run: string, visit: (name: string) => void): void {
  const words = segment(run);
  let tail = '';
  for (let at = words.length - 1; at >= 0 && tail.length <= LONGEST; at--) {
    if (BORDERS.has(words[at] as string)) return;
    tail = words[at] + tail;
    if (tail.length > SHORTEST && hasSuffix(tail)) visit(tail);
  }
}

function eachCandidate(features: Features, visit: (name: string) => void): void {
  eachSpan(features.head, visit);
  for (const { name } of features.things) eachTail(name, visit);
}

const SINGLE = 0.8;
const TAIL = 0.2;

/** How a candidate stands in the texts. */
class Occurrences {
  texts = 0;
  total = 0;
  /** Before a word of place. */
  followed = 0;
  /** At the beginning of a clause or behind a division. */
  opening = 0;
  /** Behind a word or character that no name contains. */
  private cut = 0;
  private lastText = -1;
  private readonly left = new Map<string, number>();
  private readonly right = new Map<string, number>();

  add(text: number, left: string, right: string, followed: boolean): void {
    if (text !== this.lastText) this.texts++;
    this.lastText = text;
    this.total++;
    if (followed) this.followed++;
    if (left === ' ') this.opening++;
    else if (BORDERS.has(left)) this.cut++;
    this.left.set(left, (this.left.get(left) ?? 0) + 1);
    this.right.set(right, (this.right.get(right) ?? 0) + 1);
  }

  /** One character stands before or behind it nearly always: then it is a piece of a longer name. */
  get piece(): boolean {
    return this.alone(this.left) || this.alone(this.right);
  }

  /** Nearly always something of a name stands before it: the end that many names have in common (…渠清淤工程). */
  get tail(): boolean {
    return this.opening + this.cut < TAIL * this.total;
  }

  private alone(neighbours: ReadonlyMap<string, number>): boolean {
    for (const [neighbour, count] of neighbours)
      if (count >= SINGLE * this.total && neighbour !== ' ' && !BORDERS.has(neighbour)) return true;
    return false;
  }
}

function isFollowed(text: string, end: number): boolean {
  for (let length = 1; length <= LONGEST_CONTEXT; length++)
    if (CONTEXTS.has(text.slice(end, end + length))) return true;
  return false;
}

function occurrencesOf(candidates: ReadonlySet<string>, texts: readonly Features[]): Map<string, Occurrences> {
  const found = new Map([...candidates].map((name) => [name, new Occurrences()]));
  const finder = new NameFinder(candidates);
  for (const [index, { head, lines }] of texts.entries()) {
    const text = ` ${head} ${lines} `;
    finder.each(text, (name, at) => {
      const end = at + name.length;
      const left = /[市区县州]/u.test(text[at - 1] as string) ? ' ' : (text[at - 1] as string);
      const followed = isFollowed(text, end);
      found.get(name)?.add(index, left, followed ? ' ' : (text[end] as string), followed);
    });
  }
  return found;
}

/** Parts of speech of names of places, bodies and persons. */
const PROPER = /^(?:ns|nt|nz|nr)/u;
const RATIO = 0.5;

/** Whether the words themselves look like a name: something the dictionary lacks or knows as a name. */
function looksProper(name: string): boolean {
  const rest = name.replace(JARGON, ' ');
  if (rest.trim().length < SHORTEST) return false;
  const words = tagged(rest);
  for (const [at, { word, tag }] of words.entries()) {
    if (word.length >= SHORTEST && PROPER.test(tag)) return true;
    if (at > 0 && isStrange((words[at - 1] as { word: string }).word, word)) return true;
  }
  return false;
}

/** A dictionary word by itself is no name. */
const isWord = (name: string): boolean => segment(name).length === 1;

/** Stands where names stand: before a word of place, or at the beginning of a clause more often than not. */
const stands = (own: Occurrences): boolean => own.followed > 0 || own.opening >= RATIO * own.total;

/** Whether a run of words is a name by its look and by where it stands. */
function isName(name: string, found: ReadonlyMap<string, Occurrences>): boolean {
  const own = found.get(name) as Occurrences;
  if (own.texts < 2 || own.piece) return false;
  if (isMixed(name)) return true;
  if (RUNNING_ON.test(name) || (hasSuffix(name) && own.tail)) return false;
  if (/^[a-z]\d{0,2}[市区县州]/u.test(name)) return true;
  const stem = stemOf(name);
  if (stem.replace(JARGON, '').length < SHORTEST) return false;
  const proper = looksProper(name);
  if (hasSuffix(name)) {
    const held = found.get(stem);
    const bound = held === undefined || own.texts >= RATIO * held.texts;
    return bound && (proper || (!isWord(name) && stands(own)));
  }
  if (isWord(name)) return false;
  return proper ? stands(own) || ENDS.test(name) : own.followed >= 0.25 * own.total;
}

/** A name that nearly always stands inside a longer name is a piece of it; one with its division only where it is none without. */
function withoutPieces(names: readonly string[], found: ReadonlyMap<string, Occurrences>): string[] {
  const kept = new Set(names);
  for (const name of names) {
    const plain = name.replace(/^[a-z]\d{0,2}[市区县州]/u, '');
    if (plain !== name && kept.has(plain)) kept.delete(name);
  }
  for (const long of [...kept])
    for (let to = SHORTEST; to < long.length && !hasSuffix(long); to++)
      if (kept.has(long.slice(0, to))) kept.delete(long);
  const texts = (name: string): number => (found.get(name) as Occurrences).texts;
  for (const long of [...kept])
    for (let from = 0; from + SHORTEST <= long.length; from++)
      for (let to = from + SHORTEST; to <= long.length; to++) {
        const short = long.slice(from, to);
        if (
          short !== long &&
          kept.has(short) &&
          texts(long) >= (from === 0 || hasSuffix(short) ? 0.9 : 0.5) * texts(short)
        )
          kept.delete(short);
      }
  return [...kept];
}

/**
 * Names that the texts of an epoch show to be names, with the number of texts in which each stands: runs of title words
 * the dictionary lacks, behind a division, before a word of place or with a suffix, that are no piece of a longer name
 * and whose first part seldom stands without the rest. The order of `texts` is of no account.
 */
export function lexiconOf(texts: readonly Features[]): Record<string, number> {
  const sketch = new Sketch();
  for (const item of texts) {
    const own = new Set<string>();
    eachCandidate(item, (name) => own.add(name));
    for (const name of own) sketch.add(name);
  }
  const candidates = new Set<string>();
  for (const item of texts) eachCandidate(item, (name) => sketch.repeated(name) && candidates.add(name));
  const counted = new Set(candidates);
  for (const name of candidates) {
    const stem = stemOf(name);
    if (stem.length >= SHORTEST) counted.add(stem);
  }
  const found = occurrencesOf(counted, texts);
  return Object.fromEntries(
    withoutPieces(
      [...counted].filter((name) => isName(name, found)),
      found,
    )
      .sort()
      .map((name) => [name, (found.get(name) as Occurrences).texts]),
  );
}
