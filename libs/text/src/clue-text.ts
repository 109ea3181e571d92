import type { Clue, CluePerson, DocKind, DocNumber } from '#libs/contracts';
import { makeTitle, summarize } from './classify.js';
import { partsOfText, type TextParts } from './clue-parts.js';
import { findDocumentNumbers } from './document-number.js';
import { amountKindOf, problemOf } from './phrases.js';

/** Longest text that is kept whole; of a longer one only the summary stands. */
export const FULL_TEXT_LIMIT = 8000;

/** Numbers that may hold many findings: worth keeping beside the record's own, never lineage. */
const CITABLE: ReadonlySet<DocKind> = new Set([
  'AUDIT_REPORT',
  'AUDIT_DECISION',
  'INDICTMENT',
  'NON_PROSECUTION',
  'JUDGMENT',
  'ADVICE',
]);

export type TextClue = TextParts & Pick<Clue, 'summary' | 'protected'>;

/** All that a matter's (scrubbed) text gives its clue. `anchor` is the day from which 去年 and the like count. */
export const textClue = (text: string, anchor: string): TextClue => ({
  ...partsOfText(text, anchor, amountKindOf(text)),
  summary: summarize(text),
  protected: text.length > FULL_TEXT_LIMIT ? {} : { fullText: text },
});

/** Title in the order of the trade: verb, unit, post, name, problem. */
export function clueTitle(
  unit: string | undefined,
  person: CluePerson | undefined,
  verb: string,
  text: string,
): string {
  const { name, postRaw: post } = person ?? {};
  return makeTitle({
    ...(unit === undefined ? {} : { unit }),
    ...(post === undefined ? {} : { post }),
    ...(name === undefined ? {} : { name }),
    verb,
    problem: problemOf(text, [unit, post, name]),
  });
}

/** Numbers of reports, judgments and advice that `text` cites. */
export const citedNumbers = (text: string): DocNumber[] =>
  findDocumentNumbers(text)
    .filter(({ kind }) => CITABLE.has(kind))
    .slice(0, 20)
    .map(({ kind, raw, norm }) => ({ kind, raw: raw.slice(0, 100), norm: norm.slice(0, 100) }));
