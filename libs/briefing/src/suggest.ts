import { codeTable } from '#libs/contracts';
import { csvRows, readProjectFile } from '#libs/kernel';
import type { ViewItem } from './edition-view.js';
import { isInvolved } from './persons.js';

export interface SuggestedMethod {
  /** Code of the methods table. */
  code: string;
  /** How it is used here. */
  how: string;
  underused: boolean;
}

export interface Suggestion {
  talk: string[];
  questions: string[];
  pull: string[];
  methods: SuggestedMethod[];
  /** The generator uses no detail that only an informant could know. */
  sourceProtection: true;
}

const list = (cell: string | undefined): string[] => (cell ?? '').split('|').filter(Boolean);

function methodOf(text: string): SuggestedMethod {
  const [code = '', how = ''] = text.split('=');
  return { code, how, underused: codeTable('methods').get(code)?.extra.underused === '1' };
}

const SUGGESTIONS = new Map<string, Suggestion>(
  csvRows(readProjectFile('libs/briefing/data/suggestions.csv')).map((row) => [
    row.domain ?? '',
    {
      talk: list(row.talk),
      questions: list(row.questions),
      pull: list(row.pull),
      methods: list(row.methods).map(methodOf),
      sourceProtection: true,
    },
  ]),
);

/** What the rule table advises for a domain of T14; unknown domains get the row of D99. */
export function suggestionFor(domain: string): Suggestion {
  const found = SUGGESTIONS.get(domain) ?? SUGGESTIONS.get('D99');
  if (!found) throw new Error('libs/briefing/data/suggestions.csv has no row D99');
  return found;
}

/** Questions every interviewee is asked, before and after those about the matter. */
export const INTERVIEW_OUTLINE: readonly string[] = [
  '开场：请谈谈岗位职责和近年主要工作',
  '集体决策：班子决定的事项中印象最深的一件是怎么定的',
  '围绕事项：按各事项的一般做法提问，不点具体人和事，不透露信息来源',
  '班子问题：班子建设方面最需要改进的是什么',
  '自身不足：本人工作中有哪些不足',
  '改进方向：对单位今后工作有什么建议',
  '延伸：还有谁更了解这些工作',
];

/** True where going to the reported person first would warn him or her. */
export const startsWithPapers = (item: ViewItem): boolean =>
  item.content.some(({ clue }) => clue.statementStatus === 'ALLEGED' && clue.persons.some(isInvolved));

/** Where to begin, in one sentence: papers, one or two methods, and whom not to see first. */
export function entryPoint(item: ViewItem): string {
  const { pull, methods } = suggestionFor(item.domain);
  const useful = [...methods].sort((a, b) => Number(b.underused) - Number(a.underused)).slice(0, 2);
  const steps = [`调阅${pull.slice(0, 3).join('、')}`, ...useful.map(({ code, how }) => `${how}（${code}）`)];
  return `建议：${steps.join('，')}${startsWithPapers(item) ? '；先核资料，不宜首先接触被反映人' : ''}。`;
}
