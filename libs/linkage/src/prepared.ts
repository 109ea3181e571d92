import { segment } from '#libs/text';
import { BODY_GRAM, TITLE_GRAM } from './epoch.js';
import { gramsOf, hashText } from './grams.js';
import { NameFinder } from './name-finder.js';
import { isPlace } from './things.js';
import type { Epoch, Features } from './types.js';

/** Grams of one text with their rarity in 1/100 bit; both lists run in parallel, sorted by hash. */
export interface Weighted {
  grams: Uint32Array;
  weights: Int32Array;
  total: number;
}

/** Weighted words and √Σ weight² of them. */
export interface WordVector extends Weighted {
  norm: number;
}

/** A name of the epoch's lexicon as one record has it. */
export interface KnownName {
  name: string;
  /** log2(n₀/df) in 1/100 bit. */
  rarity: number;
  place: boolean;
  /** It stands in the title. */
  leading: boolean;
}

/** What two texts that name neither a unit nor a person are compared by: names apart from what is said of them. */
export interface PlainPrepared {
  names: KnownName[];
  /** Title grams without the names. */
  title: Weighted;
  /** Words without those of the names; what stands in the title counts double. */
  words: WordVector;
  headWords: Uint32Array;
}

/** What a comparison needs of a record under one epoch. */
export interface Prepared {
  title: Weighted;
  body: Weighted;
  words: WordVector;
  plain: PlainPrepared;
}

/** Look-up side of an epoch, built once and held as long as the epoch. */
export class EpochIndex {
  private readonly titleGrams: Map<number, number>;
  private readonly titleKeys: Map<number, number>;
  private readonly bodyGrams: Map<number, number>;
  private readonly words: Map<number, number>;
  private readonly boilerplate: Set<number>;
  private readonly finder: NameFinder;
  private readonly nameWords = new Map<string, readonly string[]>();
  private readonly prepared = new WeakMap<Features, Prepared>();

  constructor(readonly epoch: Epoch) {
    this.titleGrams = countsOf(epoch.titleGrams);
    this.titleKeys = countsOf(epoch.titleKeys);
    this.bodyGrams = countsOf(epoch.bodyGrams);
    this.words = countsOf(epoch.words);
    this.finder = new NameFinder(Object.keys(epoch.lexicon));
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
      prepared = {
        title: this.weigh(gramsOf(features.titleCore, TITLE_GRAM), this.titleGrams),
        body: this.weigh(body, this.bodyGrams),
        words: vectorOf(this.weigh(Uint32Array.from(features.words, hashText).sort(), this.words)),
        plain: this.plainOf(features),
      };
      this.prepared.set(features, prepared);
    }
    return prepared;
  }

  private plainOf(features: Features): PlainPrepared {
    const names = this.namesOf(features);
    const cut = new Set<string>();
    for (const { name } of names) for (const word of this.wordsOfName(name)) cut.add(word);
    const head = [...features.headWords.filter((word) => !cut.has(word)), ...features.headConcepts];
    const words = new Set([...head, ...features.words.filter((word) => !cut.has(word)), ...features.concepts]);
    const inTitle = new Set(head.map(hashText));
    const weighted = this.weigh(Uint32Array.from(words, hashText).sort(), this.words);
    for (const [at, word] of weighted.grams.entries()) if (inTitle.has(word)) (weighted.weights[at] as number) *= 2;
    let core = features.titleCore;
    for (const { name } of names) core = core.split(name).join(' ');
    return {
      names,
      title: this.weigh(gramsOf(core, TITLE_GRAM), this.titleGrams),
      words: vectorOf(weighted),
      headWords: Uint32Array.from(inTitle).sort(),
    };
  }

  /** Names of the lexicon in title and body, nested ones too, longest first. */
  private namesOf({ head, lines }: Features): KnownName[] {
    const leading = new Map<string, boolean>();
    this.finder.each(head, (name) => leading.set(name, true));
    this.finder.each(lines, (name) => leading.has(name) || leading.set(name, false));
    return [...leading]
      .map(([name, inHead]) => ({
        name,
        rarity: this.rarity(this.epoch.lexicon[name] ?? 1),
        place: isPlace(name),
        leading: inHead,
      }))
      .sort((x, y) => y.name.length - x.name.length || (x.name < y.name ? -1 : 1));
  }

  private wordsOfName(name: string): readonly string[] {
    let words = this.nameWords.get(name);
    if (!words) {
      words = segment(name);
      this.nameWords.set(name, words);
    }
    return words;
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

function vectorOf(weighted: Weighted): WordVector {
  let square = 0;
  for (const weight of weighted.weights) square += weight * weight;
  return { ...weighted, norm: Math.sqrt(square) };
}

/** Rarity-weighted cosine of content words, 0–1. */
export function wordCosine(a: WordVector, b: WordVector): number {
  if (a.norm === 0 || b.norm === 0) return 0;
  let dot = 0;
  for (let i = 0, j = 0; i < a.grams.length && j < b.grams.length; ) {
    const x = a.grams[i] as number;
    const y = b.grams[j] as number;
    if (x === y) dot += (a.weights[i] as number) * (b.weights[j] as number);
    if (x <= y) i++;
    if (y <= x) j++;
  }
  return dot / (a.norm * b.norm);
}
