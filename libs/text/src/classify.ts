import { WordScores } from './word-scores.js';

const DISCIPLINES = new WordScores('libs/text/data/discipline-words.csv');
const DOMAINS = new WordScores('libs/text/data/domain-words.csv');
const OFFENCES = new WordScores('libs/text/data/offence-words.csv');

/** Weakest score that names a discipline: one word that stands for a behaviour of its own, or two that often go with it. */
const DISCIPLINE_FLOOR = 3;
const DOMAIN_FLOOR = 3;
const TITLE_LENGTH = 60;
const SUMMARY_LENGTH = 500;

/** Codes of table T03 that the behaviours named in `text` suggest, strongest first; none when nothing is named. A suggestion, never a verdict. */
export function disciplinesOf(text: string): string[] {
  const ranked = DISCIPLINES.rank(text);
  const best = ranked[0]?.score ?? 0;
  return ranked.filter(({ score }) => score >= DISCIPLINE_FLOOR && score * 3 >= best).map(({ code }) => code);
}

/** Code of table T14 the text is about, `D99` when no field stands out. */
export function domainOf(text: string): string {
  const best = DOMAINS.rank(text)[0];
  return best && best.score >= DOMAIN_FLOOR ? best.code : 'D99';
}

/** Codes of table T04 whose charges the text names outright, in the order of their weight. */
export function offencesOf(text: string): string[] {
  return OFFENCES.rank(text).map(({ code }) => code);
}

/** Title of a clue: whom it concerns, the verb its status allows, and the problem; at most 60 characters. */
export function makeTitle(parts: {
  unit?: string;
  post?: string;
  name?: string;
  verb: string;
  problem: string;
}): string {
  const who = `${parts.unit ?? ''}${parts.post ?? ''}${parts.name ?? ''}`;
  const problem = parts.problem
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[。；;，,、\s]+$/u, '');
  const title = Array.from(`${parts.verb}${who}${problem}`);
  return title.length <= TITLE_LENGTH ? title.join('') : `${title.slice(0, TITLE_LENGTH - 1).join('')}…`;
}

/** The beginning of a text, at most 500 characters, cut behind a sentence where one ends in the second half. */
export function summarize(text: string): string {
  const flat = text.replace(/\s+/gu, ' ').trim();
  const characters = Array.from(flat);
  if (characters.length <= SUMMARY_LENGTH) return flat;
  const head = characters.slice(0, SUMMARY_LENGTH - 1);
  for (let at = head.length - 1; at >= SUMMARY_LENGTH / 2; at--)
    if ('。！？!?；;'.includes(head[at] as string)) return head.slice(0, at + 1).join('');
  return `${head.join('')}…`;
}
