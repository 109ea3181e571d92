import type { Clue, StatementStatus } from '#libs/contracts';
import { compareSources, independence } from './compare.js';
import type { EditionView, ViewItem } from './edition-view.js';
import type { BriefingRecord } from './input.js';
import { entryPoint } from './suggest.js';
import { checkableObject, hasOfficialTitle, isSmallCircle, officialTitle, problemOf, subjectOf } from './titles.js';
import {
  amountText,
  departmentName,
  firmness,
  informantWord,
  listed,
  monthText,
  recordDateText,
  statement,
  timeText,
} from './wording.js';

/** Numbers that official papers carry. Those of letters, petitions and forwardings would lead to their authors. */
const PRINTABLE_NUMBERS = new Set([
  'AUDIT_TRANSFER',
  'AUDIT_REPORT',
  'AUDIT_DECISION',
  'INDICTMENT',
  'NON_PROSECUTION',
  'JUDGMENT',
  'ADVICE',
]);

export const printableNumbers = (clue: Clue): string[] =>
  clue.docNumbers.filter(({ kind }) => PRINTABLE_NUMBERS.has(kind)).map(({ norm }) => norm);

/** Facts of a record from its fields: who, when, where, what kind of problem, how much. */
function factsOf(record: BriefingRecord, view: EditionView): string {
  const { clue } = record;
  if (isSmallCircle(record)) return `${checkableObject(clue)}有关情况需要核实`;
  const subject = subjectOf(clue, view.edition, view.own) || '该单位';
  const place = clue.project ? `在${checkableObject(clue)}中` : '';
  const amount = amountText(clue);
  const others = view.edition === 'meeting' ? [] : clue.counterparties.map(({ name }) => name);
  return (
    `${subject}${timeText(clue)}${place}涉及${problemOf(clue)}` +
    (amount ? `，金额${amount}` : '') +
    (others.length > 0 ? `，相关方${listed(others, 3, '家')}` : '')
  );
}

function sourceOf(records: readonly BriefingRecord[]): string {
  const numbers = [...new Set(records.flatMap(({ clue }) => printableNumbers(clue)))];
  const departments = [...new Set(records.map(({ department }) => departmentName(department)))].join('、');
  const oldest = records.reduce((a, b) => (b.receivedDate < a.receivedDate ? b : a));
  const day = oldest.clue.originDate ?? oldest.receivedDate;
  if (numbers.length > 0) return `${departments}，${listed(numbers, 4, '件')}`;
  return `${departments}，${records.some(isSmallCircle) ? monthText(day) : recordDateText(oldest.clue, day)}`;
}

const better = (a: BriefingRecord, b: BriefingRecord): BriefingRecord => (b.score > a.score ? b : a);

/** One sentence for the records of one origin that have one status. */
function sourceSentence(status: StatementStatus, records: readonly BriefingRecord[], view: EditionView): string {
  const record = records.find(isSmallCircle) ?? records.reduce(better);
  const titles = records.filter(hasOfficialTitle).map((each) => officialTitle(each, view.edition));
  return statement(status, {
    what: factsOf(record, view),
    title: titles.length > 0 ? listed([...new Set(titles)], 3, '项') : factsOf(record, view),
    informant: informantWord(records.find(({ clue }) => clue.informant)?.clue.informant, view.edition),
    source: sourceOf(records),
  });
}

/** Records of an item by origin; records that no group names make a group each. */
export function originsOf(item: ViewItem): BriefingRecord[][] {
  const byId = new Map(item.content.map((record) => [record.recordId, record]));
  const groups = item.matter.originGroups.map((ids) =>
    ids.flatMap((id) => {
      const record = byId.get(id);
      byId.delete(id);
      return record ? [record] : [];
    }),
  );
  for (const rest of byId.values()) groups.push([rest]);
  const firmest = (records: readonly BriefingRecord[]): number =>
    Math.max(...records.map(({ clue }) => firmness(clue.statementStatus)));
  return groups.filter((group) => group.length > 0).sort((a, b) => firmest(b) - firmest(a));
}

/** What each source says, firmest first, each with the verb of its status. */
export function sourceSentences(item: ViewItem, view: EditionView): string[] {
  return originsOf(item).flatMap((records) => {
    const byStatus = new Map<StatementStatus, BriefingRecord[]>();
    for (const record of records) {
      const same = byStatus.get(record.clue.statementStatus);
      if (same) same.push(record);
      else byStatus.set(record.clue.statementStatus, [record]);
    }
    return [...byStatus]
      .sort(([a], [b]) => firmness(b) - firmness(a))
      .map(([status, same]) => sourceSentence(status, same, view))
      .filter(Boolean);
  });
}

/** 可查性100（A），重要性69 */
export const scoresText = ({ matter }: ViewItem): string =>
  `可查性${matter.checkability.score}（${matter.checkability.grade}），重要性${matter.severity.score}`;

/** `（人工调整：理由，姓名）` where an officer moved the matter. */
export const adjustedText = ({ matter }: ViewItem): string =>
  matter.pinned ? `（人工调整：${matter.pinned.reason}，${matter.pinned.by}）` : '';

/** The whole line of a matter in sections 6 and 7. */
export function matterLine(item: ViewItem, view: EditionView): string {
  const agreed = item.matter.independentOrigins >= 2 ? compareSources(item, view).agreed : [];
  const parts = [
    `${sourceSentences(item, view).join('；')}。`,
    `${[independence(item), ...agreed].join('；')}。`,
    `${scoresText(item)}${adjustedText(item)}。`,
    entryPoint(item),
  ];
  return parts.join('');
}
