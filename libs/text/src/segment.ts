import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Jieba } from '@node-rs/jieba';

let jieba: Jieba | undefined;

/**
 * Read when it is first needed, and it alone: the package's own `dict.js` reads 11 MB at once, and an adapter that cuts no
 * words would hold them for ever.
 */
function dictionary(): Jieba {
  jieba ??= Jieba.withDict(readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt')));
  return jieba;
}

/** A text cut into words, which together are the text; what the dictionary lacks comes in single characters. */
export const segment = (text: string): string[] => dictionary().cut(text, false);

/** {@link segment} with the dictionary's part of speech of each word. */
export const tagged = (text: string): { word: string; tag: string }[] => dictionary().tag(text, false);
