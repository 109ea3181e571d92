import { isOrdinaryWord, surnameLength } from './surnames.js';
import { longestFirst } from './word-list.js';

/** Titles and posts that stand behind a name, longest first. */
export const PERSON_TITLES: readonly string[] = longestFirst('person-titles.txt');

/** Surnames that in running text are nearly always conjunctions, adverbs or prepositions. */
const FUNCTION_SURNAMES = new Set('和都有向于由应但连全那公成相信原来同为以该');
/** Surnames that often begin ordinary words: behind a weak cue they need a border behind the name. */
const WORDY_SURNAMES = new Set(
  '文方高江明时关国水路强包祝付区楼权平房敬麻申劳盖位钱门花支农安管经白干初智修养龙商党车居计单项石金黄马牛沙温封富牧白台师常初查元束练信展幸利终达丰官满井景容宣海池乐卓古简司别柴仇解应戴苗印战莫危从危阳曲谈邮',
);

const COMMON_WORDY = new Set('黄马高石白金江龙');

/** Whether a supposed name begins with a function word (和, 都, 向). */
export const isFunctionWord = (name: string): boolean => FUNCTION_SURNAMES.has(name[0] as string);
/** Whether a supposed name begins like many ordinary words (高, 方, 关). */
export const isWordy = (name: string): boolean => WORDY_SURNAMES.has(name[0] as string);

/** Characters that seldom stand in a given name and open the next word of a sentence. */
const NEVER_IN_NAME = new Set(
  '的了在是有和与及或被把将对向给从由于任为以及并等也都就还又再则且因而若如其该此这那之后前时已曾均未不没无说称讲问答收受送拿借要让叫去来到过个名位人们家负分管利违私挪侵贪套骗虚索伙指授通当至自我你他她它您、带杀改变',
);
const NEVER_SECOND = new Set(
  '的了在是有和与及或被把将对向给从由于任为以并等也都就还又再则且而若其该此这那之已曾均未不没们说称收送拿借让叫我你他她它您',
);
const HAN = /\p{Script=Han}/u;
const NEXT_WORD =
  /^(?:同志|书记|局长|主任|分管|负责|利用|收受|先后|违规|违反|多次|擅自|通过|担任|时任|现任|原任|伙同|经手|签字|签名|签|联系|电话|手机|身份|今年|现年|家住|住|男|女|老师|先生|女士|二人|两人|三人|等人|夫妇|夫妻|父子|兄弟|在场|亲眼|亲自|知道|证明|可以|能够|作证|反映|举报|共同|一起|一同|主持|安排|要求|强行|带领|组织|私分|占用|承包|承建|开办|经营|出资|报销|审批|打|骂|借|欠|办|开|用|也|却|仍)/u;

const BORDER = /^(?:[^\p{Script=Han}]|等|$)/u;
const UNIT_END = new Set('镇乡村县市区局院校所站厂路街社组委办科股部处队司');

/**
 * Where the name that begins at `at` ends; `at` itself when none begins there.
 * Three characters when the third can belong to a given name, else two; the words that usually follow a name decide.
 * `strict`: surnames that begin ordinary words count only with a border behind the name.
 */
export function endOfName(text: string, at: number, strict = false): number {
  const surname = surnameLength(text, at);
  const begin = text[at] as string;
  if (surname === 0 || FUNCTION_SURNAMES.has(begin)) return at;
  const first = text[at + surname];
  if (first === undefined || !HAN.test(first) || NEVER_SECOND.has(first)) return at;
  if (PERSON_TITLES.some((title) => text.startsWith(title, at + surname))) return at;
  if (isOrdinaryWord(text.slice(at, at + 2))) return at;
  const end = lengthOf(text, at, at + surname + 1);
  if (end === at || UNIT_END.has(text[end - 1] as string)) return at;
  if (strict && surname === 1 && WORDY_SURNAMES.has(begin) && !endsClearly(text, begin, end - at, end)) return at;
  return end;
}

/** A border, or behind a full name of a common family a word that belongs to no name. */
function endsClearly(text: string, surname: string, length: number, end: number): boolean {
  if (BORDER.test(text.slice(end, end + 1))) return true;
  return length === 3 && COMMON_WORDY.has(surname) && NEVER_SECOND.has(text[end] as string);
}

function lengthOf(text: string, at: number, two: number): number {
  const third = text[two];
  if (third === undefined || !HAN.test(third) || NEVER_IN_NAME.has(third)) return two;
  if (isOrdinaryWord(text.slice(at, at + 3)) || isOrdinaryWord(text.slice(at, at + 4))) return at;
  return NEXT_WORD.test(text.slice(two, two + 4)) ? two : two + 1;
}
