import { isLive } from './candidates.js';
import { keysOf, numberKeysOf } from './keys.js';
import type { Model } from './model.js';
import type { Epoch, Features, KeyLevel } from './types.js';

/** Keys that say that two letters may be one: when they are dead the first carrier is still held against each other one. */
export const HELD_BY_FIRST: ReadonlySet<KeyLevel> = new Set<KeyLevel>(['LSH', 'FP', 'NUM']);

/** A key and the positions that carry it. */
interface Posting {
  level: KeyLevel;
  at: number[];
  rarity: number;
}

interface Postings {
  perRecord: Posting[][];
  /** Carriers of the text keys that are dead: form letters, retyped by many hands. */
  crowds: number[][];
}

function postingsOf(features: readonly Features[], epoch: Epoch, model: Model): Postings {
  const byKey = new Map<number, Posting>();
  const perRecord = features.map((item, position) =>
    keysOf(item, epoch).map(({ hash, level, rarity }) => {
      let posting = byKey.get(hash);
      if (!posting) {
        posting = { level, at: [], rarity };
        byKey.set(hash, posting);
      }
      posting.at.push(position);
      return posting;
    }),
  );
  const pairs = (posting: Posting): boolean => posting.at.length > 1 && isLive(posting.at.length, model);
  return {
    perRecord: perRecord.map((own) => own.filter(pairs)),
    crowds: [...byKey.values()]
      .filter(({ level, at }) => HELD_BY_FIRST.has(level) && !isLive(at.length, model))
      .map(({ at }) => at),
  };
}

const TOUCHED = 1;
const HARD = 2;
const CLOSE = 4;

/**
 * Calls `visit` for every pair that `isCandidate` lets through, first < second by position.
 * `close` is true where a number, band or fingerprint may make it one origin. Calls `visitCopy` for the smallest record
 * of each crowd with every other: linear work that keeps the copies of a form letter one origin.
 */
export function eachCandidate(
  features: readonly Features[],
  epoch: Epoch,
  model: Model,
  visit: (first: number, second: number, close: boolean) => void,
  visitCopy: (first: number, second: number) => void,
): void {
  const { perRecord: postings, crowds } = postingsOf(features, epoch, model);
  for (const [smallest, ...others] of crowds) for (const other of others) visitCopy(smallest as number, other);
  const title = new Int32Array(features.length);
  const words = new Int32Array(features.length);
  const flags = new Uint8Array(features.length);
  for (const [second, own] of postings.entries()) {
    const touched: number[] = [];
    for (const { level, at, rarity } of own) {
      const flag = level === 'K0' || level === 'LSH' || level === 'FP' ? HARD | CLOSE : HARD;
      for (const first of at) {
        if (first >= second) break;
        if (flags[first] === 0) touched.push(first);
        flags[first] = (flags[first] as number) | TOUCHED;
        if (level === 'K3') title[first] = (title[first] as number) + rarity;
        else if (level === 'K3W') words[first] = (words[first] as number) + rarity;
        else flags[first] = (flags[first] as number) | flag;
      }
    }
    for (const first of touched) {
      const seen = flags[first] as number;
      const soft = (title[first] as number) >= model.titleFloor || (words[first] as number) >= model.wordFloor;
      if (soft || (seen & HARD) !== 0) visit(first, second, (seen & CLOSE) !== 0);
      title[first] = 0;
      words[first] = 0;
      flags[first] = 0;
    }
  }
}

/**
 * Pairs of positions that name one number, as their own or as a reference. Where more records than the cap name it,
 * each is paired only with the first: linear work, whatever the number of repeats.
 */
export function numberPairs(features: readonly Features[], model: Model): [number, number][] {
  const holders = new Map<number, number[]>();
  for (const [at, item] of features.entries())
    for (const { hash } of numberKeysOf(item)) {
      const held = holders.get(hash);
      if (held) held.push(at);
      else holders.set(hash, [at]);
    }
  return [...holders.values()].flatMap((held) =>
    held.flatMap((at, index) =>
      held
        .slice(0, isLive(held.length, model) ? index : Math.min(index, 1))
        .map((other): [number, number] => [other, at]),
    ),
  );
}
