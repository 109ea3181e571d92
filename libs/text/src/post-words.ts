import { longestFirst } from './word-list.js';

/** Words that end a post; longest first where one ends another. */
const HEADS = longestFirst('post-heads.txt');

const QUALIFIERS = '原|时任|现任|前任|前|曾任|拟任';
const DEGREES =
  '(?:主持(?:日常|全面|党务|行政)?工作的?|分管[\\p{Script=Han}]{1,8}的|常务|代理|代|挂职|第一|专职|兼职|驻村|名誉|执行|党政|退休|离休|在职|普通|正|副|总|原|前|老)';
const BODIES =
  '(?:党组|党委|党工委|党总支|党支部|总支|支部|机关党委|村党支部|社区党委|党建办|领导班子|班子|纪委|纪工委|纪检组|纪检监察组|监委|村委会|村民委员会|村委|居委会|村监委会|董事会|监事会|工会|团委|共青团|妇联|经联社|合作社|人大|政协|工委|政法|组织|宣传|统战|武装)';
const ROOM = '(?:(?![党镇乡村局]|支部|委员会|办事|事处)[\\p{Script=Han}]){1,10}?(?:科|股|室|处|部|组|班)';
const ANY_BODY = '[\\p{Script=Han}]{1,14}?(?:局|委|办|中心|站|所|队|院|校|村|社区|公司|镇|乡|会)';
const HEAD = `(?:${HEADS.join('|')})`;
const ITEM = `(?:${QUALIFIERS})?(?:${BODIES})?${DEGREES}{0,3}(?:${BODIES})?${DEGREES}{0,2}${HEAD}(?:（[^（）]{0,20}）)?`;
const FIRST = `(?:${ITEM}|(?:${ROOM})${DEGREES}{0,2}${HEAD})`;
const LATER = `(?:${FIRST}|(?:${ANY_BODY})(?:${BODIES})?${DEGREES}{0,2}${HEAD})`;
const JOIN = '(?:[、，,/]|兼任?|和|及|暨)';

/** A whole text that is one post or several joined: 党组成员、副局长; 副局长兼质安站站长. */
export const WHOLE_POST = new RegExp(`^${FIRST}(?:${JOIN}+${LATER}){0,5}$`, 'u');
/** A whole text that is posts without a room in front. */
export const WHOLE_PLAIN_POST = new RegExp(`^${ITEM}(?:${JOIN}+${LATER}){0,5}$`, 'u');
/** A post at the beginning of a text. */
export const LEADING_POST = new RegExp(`^${ITEM}(?:${JOIN}+${ITEM}){0,3}`, 'u');
/** 原, 时任, 前, 现任 before a unit or a post. */
export const LEADING_QUALIFIER = new RegExp(`^(${QUALIFIERS})(?=.)`, 'u');

/** Suffixes of bodies whose heads the inspection concerns; longest first. */
export const UNIT_SUFFIXES: readonly string[] = longestFirst('unit-suffixes.txt');

const SUFFIX_AT_END = new RegExp(`(?:${UNIT_SUFFIXES.join('|')})$`, 'u');
/** Whether `text` ends like the name of a body and is more than that ending. */
export function endsLikeUnit(text: string): boolean {
  const found = SUFFIX_AT_END.exec(text);
  return (
    found !== null &&
    (found.index > 0 || found[0].length > 2) &&
    !/(?:结局|格局|布局|难办|承办|主办|督办|交办|转办|委托|厕所|场所|车站|一队)$/u.test(text)
  );
}
