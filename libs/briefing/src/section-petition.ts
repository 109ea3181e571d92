import { codeTable } from '#libs/contracts';
import { paragraph, table } from './blocks.js';
import type { EditionView } from './edition-view.js';
import type { Block } from './packet.js';
import { redactNames } from './persons.js';
import { dayText, figureTexts } from './wording.js';

interface PetitionFigures {
  purposes: Map<string, number>;
  total: number;
  repeats: number;
  groupVisits: number;
  groupPersons: number;
  overdue: number;
  contents: Map<string, number>;
}

/** A registration that says of itself whether it repeats another; without that word, whether it came again. At most one repeated petition either way. */
const isRepeated = ({ repeat, repeatCount = 0 }: Record<string, number>): boolean => (repeat ?? repeatCount) > 0;

/** How often the petitions of a record came again without a registration of their own among the notes. */
function unregisteredRepeats({ clue }: EditionView['records'][number], view: EditionView): number {
  const numbers = new Set(clue.docNumbers.map(({ raw }) => raw));
  const registered = view.input.notes.filter(
    ({ note }) => note.kind === 'PETITION_STAT' && numbers.has(note.facts.repeatOf ?? ''),
  );
  return Math.max(0, (clue.repeatCount ?? 0) - registered.length);
}

const codeOf = (table: string, value: string | undefined): string | undefined =>
  value === undefined ? undefined : (codeTable(table).find(value)?.code ?? value);

/** Petitions of the unit: those that became records (with their repeats) and those that only count. */
function petitionFigures(view: EditionView): PetitionFigures {
  const figures: PetitionFigures = {
    purposes: new Map(),
    total: 0,
    repeats: 0,
    groupVisits: 0,
    groupPersons: 0,
    overdue: 0,
    contents: new Map(),
  };
  const add = (at: {
    purpose: string;
    count: number;
    repeats: number;
    group: boolean;
    persons: number;
    overdue: boolean;
    content?: string;
  }) => {
    figures.total += at.count;
    figures.purposes.set(at.purpose, (figures.purposes.get(at.purpose) ?? 0) + at.count);
    figures.repeats += at.repeats;
    figures.groupVisits += at.group ? 1 : 0;
    figures.groupPersons += at.group ? at.persons : 0;
    figures.overdue += at.overdue ? 1 : 0;
    if (at.content) figures.contents.set(at.content, (figures.contents.get(at.content) ?? 0) + at.count);
  };
  for (const record of view.records)
    if (record.department === 'PET') {
      const { petition } = record.clue;
      const again = unregisteredRepeats(record, view);
      add({
        purpose: codeOf('T05b', petition?.purpose) ?? '01',
        count: 1 + again,
        repeats: again,
        group: petition?.groupVisit === true,
        persons: petition?.persons ?? 0,
        overdue: petition?.overdue === true,
        ...(petition?.contentCode ? { content: petition.contentCode } : {}),
      });
    }
  for (const { note } of view.input.notes)
    if (note.kind === 'PETITION_STAT') {
      const content = codeOf('T05c', note.facts.contentCode);
      add({
        purpose: codeOf('T05b', note.facts.purposeCode ?? note.facts.purpose) ?? '99',
        count: 1,
        repeats: isRepeated(note.figures) ? 1 : 0,
        group: (note.figures.groupVisit ?? 0) > 0,
        persons: note.figures.persons ?? 0,
        overdue: (note.figures.overdue ?? 0) > 0,
        ...(content ? { content } : {}),
      });
    }
  return figures;
}

/** Line for section 1 about repeated and group petitions. */
export function petitionLine(view: EditionView): string | undefined {
  const { repeats, groupVisits, groupPersons } = petitionFigures(view);
  if (repeats === 0 && groupVisits === 0) return undefined;
  return `信访反映集中：重复信访${repeats}件，集体访${groupVisits}批${groupPersons}人次`;
}

/** 10 信访情况: counts, then the four kinds of situation of 信访工作条例 art. 41, then the matters that recur. */
export function petitionSection(view: EditionView): Block[] {
  const figures = petitionFigures(view);
  const blocks: Block[] = [];
  if (figures.total > 0) blocks.push(paragraph(petitionText(figures)));
  for (const [kind, label] of SITUATIONS)
    for (const { note } of view.input.notes)
      if (note.kind === kind) blocks.push(paragraph(situationText(label, kind, note, view)));
  const recurring = recurringRows(view);
  if (recurring.length > 0)
    blocks.push(table({ 事项: 2, 题名: 8, 重复次数: 2 }, recurring, { left: ['题名'], caption: '重复反映较多的事项' }));
  return blocks;
}

const SITUATIONS = [
  ['PETITION_A', '涉及领导班子的信访'],
  ['PETITION_B', '信访工作责任落实'],
  ['PETITION_C', '苗头性倾向性问题'],
  ['PETITION_D', '需要关注的事项'],
] as const;

function petitionText(figures: PetitionFigures): string {
  const purposes = codeTable('T05b');
  const byCount = (counts: Map<string, number>): [string, number][] =>
    [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  const parts = [...figures.purposes]
    .sort(([a], [b]) => purposes.sort(a) - purposes.sort(b))
    .map(([code, count]) => `${purposes.label(code)}${count}`);
  const contents = byCount(figures.contents)
    .slice(0, 3)
    .map(([code, count]) => `${codeTable('T05c').label(code)}${count}`);
  return (
    `信访${figures.total}件（${parts.join('、')}），重复${figures.repeats}件，` +
    `集体访${figures.groupVisits}批${figures.groupPersons}人次，逾期办理${figures.overdue}件` +
    `${contents.length > 0 ? `，集中在${contents.join('、')}` : ''}。`
  );
}

/** A situation note with its figures. Words about the leading team are for the leader alone; the meeting gets figures. */
function situationText(
  label: string,
  kind: string,
  note: EditionView['input']['notes'][number]['note'],
  view: EditionView,
): string {
  const figures = figureTexts(note.figures);
  const wordy = view.edition === 'leader' || (view.edition === 'member' && kind !== 'PETITION_A');
  const text = wordy && note.text ? note.text.replace(/[。；]+$/u, '') : '';
  const parts = [text, figures.join('、')].filter(Boolean).join('；');
  return `${label}：${redactNames(note.title, [], view.edition)}${parts ? `。${parts}` : ''}（${dayText(note.date)}）。`;
}

function recurringRows(view: EditionView): string[][] {
  return view.items
    .map((item) => ({
      item,
      repeats: Math.max(
        0,
        ...item.content.filter(({ department }) => department === 'PET').map(({ clue }) => clue.repeatCount ?? 0),
      ),
      persons: Math.max(0, ...item.content.map(({ clue }) => clue.petition?.persons ?? 0)),
    }))
    .filter(({ repeats }) => repeats > 0)
    .sort((a, b) => b.repeats - a.repeats || b.persons - a.persons)
    .slice(0, 5)
    .map(({ item, repeats }) => [item.label, item.title, String(repeats)]);
}
