import { csvRows, readProjectFile } from '#libs/kernel';

/** Which characters of a word stay: bit k for the character k. 0: the word is left out. */
export type Kept = number;

/**
 * How often words stayed in which form, as counted from pairs. A key is a context (the word at its place, the word, its
 * length at its place, its length) alone, or followed by a blank and what was kept.
 */
export type WordCounts = ReadonlyMap<string, number>;

/** Longer words are too rare to be counted one by one. */
const LONGEST_COUNTED = 6;
const FIRST_STAYS = 0.6;
const LATER_STAYS = 0.3;
/** Share of the usual forms of a listed word. */
const USUAL = 0.8;

const usualForms: ReadonlyMap<string, readonly Kept[]> = new Map(
  csvRows(readProjectFile('libs/text/data/abbreviation-words.csv')).map(({ word = '', short = '' }) => [
    word,
    short.split(' ').map((form) => (form === '-' ? 0 : keptOf(word, form))),
  ]),
);

function keptOf(word: string, form: string): Kept {
  let kept = 0;
  let at = 0;
  for (const character of form) {
    at = word.indexOf(character, at);
    if (at < 0) throw new Error(`abbreviation-words.csv: ${form} is no short form of ${word}`);
    kept |= 1 << at++;
  }
  return kept;
}

/** Place of a word in its name; names of four words and more are alike. */
const placeOf = (at: number, of: number): string =>
  `${of === 1 ? 'only' : at === 0 ? 'first' : at === of - 1 ? 'last' : 'inner'}${Math.min(of, 4)}`;

/** Contexts from the general to the particular, with the weight of the more general one in counts. */
function contextsOf(word: string, at: number, of: number): readonly (readonly [string, number])[] {
  if (word.length > LONGEST_COUNTED) return [];
  const place = placeOf(at, of);
  const length = String(Math.min(word.length, 5));
  return [
    [length, 5],
    [`${length} ${place}`, 10],
    [word, 2],
    [`${word} ${place.slice(0, -1)}`, 2],
  ];
}

/** Likelihood of `kept` without counts: a word is told by its first character; common words have their usual forms. */
function unlearned(word: string, kept: Kept): number {
  let general = 1;
  for (let at = 0; at < word.length; at++) {
    const stays = at === 0 ? FIRST_STAYS : LATER_STAYS;
    general *= (kept >> at) & 1 ? stays : 1 - stays;
  }
  const usual = usualForms.get(word);
  if (!usual) return general;
  const place = usual.indexOf(kept);
  // The first of n forms is n times as likely as the last.
  const share = place < 0 ? 0 : (usual.length - place) / ((usual.length * (usual.length + 1)) / 2);
  return USUAL * share + (1 - USUAL) * general;
}

/** Likelihood that of the word `at` (of `of`) of a name just `kept` stays. */
export function likelihood(counts: WordCounts, word: string, at: number, of: number, kept: Kept): number {
  let likely = unlearned(word, kept);
  for (const [context, weight] of contextsOf(word, at, of)) {
    const total = counts.get(context);
    if (total !== undefined) likely = ((counts.get(`${context} ${kept}`) ?? 0) + weight * likely) / (total + weight);
  }
  return likely;
}

/** Adds one observation of weight `share` to `counts`. */
export function count(
  counts: Map<string, number>,
  word: string,
  at: number,
  of: number,
  kept: Kept,
  share: number,
): void {
  for (const [context] of contextsOf(word, at, of))
    for (const key of [context, `${context} ${kept}`]) counts.set(key, (counts.get(key) ?? 0) + share);
}
