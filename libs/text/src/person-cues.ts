import { csvRows, readProjectFile } from '#libs/kernel';
import { PERSON_TITLES } from './name-borders.js';

export type CueKind = 'post' | 'role' | 'witness' | 'kin' | 'title' | 'verb' | 'testimony';

/** A word beside which a name may stand: `[start, end)` of the text. */
export interface Cue {
  kinds: ReadonlySet<CueKind>;
  start: number;
  end: number;
}

interface CueWord {
  word: string;
  kinds: Set<CueKind>;
}

/** Cue words by the code of their first character, longest first: one walk over a text finds them all. */
const BY_FIRST: CueWord[][] = [];

function add(word: string, kind: CueKind): void {
  const code = word.charCodeAt(0);
  BY_FIRST[code] ??= [];
  const words = BY_FIRST[code] as CueWord[];
  const known = words.find((other) => other.word === word);
  if (known) known.kinds.add(kind);
  else words.push({ word, kinds: new Set([kind]) });
  words.sort((a, b) => b.word.length - a.word.length);
}

for (const row of csvRows(readProjectFile('libs/text/data/person-cues.csv')))
  for (const word of (row.words ?? '').split(/\s+/u).filter(Boolean)) add(word, row.kind as CueKind);
const isPost = (title: string): boolean =>
  BY_FIRST.some((words) => words.some(({ word, kinds }) => kinds.has('post') && title.endsWith(word)));
for (const title of PERSON_TITLES.filter(isPost)) add(title, 'post');
for (const title of PERSON_TITLES) add(title, 'title');
const STARTS = new Uint8Array(0x10000);
for (const code of BY_FIRST.keys()) if (BY_FIRST[code]) STARTS[code] = 1;

/** All cue words of a text in order, the longest at each place, without overlaps. */
export function personCues(text: string): Cue[] {
  const out: Cue[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (STARTS[code] === 0) continue;
    const found = (BY_FIRST[code] as CueWord[]).find(({ word }) => text.startsWith(word, at));
    if (!found) continue;
    out.push({ kinds: found.kinds, start: at, end: at + found.word.length });
    at += found.word.length - 1;
  }
  return out;
}
