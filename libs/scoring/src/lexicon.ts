import { csvRows, readProjectFile } from '#libs/kernel';

/** Kinds of words, explained at the head of `libs/scoring/data/words.csv`. */
export const WORD_KINDS = [
  'NONE',
  'ACT',
  'DEED',
  'MEANS',
  'OTHER',
  'EVALUATION',
  'HEARSAY',
  'PAPER',
  'PROOF',
  'WITNESS',
  'FIELD',
  'ACCOUNT',
  'SITE',
  'CARE',
] as const;
export type WordKind = (typeof WORD_KINDS)[number];

interface Word {
  text: string;
  /** A word may be of several kinds (凭证 is a paper and a proof). */
  kinds: ReadonlySet<WordKind>;
}

/** A word of the list where it stands in a text. */
export interface Hit {
  word: string;
  at: number;
  kinds: ReadonlySet<WordKind>;
}

const ROWS = csvRows(readProjectFile('libs/scoring/data/words.csv'));
const wordsOf = (row: Record<string, string>): string[] => (row.words ?? '').split(' ').filter(Boolean);

/** Words that say what a project is but not which. */
export const GENERIC_WORDS: readonly string[] = ROWS.filter((row) => row.kind === 'GENERIC').flatMap(wordsOf);

function buildIndex(): (Word[] | undefined)[] {
  const kinds = new Map<string, Set<WordKind>>();
  for (const row of ROWS) {
    if (row.kind === 'GENERIC') continue;
    for (const word of wordsOf(row)) kinds.set(word, (kinds.get(word) ?? new Set()).add(row.kind as WordKind));
  }
  const index: (Word[] | undefined)[] = new Array(0x10000).fill(undefined);
  for (const [text, set] of kinds) {
    const first = text.charCodeAt(0);
    index[first] = [...(index[first] ?? []), { text, kinds: set }].sort((a, b) => b.text.length - a.text.length);
  }
  return index;
}

/** Words by their first UTF-16 unit, longest first: one array look-up per character of a text. */
const INDEX = buildIndex();

/** All words of the list in `text`, left to right, the longest at each place, without overlaps. Linear in the text. */
export function scan(text: string): Hit[] {
  const hits: Hit[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const words = INDEX[text.charCodeAt(at)];
    if (words === undefined) continue;
    for (const { text: word, kinds } of words) {
      if (!text.startsWith(word, at)) continue;
      hits.push({ word, at, kinds });
      at += word.length - 1;
      break;
    }
  }
  return hits;
}
