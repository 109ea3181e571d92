import { readProjectFile } from '#libs/kernel';

/** Weights, thresholds and caps. All bits are 1/100 bit. A model is a value: another file is another model. */
export interface Model {
  version: string;
  /** Log odds of two records drawn at random being one matter. */
  prior: number;
  /** A key that more distinct texts carry is dead. */
  cap: number;
  titleFloor: number;
  wordFloor: number;
  boilerplateShare: number;
  boilerplateMinimum: number;
  /** Pseudo-counts, so that a small hub does not take everything for common. */
  background: { contents: number; units: number; names: number };
  thresholds: {
    auto: number;
    review: number;
    related: number;
    link: number;
    pairFloor: number;
    median: number;
    component: number;
  };
  /** Link of two groups: `average` of all pairs, or of the `nearest` three of each origin of the smaller group. */
  linkage: 'average' | 'nearest';
  unit: { share: number; min: number; max: number; related: number; different: number };
  person: {
    share: number;
    min: number;
    max: number;
    withinUnit: number;
    homophone: number;
    maskedSame: number;
    maskedOther: number;
    sameSurname: number;
    different: number;
    unmatched: number;
    unmatchedMax: number;
  };
  idHash: { same: number; different: number };
  number: { same: number; different: number; report: number };
  topic: { same: number; other: number };
  time: {
    month: number;
    near: number;
    range: number;
    year: number;
    quarterApart: number;
    withinYear: number;
    apart: number;
  };
  amount: {
    exact: number;
    exactMin: number;
    round: number;
    rounded: number;
    within10: number;
    within20: number;
    close: number;
    different: number;
  };
  /** `[share, bits]`, highest share first. */
  body: { levels: [number, number][]; minimumGrams: number };
  /** `[shared rarity, bits]`, highest first. */
  title: { levels: [number, number][]; none: number; otherSubject: number };
  /** `[cosine of the content words, bits]`, highest first. */
  words: { levels: [number, number][] };
  thing: { min: number; max: number; placeShare: number; none: number; swapped: number; swappedBody: number };
  act: { shared: number; commonShare: number; common: number; none: number };
  /** Share of what unlike wording costs that is given back where the facts agree. */
  otherHand: number;
  sameChannel: number;
  noAnchor: { ceiling: number; thing: number; cosine: number; body: number };
  /** Two texts that name neither a unit nor a person. */
  plain: {
    /** A name below `common` bits of rarity counts as it is; `unnamed`: it stands in neither title; `oneTitle`: in one of them. */
    name: { common: number; min: number; max: number; placeShare: number; oneTitle: number; unnamed: number };
    /** What facts drawn from free text are worth, for and against. */
    factShare: [number, number];
    /** `[cosine of the words without names, bits]`, highest first. */
    acts: [number, number][];
    /** From which `acts` a common name, or a common road, ties two records. */
    anchor: { acts: number; placeActs: number };
    titlesDiffer: number;
    body: [number, number][];
    divisionsApart: number;
  };
  /** `slips`: share of the characters that typing again may change; `within`: share of the shorter text's grams that the longer repeats. */
  origin: { jaccard: number; review: number; length: number; shortText: number; slips: number; within: number };
}

/** Starting weights, set by hand. To be replaced by estimates once officers have labelled pairs. */
export const MODEL_1: Model = JSON.parse(readProjectFile('libs/linkage/data/model-2.json')) as Model;

/** log2(numerator/denominator) in 1/100 bit, kept within [min, max]. */
export function bitsOf(numerator: number, denominator: number, min: number, max: number): number {
  const bits = Math.round(100 * Math.log2(numerator / denominator));
  return Math.max(min, Math.min(max, bits));
}
