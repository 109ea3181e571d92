import { segment } from '#libs/text';
import { anyOf, dataLines, dataRows } from './word-lists.js';

const STOP = new Set(dataLines('stop-words.txt'));
const ACT_OF = new Map(
  dataRows('acts.csv').flatMap((row) =>
    (row.words ?? '').split(';').map((word): [string, string] => [word, row.act ?? '']),
  ),
);
const ACT = new RegExp(anyOf(ACT_OF.keys()), 'gu');
const CONCEPT_OF = new Map(
  dataRows('concepts.csv').flatMap((row) =>
    (row.words ?? '').split(';').map((word): [string, string] => [word, row.concept ?? '']),
  ),
);
const CONCEPT = new RegExp(anyOf(CONCEPT_OF.keys()), 'gu');
const HAN_WORD = /^[\p{Script=Han}]{2,}$/u;
const READ = 2500;

/** Words of two or more characters that carry content, sorted, each once. Names are cut out before. */
export function contentWords(core: string): string[] {
  const words = new Set<string>();
  for (const word of segment(core.slice(0, READ))) if (HAN_WORD.test(word) && !STOP.has(word)) words.add(word);
  return [...words].sort();
}

/** Codes of the acts that a text names, sorted, each once. */
export function actsOf(plain: string): string[] {
  const acts = new Set<string>();
  for (const match of plain.slice(0, READ).matchAll(ACT)) {
    const act = ACT_OF.get(match[0]);
    if (act) acts.add(act);
  }
  return [...acts].sort();
}

/** What a text is about, in the words of the concept list whatever its own: sorted, each once. */
export function conceptsOf(text: string): string[] {
  const concepts = new Set<string>();
  for (const match of text.matchAll(CONCEPT)) concepts.add(`=${CONCEPT_OF.get(match[0])}`);
  return [...concepts].sort();
}
