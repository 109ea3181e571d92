import xxhash from 'xxhash-wasm';
import { amountKey, BODY_GRAM, TITLE_GRAM } from './epoch.js';
import { bandsOf, gramsOf } from './grams.js';
import { indexOf } from './prepared.js';
import { isArea } from './things.js';
import type { Epoch, Features, Key, KeyLevel } from './types.js';

const { h64 } = await xxhash();
const HASH_BITS = 52n;

/** Two half-shifted grids of this ratio: two amounts within 10 % always share a cell of one of them. */
const AMOUNT_GRID = Math.log(1.21);
const MOST_QUARTERS = 8;
const MOST_WORDS = 24;
const MOST_NAMES = 6;
const MOST_CONCEPTS = 8;
const MOST_TITLE_GRAMS = 60;
const RARE_WORD = 0.01;
const QUARTER_DAYS = 91.3125;

class KeyList {
  readonly keys: Key[] = [];
  private readonly seen = new Set<number>();

  add(level: KeyLevel, ...parts: (string | number)[]): void {
    this.addRare(level, 0, ...parts);
  }

  addRare(level: KeyLevel, rarity: number, ...parts: (string | number)[]): void {
    const hash = Number(h64(parts.join('|')) & ((1n << HASH_BITS) - 1n));
    if (this.seen.has(hash)) return;
    this.seen.add(hash);
    this.keys.push({ hash, level, rarity });
  }
}

/** Cells of a time on the plain and the half-shifted grid of quarters. */
function quartersOf(features: Features): string[] {
  if (!features.time) return [];
  const cells: string[] = [];
  for (const [grid, shift] of [
    ['q', 0],
    ['h', 0.5],
  ] as const) {
    const first = Math.floor(features.time.from / QUARTER_DAYS + shift);
    const last = Math.floor(features.time.to / QUARTER_DAYS + shift);
    if (last - first >= MOST_QUARTERS + 1) return [];
    for (let cell = first; cell <= last; cell++) cells.push(`${grid}${cell}`);
  }
  return cells;
}

function amountCells(features: Features): string[] {
  const figure = features.amount?.max ?? features.amount?.min;
  if (!figure) return [];
  const place = Math.log(figure) / AMOUNT_GRID;
  return [`a${Math.floor(place)}`, `b${Math.floor(place + 0.5)}`];
}

function addNumbers(list: KeyList, features: Features): void {
  for (const { norm } of features.numbers) list.add('K0', 'no', norm);
  for (const { norm } of features.refs) list.add('K0', 'no', norm);
  if (features.title.length >= 8) list.add('K2', 'title', features.title);
  for (const quote of features.quotes) list.add('K2', 'title', quote);
  if (features.contractNo) list.add('K0', 'contract', features.contractNo);
  for (const paper of features.papers) for (const unit of features.units) list.add('K2', 'paper', paper, unit);
}

function addPersons(list: KeyList, features: Features, quarters: readonly string[]): void {
  for (const person of features.persons) {
    if (person.rosterPersonId) list.add('K1', 'roster', person.rosterPersonId);
    if (person.masked) {
      for (const unit of features.units) list.add('K1', 'masked', person.name.slice(0, 1), unit);
      continue;
    }
    list.add('K1', 'name', person.pinyin);
    for (const unit of features.units) {
      list.add('K1', 'name', person.pinyin, unit);
      list.add('K1', 'masked', person.name.slice(0, 1), unit);
    }
    for (const quarter of quarters) list.add('K1', 'name', person.pinyin, quarter);
  }
}

function addFacts(list: KeyList, features: Features, quarters: readonly string[]): void {
  const cells = amountCells(features);
  for (const unit of features.units) {
    list.add('K2', 'unit', unit, features.domain);
    for (const quarter of quarters) list.add('K2', 'unit', unit, quarter);
    for (const cell of cells) list.add('K2', 'unit', unit, cell);
    for (const act of features.acts) list.add('K2', 'unit', unit, 'act', act);
    for (const thing of features.things) list.add('K2', 'unit', unit, 'thing', thing.name);
  }
  for (const thing of features.things) {
    if (!thing.place) list.add('K2', 'thing', thing.name);
    for (const act of features.acts) list.add('K2', 'thing', thing.name, act);
  }
  if (features.amount) list.add('K2', 'amount', amountKey(features.amount));
}

/** Names of the lexicon, and each with what is said: where a hot name is dead, its concepts go on. A place alone pairs nothing. */
function addNames(list: KeyList, features: Features, epoch: Epoch): void {
  const { names } = indexOf(epoch).of(features).plain;
  for (const { name, place } of names.filter(({ name }) => !isArea(name)).slice(0, MOST_NAMES)) {
    if (!place) list.add('K2', 'known', name);
    for (const concept of features.concepts.slice(0, MOST_CONCEPTS)) list.add('K2', 'known', name, concept);
  }
}

/** The rarest words of the epoch with their rarity, ties by spelling. */
function rareWords(features: Features, epoch: Epoch): { word: string; rarity: number }[] {
  const index = indexOf(epoch);
  const limit = Math.max(2, RARE_WORD * epoch.n0);
  return features.words
    .map((word): [number, string] => [index.wordCount(word), word])
    .filter(([count]) => count <= limit)
    .sort(([x, left], [y, right]) => x - y || (left < right ? -1 : 1))
    .slice(0, MOST_WORDS)
    .map(([count, word]) => ({ word, rarity: index.rarity(count) }));
}

/**
 * Keys of what a record says, every level. Only one of several equal records carries them; two records that share none
 * of them are never compared as matters.
 */
export function keysOf(features: Features, epoch: Epoch): Key[] {
  const list = new KeyList();
  const index = indexOf(epoch);
  const quarters = quartersOf(features);
  list.add('FP', 'fp', features.fingerprint);
  addNumbers(list, features);
  addPersons(list, features, quarters);
  addFacts(list, features, quarters);
  if (features.units.length === 0) addNames(list, features, epoch);
  for (const gram of gramsOf(features.title, TITLE_GRAM).slice(0, MOST_TITLE_GRAMS))
    list.addRare('K3', index.titleKeyRarity(gram), 't', gram);
  for (const { word, rarity } of rareWords(features, epoch)) list.addRare('K3W', rarity, 'w', word);
  const grams = gramsOf(features.body, BODY_GRAM);
  if (grams.length >= 8) for (const [band, value] of bandsOf(grams).entries()) list.add('LSH', 'l', band, value);
  return list.keys;
}

/** Keys of the numbers of a record, equal texts or not. */
export function numberKeysOf(features: Features): Key[] {
  const list = new KeyList();
  for (const { norm } of features.numbers) list.add('NUM', 'num', norm);
  for (const { norm } of features.refs) list.add('NUM', 'num', norm);
  return list.keys;
}
