import { type Kept, likelihood, type WordCounts } from './abbreviation-words.js';
import { segment } from './segment.js';

/** What is looked at besides the words. Weights are natural logarithms of odds, a unit of the feature each. */
export const FEATURES = ['words', 'length', 'begins', 'ends', 'headLost', 'otherKnown', 'neverShortened'] as const;
export type Feature = (typeof FEATURES)[number];
export type Weights = Readonly<Record<Feature, number>>;

/** How names are shortened: by reasoning, or learned from the pairs of a site. */
export interface AbbreviationModel {
  weights: Weights;
  /** Score below which a spelling is more likely to mean no body of the registry. */
  floor: number;
  counts: WordCounts;
  /** Full names with the short forms that are known of them; none: the name is never shortened. */
  known: ReadonlyMap<string, readonly string[]>;
}

/** Without pairs of a site: a short form begins like the name, keeps its head, and does not come from very far. */
export const UNLEARNED: AbbreviationModel = {
  weights: { words: 0.6, length: -1.2, begins: 1.2, ends: 0.3, headLost: -1.2, otherKnown: -2.5, neverShortened: -1 },
  floor: -7,
  counts: new Map(),
  known: new Map(),
};

/** Whether every character of `short` stands in `full`, in that order. */
export function isSubsequence(short: string, full: string): boolean {
  let at = 0;
  for (let i = 0; i < full.length && at < short.length; i++) if (full[i] === short[at]) at++;
  return at === short.length;
}

/** Whether `short` may be an abbreviation of `full` at all: it begins like it and all its characters follow there in order. */
export const isAbbreviation = (short: string, full: string): boolean =>
  short.length >= 2 && short.length < full.length && short[0] === full[0] && isSubsequence(short, full);

/** A word of the name with the forms of it that `short` may go on with: how many characters they take, and which. */
type Step = readonly [from: number, taken: number, kept: Kept, likely: number];

function formsOf(word: string, short: string, from: number): [number, Kept][] {
  const forms: [number, Kept][] = [[0, 0]];
  const walk = (at: number, next: number, kept: Kept): void => {
    if (next === short.length) return;
    for (let i = at; i < word.length; i++) {
      if (word[i] !== short[next]) continue;
      forms.push([next + 1 - from, kept | (1 << i)]);
      walk(i + 1, next + 1, kept | (1 << i));
    }
  };
  walk(0, from, 0);
  return forms;
}

/** All ways to read `short` as what is left of `words`, as one lattice. */
export class Reading {
  private readonly steps: Step[][] = [];
  /** reached[i][j]: likelihood that the first i words leave the first j characters. */
  private readonly reached: Float64Array[];

  constructor(
    readonly words: readonly string[],
    readonly short: string,
    counts: WordCounts,
  ) {
    const { length } = words;
    this.reached = Array.from({ length: length + 1 }, () => new Float64Array(short.length + 1));
    (this.reached[0] as Float64Array)[0] = 1;
    words.forEach((word, at) => {
      const steps: Step[] = [];
      const here = this.reached[at] as Float64Array;
      const next = this.reached[at + 1] as Float64Array;
      here.forEach((reached, from) => {
        if (reached === 0) return;
        for (const [taken, kept] of formsOf(word, short, from)) {
          const likely = likelihood(counts, word, at, length, kept);
          steps.push([from, taken, kept, likely]);
          next[from + taken] = (next[from + taken] as number) + reached * likely;
        }
      });
      this.steps.push(steps);
    });
  }

  /** Likelihood that the name is shortened to just this. */
  get likely(): number {
    return (this.reached[this.words.length] as Float64Array)[this.short.length] as number;
  }

  /** Every word with every form it may have here, and the share of the readings that have it so. */
  shares(tell: (word: string, at: number, kept: Kept, share: number) => void): void {
    if (this.likely === 0) return;
    let behind = new Float64Array(this.short.length + 1);
    behind[this.short.length] = 1;
    for (let at = this.words.length - 1; at >= 0; at--) {
      const here = this.reached[at] as Float64Array;
      const before = new Float64Array(this.short.length + 1);
      for (const [from, taken, kept, likely] of this.steps[at] as Step[]) {
        const rest = likely * (behind[from + taken] as number);
        before[from] = (before[from] as number) + rest;
        if (rest > 0) tell(this.words[at] as string, at, kept, ((here[from] as number) * rest) / this.likely);
      }
      behind = before;
    }
  }
}

/** What speaks for and against `short` as a short form of `full`; nothing when it cannot be one. */
export function featuresOf(
  short: string,
  full: string,
  { counts, known }: Pick<AbbreviationModel, 'counts' | 'known'>,
): number[] | undefined {
  if (short.length < 2 || short.length >= full.length || !isSubsequence(short, full)) return undefined;
  const reading = new Reading(segment(full), short, counts);
  let headLost = 0;
  reading.shares((_, at, kept, share) => {
    if (at === reading.words.length - 1 && kept === 0) headLost += share;
  });
  const forms = known.get(full);
  return [
    Math.log(reading.likely),
    Math.log(full.length),
    short[0] === full[0] ? 1 : 0,
    short.at(-1) === full.at(-1) ? 1 : 0,
    headLost,
    forms !== undefined && forms.length > 0 && !forms.includes(short) ? 1 : 0,
    forms?.length === 0 ? 1 : 0,
  ];
}

export const weighted = (features: readonly number[], weights: Weights): number =>
  FEATURES.reduce((sum, feature, at) => sum + weights[feature] * (features[at] as number), 0);

/** Natural logarithm of how well `short` does as a short form of `full`, to be compared with that of other names; nothing when it cannot be one. */
export function abbreviationScore(short: string, full: string, model: AbbreviationModel): number | undefined {
  const features = featuresOf(short, full, model);
  return features && weighted(features, model.weights);
}
