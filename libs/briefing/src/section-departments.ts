import { codeTable, DEPARTMENT_CODES, type DepartmentCode } from '#libs/contracts';
import { paragraph } from './blocks.js';
import type { EditionView } from './edition-view.js';
import type { DepartmentReply } from './input.js';
import type { Block } from './packet.js';
import { dayText, departmentName, replySentence } from './wording.js';

/** Replies in the fixed order of departments. One that T01 does not name stands there only when it gave something. */
export const repliesOf = (view: EditionView): DepartmentReply[] =>
  DEPARTMENT_CODES.flatMap((code) => view.input.departments.filter((reply) => reply.code === code)).filter(
    (reply) => isAsked(reply) || codeTable('T01').get(reply.code)?.extra.asked !== '',
  );

export const isAsked = ({ state }: DepartmentReply): boolean => state !== 'NOT_ASKED';
export const hasReplied = ({ state }: DepartmentReply): boolean => state !== 'NOT_ASKED' && state !== 'SILENT';

/**
 * Silent as far as this edition may know: what the department sent may also be all restricted. An edition that is not the leader's
 * must neither call such a department silent nor let it stand out among those that are.
 */
export const isUnheard = ({ state, detail }: DepartmentReply, { edition }: EditionView): boolean =>
  state === 'SILENT' && edition !== 'leader' && !detail;

/** 5 各部门提供情况: one sentence for each department, also for those that gave nothing and in which sense. */
export function departmentsSection(view: EditionView): Block[] {
  return repliesOf(view).map((reply) => paragraph(replyText(reply, view)));
}

function replyText(reply: DepartmentReply, view: EditionView): string {
  const records = view.records.filter(({ department }) => department === reply.code);
  const notes = view.input.notes.filter(({ department }) => department === reply.code).length;
  const values = {
    name: departmentName(reply.code),
    count: String(records.length),
    parts: records.length > 0 ? partsText(reply.code, view) : '',
    detail: detailText(reply, view),
  };
  if (reply.state === 'NIL')
    return replySentence(isNotApplicable(reply) ? 'NOT_APPLICABLE' : 'NIL', values) + notesText(notes);
  if (isUnheard(reply, view)) return replySentence('UNHEARD', values) + notesText(notes);
  if (reply.state !== 'CLUES') return replySentence(reply.state, values) + notesText(notes);
  return replySentence(records.length > 0 ? 'CLUES' : 'EMPTY', values) + notesText(notes);
}

const isNotApplicable = ({ nilCode }: DepartmentReply): boolean =>
  nilCode !== undefined && codeTable('T19').get(nilCode)?.extra.countsAs === 'notApplicable';

/** `，N1，签报人张×，2024年5月10日，按时`. How a department withholds is for the leader alone. */
function detailText(reply: DepartmentReply, view: EditionView): string {
  if (reply.state === 'WITHHELD' && view.edition !== 'leader') return '';
  const sent =
    view.edition === 'leader' && reply.state === 'CLUES' && reply.count > 0 ? `部门报送${reply.count}条` : '';
  const parts = [
    reply.state === 'NIL' ? reply.nilCode : '',
    reply.state === 'NIL' && reply.signedDate ? dayText(reply.signedDate) : '',
    reply.signer && view.edition !== 'meeting' ? `签报人：${reply.signer}` : '',
    sent,
    reply.detail,
  ].filter(Boolean);
  return parts.length > 0 ? `，${parts.join('，')}` : '';
}

const notesText = (notes: number): string => (notes > 0 ? `另提供情况说明${notes}份。` : '');

/** What kind of records they are: reports of audit, common sources of case management. */
function partsText(code: DepartmentCode, view: EditionView): string {
  if (code === 'AUD') return auditParts(view);
  if (code === 'CMG') return sharedOriginParts(view);
  return '';
}

function auditParts(view: EditionView): string {
  const records = view.records.filter(({ department }) => department === 'AUD');
  const reports = new Set(records.map(({ clue }) => clue.audit?.reportNo).filter(Boolean)).size;
  const transferred = records.filter(({ clue }) => clue.audit?.transferNo).length;
  const parts = [reports > 0 ? `报告${reports}份` : '', transferred > 0 ? `其中${transferred}条已移送` : ''];
  const text = parts.filter(Boolean).join('，');
  return text ? `（${text}）` : '';
}

/** Case-management rows that repeat another department's record are no further source. */
function sharedOriginParts(view: EditionView): string {
  const departmentOf = new Map(view.records.map(({ recordId, department }) => [recordId, department]));
  const shared = new Map<DepartmentCode, number>();
  for (const { matter } of [...view.items, ...view.cleared, ...view.counted])
    for (const group of matter.originGroups) {
      const codes = group.map((id) => departmentOf.get(id)).filter((each) => each !== undefined);
      const other = DEPARTMENT_CODES.find((each) => each !== 'CMG' && codes.includes(each));
      const own = codes.filter((each) => each === 'CMG').length;
      if (other && own > 0) shared.set(other, (shared.get(other) ?? 0) + own);
    }
  const texts = [...shared].map(([other, count]) => `${count}条与${departmentName(other)}同源`);
  return texts.length > 0 ? `（${texts.join('、')}）` : '';
}

/** Departments that have not replied, named for sections 1 and 16. */
export function silentLine(view: EditionView): string | undefined {
  const named = (unheard: boolean): string =>
    view.input.departments
      .filter((reply) => reply.state === 'SILENT' && isUnheard(reply, view) === unheard)
      .map(({ code }) => departmentName(code))
      .join('、');
  const lines = [
    named(false) ? `未回复部门：${named(false)}` : '',
    named(true) ? `未回复或无本版可收录内容的部门：${named(true)}` : '',
  ].filter(Boolean);
  return lines.length > 0 ? lines.join('；') : undefined;
}
