import {
  type AbbreviationModel,
  FEATURES,
  type Feature,
  featuresOf,
  isSubsequence,
  Reading,
  UNLEARNED,
  type Weights,
  weighted,
} from './abbreviation.js';
import { count } from './abbreviation-words.js';
import { segment } from './segment.js';

/** A full name and what it is called for short; without `short` it is known that it has no short form. */
export interface NamePair {
  full: string;
  short?: string;
}

/** Pairs of a text, and the numbers of the lines that hold none. */
export interface ReadPairs {
  pairs: NamePair[];
  skipped: number[];
}

const NO_SHORT_FORM = /^(?:n|-|无)?$/u;
const HEADER = /^(?:abbr|short|alias|简称|缩写|缩略)/iu;

/** One pair a line: `short,full` or `short<TAB>full`, or `short: word/tag word/tag …`. `n`, `无` or nothing as short form: it has none. */
export function readNamePairs(text: string): ReadPairs {
  const pairs: NamePair[] = [];
  const skipped: number[] = [];
  text.split(/\r?\n/u).forEach((raw, index) => {
    const line = raw.replace(/^\uFEFF/u, '').trimEnd();
    if (line === '' || line.startsWith('#') || (index === 0 && HEADER.test(line))) return;
    const parts = /^([^,\t:：，]*)(?:([:：])\s*|[,，\t])(.+)$/u.exec(line);
    const short = plain(parts?.[1] ?? '');
    const said = parts?.[3] ?? '';
    const full = plain(parts?.[2] ? said.replace(/\/[a-z]+(?=\s|$)/giu, '') : said);
    if (full.length < 2) skipped.push(index + 1);
    else if (NO_SHORT_FORM.test(short)) pairs.push({ full });
    else if (short.length < full.length && isSubsequence(short, full)) pairs.push({ full, short });
    else skipped.push(index + 1);
  });
  return { pairs, skipped };
}

const plain = (text: string): string => text.normalize('NFKC').replace(/[\s"]+/gu, '');

type Counted = Pick<AbbreviationModel, 'counts' | 'known'>;

/** How far ahead of the next name an answer is accepted: 3 bits, as natural logarithm. */
const ACCEPTED_LEAD = 3 * Math.LN2;
const ROUNDS = 3;
const PARTS = 5;

/**
 * Learns from the pairs of a site how its names are shortened: which characters of which words stay (counted), and how
 * much the rest weighs. The weights are fitted on pairs that the counts did not see; few pairs change them little.
 */
export function learnAbbreviations(pairs: readonly NamePair[]): AbbreviationModel {
  const byCharacter = namesByCharacter(pairs);
  const questions: Question[] = [];
  for (let part = 0; part < PARTS; part++) {
    const seen = countWords(pairs.filter((_, at) => at % PARTS !== part));
    for (const pair of pairs.filter((_, at) => at % PARTS === part)) {
      const question = questionOf(pair, byCharacter, seen);
      if (question) questions.push(question);
    }
  }
  const weights = sharpened(weigh(questions), questions);
  return { weights, floor: floorOf(questions, weights), ...countWords(pairs) };
}

/** Counts kept characters by expectation: how a short form is read depends on the counts, so it is done some times over. */
function countWords(pairs: readonly NamePair[]): Counted {
  const known = new Map<string, string[]>();
  for (const { full, short } of pairs) {
    const forms = known.get(full) ?? [];
    known.set(full, short === undefined || forms.includes(short) ? forms : [...forms, short]);
  }
  let counts = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Map<string, number>();
    for (const { full, short = full } of pairs) {
      const words = segment(full);
      new Reading(words, short, counts).shares((word, at, kept, share) => {
        count(next, word, at, words.length, kept, share);
      });
    }
    counts = next;
  }
  return { counts, known };
}

/** A short form with the features of all names that it may stand for; `right` is the place of the one it does stand for. */
interface Question {
  features: readonly (readonly number[])[];
  right: number;
}

function namesByCharacter(pairs: readonly NamePair[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { full } of pairs)
    for (const character of full) names.set(character, (names.get(character) ?? new Set()).add(full));
  return names;
}

function questionOf(
  { full, short }: NamePair,
  names: ReadonlyMap<string, ReadonlySet<string>>,
  seen: Counted,
): Question | undefined {
  if (short === undefined) return undefined;
  const [rarest] = [...short]
    .map((character) => names.get(character) ?? new Set<string>())
    .sort((a, b) => a.size - b.size);
  const features: number[][] = [];
  let right = -1;
  for (const name of rarest ?? []) {
    const found = featuresOf(short, name, seen);
    if (!found) continue;
    if (name === full) right = features.length;
    features.push(found);
  }
  return right < 0 ? undefined : { features, right };
}

const STEPS = 150;
const RATE = 0.5;

/** Weights under which the right name is likeliest among those that a short form may stand for (conditional logit, drawn to the unlearned weights). */
function weigh(questions: readonly Question[]): Weights {
  const start = FEATURES.map((feature) => UNLEARNED.weights[feature]);
  const weights = [...start];
  const squares = FEATURES.map(() => 1e-6);
  const open = questions.filter(({ features }) => features.length > 1);
  for (let step = 0; step < STEPS; step++) {
    const slope = FEATURES.map((_, at) => (start[at] as number) - (weights[at] as number));
    for (const { features, right } of open) {
      const shares = softmax(
        features.map((row) => row.reduce((sum, value, at) => sum + value * (weights[at] as number), 0)),
      );
      features.forEach((row, name) => {
        const miss = (name === right ? 1 : 0) - (shares[name] as number);
        row.forEach((value, at) => {
          slope[at] = (slope[at] as number) + miss * value;
        });
      });
    }
    slope.forEach((value, at) => {
      squares[at] = (squares[at] as number) + value * value;
      weights[at] = (weights[at] as number) + (RATE * value) / Math.sqrt(squares[at] as number);
    });
  }
  return byFeature((_, at) => weights[at] as number);
}

function softmax(scores: readonly number[]): number[] {
  const highest = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - highest));
  const sum = odds.reduce((total, value) => total + value, 0);
  return odds.map((value) => value / sum);
}

