import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

let jieba: Jieba | undefined;

/** Words of a full name, one behind the other; together they are the name. The dictionary is read when it is first needed. */
export function wordsOfName(name: string): string[] {
  jieba ??= Jieba.withDict(dict);
  return jieba.cut(name, false);
}
