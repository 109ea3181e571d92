import { longestFirst } from './word-list.js';

/** Words that belong to the sentence and to no name, by the code of their first character. */
const BY_FIRST: string[][] = [];
for (const word of longestFirst('unit-stop-words.txt')) {
  const code = word.charCodeAt(0);
  BY_FIRST[code] ??= [];
  (BY_FIRST[code] as string[]).push(word);
}

/** 处理 inside 污水处理厂 is part of a name. */
const isPlant = (text: string, at: number, word: string): boolean =>
  word === '处理' && '厂站中工项设场'.includes(text[at + 2] ?? '无');

/** Where the last word of the sentence between `from` and `to` ends: a name behind it begins there. `from` when there is none. */
export function afterLastStopWord(text: string, from: number, to: number, least = 1): number {
  for (let at = to - least; at >= from; at--) {
    const words = BY_FIRST[text.charCodeAt(at)];
    if (words === undefined) continue;
    for (const word of words)
      if (word.length >= least && at + word.length <= to && text.startsWith(word, at) && !isPlant(text, at, word))
        return at + word.length;
  }
  return from;
}
