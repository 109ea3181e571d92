import type { AmountKind } from '#libs/contracts';

const BRIBE = /受贿|行贿|收受|索要|索取|贿赂|回扣|好处费|礼金|红包/u;
const LOSS = /损失|浪费|流失/u;
const VIOLATION = /多计|多付|套取|骗取|虚报|虚列|冒领|截留|挪用|侵占|贪污|违规|私分|克扣|超标|坐支|乱收费/u;

/** What the words around an amount make of it; 涉案 when they say nothing. */
export function amountKindOf(text: string): AmountKind {
  if (BRIBE.test(text)) return 'BRIBE';
  if (LOSS.test(text)) return 'LOSS';
  return VIOLATION.test(text) ? 'VIOLATION' : 'INVOLVED';
}

const SENTENCE_END = /[。；;！!？?\n]/u;
const LEAD = /^(?:(?:据)?(?:群众)?(?:反映|举报)[：:，,]?|\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?[，,]?)+/u;
const JOINT = /^[、，,：:（）()\s]+/u;
/** A subject stands near the beginning of a sentence or is none. */
const SUBJECT_REACH = 20;

/** What is said to be wrong, for a title: the first sentence without its date and without the subjects that the title names anyway. */
export function problemOf(text: string, subjects: readonly (string | undefined)[]): string {
  const first = text.split(SENTENCE_END).find((part) => part.trim().length > 3) ?? text;
  let problem = first.trim().replace(LEAD, '');
  for (const subject of subjects) {
    if (!subject) continue;
    const short = subject.slice(1);
    const at = problem.indexOf(subject);
    if (at >= 0 && at < SUBJECT_REACH) problem = problem.slice(at + subject.length).replace(JOINT, '');
    else if (short.length >= 3 && problem.startsWith(short)) problem = problem.slice(short.length).replace(JOINT, '');
  }
  return (problem === '' ? first.trim() : problem).slice(0, 60);
}
