import { canonicalJson, sha256 } from '#libs/kernel';
import { gramsOf, hashText } from './grams.js';
import { lexiconOf } from './lexicon.js';
import { MODEL_1, type Model } from './model.js';
import { NORM_VERSION } from './normalise.js';
import type { Epoch, Features } from './types.js';

export const TITLE_GRAM = 3;
export const BODY_GRAM = 4;

class Counter<K> {
  readonly counts = new Map<K, number>();

  add(keys: Iterable<K>): void {
    for (const key of keys) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}

function byName(counter: Counter<string>): Record<string, number> {
  return Object.fromEntries([...counter.counts.entries()].sort(([x], [y]) => (x < y ? -1 : 1)));
}

/** Pairs of hash and count, only what occurs more than once. */
function byHash(counter: Counter<number>): number[] {
  return [...counter.counts.entries()]
    .filter(([, count]) => count > 1)
    .sort(([x], [y]) => x - y)
    .flat();
}

/** How an amount is looked up: its exact upper figure. */
export const amountKey = (amount: NonNullable<Features['amount']>): string => String(amount.max ?? amount.min);

/**
 * Frequency tables over distinct texts: of equal texts the smallest record stands for all.
 * The result does not depend on the order of `features`.
 */
export function buildEpoch(features: Iterable<Features>, model: Model = MODEL_1): Epoch {
  const distinct = new Map<string, Features>();
  for (const item of features) {
    const held = distinct.get(item.fingerprint);
    if (!held || item.recordId < held.recordId) distinct.set(item.fingerprint, item);
  }
  const units = new Counter<string>();
  const names = new Counter<string>();
  const amounts = new Counter<string>();
  const things = new Counter<string>();
  const acts = new Counter<string>();
  const titleGrams = new Counter<number>();
  const titleKeys = new Counter<number>();
  const bodyGrams = new Counter<number>();
  const words = new Counter<number>();
  for (const item of distinct.values()) {
    units.add(item.units);
    names.add(new Set(item.persons.map((person) => person.name)));
    if (item.amount) amounts.add([amountKey(item.amount)]);
    things.add(item.things.map((thing) => thing.name));
    acts.add(item.acts);
    titleGrams.add(gramsOf(item.titleCore, TITLE_GRAM));
    titleKeys.add(gramsOf(item.title, TITLE_GRAM));
    bodyGrams.add(gramsOf(item.bodyCore, BODY_GRAM));
    words.add(new Set([...item.words, ...item.headWords, ...item.concepts].map(hashText)));
  }
  const contents = distinct.size;
  const formal = Math.max(model.boilerplateMinimum, Math.ceil(contents * model.boilerplateShare));
  const tables = {
    normVersion: NORM_VERSION,
    modelVersion: model.version,
    contents,
    n0: contents + model.background.contents,
    units: byName(units),
    names: byName(names),
    amounts: byName(amounts),
    things: byName(things),
    acts: byName(acts),
    lexicon: lexiconOf([...distinct.values()]),
    titleGrams: byHash(titleGrams),
    titleKeys: byHash(titleKeys),
    bodyGrams: byHash(bodyGrams),
    words: byHash(words),
    boilerplate: [...bodyGrams.counts.entries()]
      .filter(([, count]) => count >= formal)
      .map(([gram]) => gram)
      .sort((x, y) => x - y),
  };
  return { version: sha256(canonicalJson(tables)).slice(0, 16), ...tables };
}
