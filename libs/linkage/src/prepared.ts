import { BODY_GRAM, TITLE_GRAM } from './epoch.js';
import { gramsOf, hashText } from './grams.js';
import type { Epoch, Features } from './types.js';

/** Grams of one text with their rarity in 1/100 bit; both lists run in parallel, sorted by hash. */
export interface Weighted {
  grams: Uint32Array;
  weights: Int32Array;
  total: number;
}

/** What a comparison needs of a record under one epoch. */
export interface Prepared {
  title: Weighted;
  body: Weighted;
  words: Weighted;
  /** √Σ weight² of the words. */
  wordNorm: number;
}

/** Look-up side of an epoch, built once and held as long as the epoch. */
export class EpochIndex {
  private readonly titleGrams: Map<number, number>;
  private readonly titleKeys: Map<number, number>;
  private readonly bodyGrams: Map<number, number>;
  private readonly words: Map<number, number>;
  private readonly boilerplate: Set<number>;
  private readonly prepared = new WeakMap<Features, Prepared>();

  constructor(readonly epoch: Epoch) {
    this.titleGrams = countsOf(epoch.titleGrams);
    this.titleKeys = countsOf(epoch.titleKeys);
    this.bodyGrams = countsOf(epoch.bodyGrams);
    this.words = countsOf(epoch.words);
    this.boilerplate = new Set(epoch.boilerplate);
  }

  /** log2(n₀/df) in 1/100 bit. */
  rarity(df: number): number {
    return Math.max(0, Math.round(100 * Math.log2(this.epoch.n0 / Math.max(1, df))));
  }

  /** Rarity of a title's gram, names included. */
  titleKeyRarity(gram: number): number {
    return this.rarity(this.titleKeys.get(gram) ?? 1);
  }

  wordCount(word: string): number {
    return this.words.get(hashText(word)) ?? 1;
  }

  of(features: Features): Prepared {
    let prepared = this.prepared.get(features);
    if (!prepared) {
      const body = gramsOf(features.bodyCore, BODY_GRAM).filter((gram) => !this.boilerplate.has(gram));
      const words = Uint32Array.from(features.words, hashText).sort();
      prepared = {
        title: this.weigh(gramsOf(features.titleCore, TITLE_GRAM), this.titleGrams),
        body: this.weigh(body, this.bodyGrams),
        words: this.weigh(words, this.words),
        wordNorm: 0,
      };
      let square = 0;
      for (const weight of prepared.words.weights) square += weight * weight;
      prepared.wordNorm = Math.sqrt(square);
      this.prepared.set(features, prepared);
    }
    return prepared;
  }

  private weigh(grams: Uint32Array, counts: Map<number, number>): Weighted {
    const weights = Int32Array.from(grams, (gram) => this.rarity(counts.get(gram) ?? 1));
    return { grams, weights, total: weights.reduce((sum, weight) => sum + weight, 0) };
  }
}

function countsOf(pairs: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (let index = 0; index + 1 < pairs.length; index += 2)
    counts.set(pairs[index] as number, pairs[index + 1] as number);
  return counts;
}

const indexes = new WeakMap<Epoch, EpochIndex>();

export function indexOf(epoch: Epoch): EpochIndex {
  let index = indexes.get(epoch);
  if (!index) {
    index = new EpochIndex(epoch);
    indexes.set(epoch, index);
  }
  return index;
}

/** Σ rarity of what both have. */
export function sharedRarity(a: Weighted, b: Weighted): number {
  let sum = 0;
  for (let i = 0, j = 0; i < a.grams.length && j < b.grams.length; ) {
    const x = a.grams[i] as number;
    const y = b.grams[j] as number;
    if (x === y) sum += a.weights[i] as number;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return sum;
}

/** Rarity-weighted cosine of the content words, 0–1. */
export function wordCosine(a: Prepared, b: Prepared): number {
  if (a.wordNorm === 0 || b.wordNorm === 0) return 0;
  const { words: left } = a;
  const { words: right } = b;
  let dot = 0;
  for (let i = 0, j = 0; i < left.grams.length && j < right.grams.length; ) {
    const x = left.grams[i] as number;
    const y = right.grams[j] as number;
    if (x === y) dot += (left.weights[i] as number) ** 2;
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return dot / (a.wordNorm * b.wordNorm);
}
