import type { DepartmentReply } from '#libs/briefing';
import { codeTable, DEPARTMENT_CODES, type DepartmentCode, type NilReturn } from '#libs/contracts';
import type { Statements } from '#libs/persistence';
import type { PlacedRecord } from './known-record.js';
import { reachOfMatter } from './reach.js';
import { groupBy } from './registry.js';
import type { Round } from './rounds.js';

/** Departments that an office asks before a round, in the order of the packet (column `asked` of T01). */
export const ASKED: readonly DepartmentCode[] = DEPARTMENT_CODES.filter(
  (code) => codeTable('T01').get(code)?.extra.asked === '1',
);

/** Replies are due ten days before entry. */
const DUE_DAYS = 10;

/** What of a unit's material a department's reply is read from. */
export interface Replied {
  unitId: string;
  /** Every record and note about the unit, whatever its date. */
  records: readonly PlacedRecord[];
  notes: readonly { department: DepartmentCode }[];
  round?: Round | undefined;
  /** `YYYY-MM-DD` */
  today: string;
}

/** What became of the request to each department: silence is a state of its own, never read as "nothing". */
export async function departmentReplies(
  statements: Pick<Statements, 'query'>,
  replied: Replied,
): Promise<DepartmentReply[]> {
  const nils = await latestNils(statements, replied.unitId);
  const open = [...groupBy(replied.records, ({ matterId }) => matterId).values()]
    .filter((members) => reachOfMatter(members) === 'GENERAL')
    .flat();
  return DEPARTMENT_CODES.map((code) => ({
    ...replyOf(code, replied, nils.get(code)),
    openly: replyOf(code, { ...replied, records: open }, nils.get(code)),
  }));
}

interface SignedNil {
  nil: NilReturn;
  signer: string;
}

function replyOf(code: DepartmentCode, replied: Replied, signed: SignedNil | undefined): DepartmentReply {
  const { records, notes, round, today } = replied;
  const count = records.filter(({ department }) => department === code).length;
  if (count > 0 || notes.some(({ department }) => department === code)) return { code, state: 'CLUES', count };
  if (signed) {
    const { nil, signer } = signed;
    const state = nil.code === 'N5' ? 'WITHHELD' : 'NIL';
    return { code, state, count: 0, nilCode: nil.code, signer, signedDate: nil.signedDate };
  }
  if (!round || !ASKED.includes(code)) return { code, state: 'NOT_ASKED', count: 0 };
  return { code, state: 'SILENT', count: 0, overdue: today > dueDay(round.start) };
}

function dueDay(start: string): string {
  const due = new Date(`${start}T00:00:00Z`);
  due.setUTCDate(due.getUTCDate() - DUE_DAYS);
  return due.toISOString().slice(0, 10);
}

/** The last statement of each department about the unit itself; what it says of a body below is not said of the whole. */
async function latestNils(
  statements: Pick<Statements, 'query'>,
  unitId: string,
): Promise<Map<DepartmentCode, SignedNil>> {
  const rows = await statements.query<{ department: DepartmentCode; payload: string; signed_by: string }>(
    'SELECT department, payload, signed_by FROM nil_return WHERE unit_id = ? ORDER BY record_id',
    [unitId],
  );
  const found = new Map<DepartmentCode, SignedNil>();
  for (const { department, payload, signed_by } of rows) {
    const nil = JSON.parse(payload) as NilReturn;
    const former = found.get(department);
    if (!former || former.nil.signedDate <= nil.signedDate) found.set(department, { nil, signer: signed_by });
  }
  return found;
}
