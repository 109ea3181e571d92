import { codeTable } from '#libs/contracts';
import { paragraph, table } from './blocks.js';
import type { EditionView } from './edition-view.js';
import type { BriefingRecord } from './input.js';
import { printableNumbers } from './matter-line.js';
import type { Block } from './packet.js';
import { redactNames } from './persons.js';
import { isSmallCircle, problemOf, subjectOf } from './titles.js';
import { dayText, departmentName, figureTexts, listed, statement } from './wording.js';

const CASE_STATUSES = new Set(['VERIFIED', 'PART', 'PROSECUTED', 'JUDGED']);

/** A closed case, one before a court, or advice of the procuratorate. */
const isCase = (record: BriefingRecord): boolean =>
  !isSmallCircle(record) &&
  (CASE_STATUSES.has(record.clue.statementStatus) || record.clue.docNumbers.some(({ kind }) => kind === 'ADVICE'));

/** 来源, 情况, 文号 of a case with the verb of its status. */
function caseRow(record: BriefingRecord, view: EditionView): string[] {
  const { clue, department } = record;
  const replied = clue.procuratorate?.replied;
  const what =
    statement(clue.statementStatus, {
      what: `${subjectOf(clue, view.edition, view.own) || '该单位'}${problemOf(clue)}`,
      source: departmentName(department),
    }) + (replied === undefined ? '' : replied ? '；建议已回复' : '；建议未回复');
  return [departmentName(department), what, printableNumbers(clue).join('、') || '—'];
}

/** 11 案件与处分、既往监督: closed cases and how clues were disposed of (supervision findings are none); the meeting gets figures. */
export function casesSection(view: EditionView): Block[] {
  const blocks: Block[] = [];
  const ways = new Map<string, number>();
  for (const { department, clue } of view.records)
    if (department === 'CMG' || (department === 'DIS' && clue.statementStatus !== 'FOUND')) {
      const way = clue.disposition?.way
        ? codeTable('T07').label(clue.disposition.way)
        : (clue.disposition?.stage ?? '');
      if (way) ways.set(way, (ways.get(way) ?? 0) + 1);
    }
  if (ways.size > 0) {
    const parts = [...ways]
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
      .map(([way, count]) => `${way}${count}`);
    blocks.push(paragraph(`线索处置情况：${parts.join('、')}。`));
  }
  const cases = view.items.flatMap(({ content }) => content).filter(isCase);
  if (cases.length > 0 && view.edition === 'meeting')
    blocks.push(paragraph(`已有结论或进入司法程序的案件和建议${cases.length}件。`));
  else if (cases.length > 0) {
    const sorted = [...cases].sort((a, b) =>
      a.receivedDate > b.receivedDate ? -1 : a.receivedDate < b.receivedDate ? 1 : a.recordId < b.recordId ? -1 : 1,
    );
    blocks.push(
      table(
        { 来源: 2, 情况: 9, 文号: 4 },
        sorted.map((record) => caseRow(record, view)),
        { left: ['情况', '文号'], caption: '案件、处分和建议' },
      ),
    );
  }
  return blocks;
}

/** 12 选人用人: what the organisation department says apart from records. */
export function personnelSection(view: EditionView): Block[] {
  const notes = view.input.notes.filter(({ department }) => department === 'ORG');
  const blocks = notes.map(({ note }) => {
    const figures = figureTexts(note.figures);
    const text = view.edition !== 'meeting' && note.text ? `。${note.text.replace(/[。；]+$/u, '')}` : '';
    return paragraph(
      `${redactNames(note.title, [], view.edition)}${text}${figures.length > 0 ? `：${figures.join('、')}` : ''}（${dayText(note.date)}）。`,
    );
  });
  const items = view.items.filter(
    ({ domain, content }) => domain === 'D15' || content.some(({ department }) => department === 'ORG'),
  );
  if (items.length > 0)
    blocks.push(
      paragraph(
        `涉及选人用人的事项：${listed(
          items.map(({ label }) => label),
          20,
          '件',
        )}。`,
      ),
    );
  return blocks;
}