/** Fewest pairs that say anything of how sure an answer is. */
const FEWEST = 100;
const WANTED_PRECISION = 0.985;
const LEAST_STRETCH = 0.75;
const MOST_STRETCH = 1.5;

/** Stretches the weights so that those answers are as good as wanted that are far enough ahead to be accepted, and not fewer. */
function sharpened(weights: Weights, questions: readonly Question[]): Weights {
  if (questions.length < FEWEST) return weights;
  const answers = questions.map((question) => answerTo(question, weights)).sort((a, b) => b.lead - a.lead);
  let right = 0;
  let enough = Number.POSITIVE_INFINITY;
  answers.forEach((answer, at) => {
    if (answer.right) right++;
    if (right / (at + 1) >= WANTED_PRECISION) enough = answer.lead;
  });
  const stretch = Math.min(MOST_STRETCH, Math.max(LEAST_STRETCH, ACCEPTED_LEAD / enough));
  return byFeature((feature) => weights[feature] * stretch);
}

function answerTo({ features, right }: Question, weights: Weights): { lead: number; right: boolean } {
  const scores = features.map((row) => weighted(row, weights));
  const best = scores.indexOf(Math.max(...scores));
  const next = Math.max(...scores.filter((_, name) => name !== best));
  return { lead: (scores[best] as number) - next, right: best === right };
}

/** Right names that score below the floor: they are asked for, as others that score as low are mostly wrong. */
const BELOW_FLOOR = 0.03;

function floorOf(questions: readonly Question[], weights: Weights): number {
  if (questions.length < FEWEST) return UNLEARNED.floor;
  const scores = questions
    .map(({ features, right }) => weighted(features[right] as number[], weights))
    .sort((a, b) => a - b);
  return scores[Math.floor(scores.length * BELOW_FLOOR)] as number;
}

const byFeature = (value: (feature: Feature, at: number) => number): Weights =>
  Object.fromEntries(FEATURES.map((feature, at) => [feature, value(feature, at)])) as Record<Feature, number>;
