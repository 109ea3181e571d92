import type { Edge } from '#libs/linkage';
import type { Reads, Row, Statements } from '#libs/persistence';
import type { Decision, Evidence, Word } from '#libs/review';
import { inOrder } from '#libs/review';
import { edgeOf } from '../link-store.js';
import { rowsFor } from '../rows-for.js';
import type { Act } from './request.js';

/** One act of an officer, as stored. */
export interface StoredAct {
  actionId: string;
  act: Act;
  /** Ids of matters or records that it was about, and of those to be split off. */
  subject: { of: string[]; records?: string[] };
  /** The act that it takes back. */
  undoes?: string;
  officer: string;
  second?: string;
  reason: string;
  /** ISO 8601. */
  at: string;
}

interface DecisionRow {
  decision_id: string;
  record_a: string;
  record_b: string;
  kind: Word;
  reason: string;
  officer: string;
  second_officer: string | null;
  decided_at: string;
  action_id: string | null;
  evidence: string | null;
}

/** Every word ever given, oldest first. */
export async function readDecisions(reads: Reads): Promise<Decision[]> {
  const rows = await reads.query<DecisionRow>('SELECT * FROM decision ORDER BY decided_at, decision_id');
  return rows.map((row) => ({
    id: row.decision_id,
    ...inOrder(row.record_a, row.record_b),
    kind: row.kind,
    reason: row.reason,
    officer: row.officer,
    ...(row.second_officer === null ? {} : { second: row.second_officer }),
    at: row.decided_at,
    ...(row.action_id === null ? {} : { actionId: row.action_id }),
    ...(row.evidence === null ? {} : { evidence: JSON.parse(row.evidence) as Evidence }),
  }));
}

/** Writes an act and its words. Nothing is ever changed or deleted. */
export async function writeAct(
  statements: Statements,
  act: StoredAct,
  requestHash: string,
  words: readonly Decision[],
): Promise<void> {
  await statements.insert('review_action', [
    {
      action_id: act.actionId,
      act: act.act,
      subject: JSON.stringify(act.subject),
      undoes: act.undoes ?? null,
      officer: act.officer,
      second_officer: act.second ?? null,
      reason: act.reason,
      request_hash: requestHash,
      decided_at: act.at,
    },
  ]);
  await statements.insert('decision', words.map(rowOf));
}

const rowOf = (word: Decision): Row => ({
  decision_id: word.id,
  record_a: word.a,
  record_b: word.b,
  kind: word.kind,
  reason: word.reason,
  officer: word.officer,
  second_officer: word.second ?? null,
  decided_at: word.at,
  action_id: word.actionId ?? null,
  evidence: word.evidence ? JSON.stringify(word.evidence) : null,
});

interface ActRow {
  action_id: string;
  act: Act;
  subject: string;
  undoes: string | null;
  officer: string;
  second_officer: string | null;
  reason: string;
  request_hash: string;
  decided_at: string;
}

/** Acts, newest first; one act where `actionId` is given. */
export async function readActs(
  reads: Reads,
  { actionId, limit = 200 }: { actionId?: string; limit?: number } = {},
): Promise<(StoredAct & { requestHash: string })[]> {
  const rows = await reads.query<ActRow>(
    `SELECT * FROM review_action ${actionId === undefined ? '' : 'WHERE action_id = ?'}
     ORDER BY decided_at DESC, action_id DESC LIMIT ${Math.trunc(limit)}`,
    actionId === undefined ? [] : [actionId],
  );
  return rows.map((row) => ({
    actionId: row.action_id,
    act: row.act,
    subject: JSON.parse(row.subject) as StoredAct['subject'],
    ...(row.undoes === null ? {} : { undoes: row.undoes }),
    officer: row.officer,
    ...(row.second_officer === null ? {} : { second: row.second_officer }),
    reason: row.reason,
    at: row.decided_at,
    requestHash: row.request_hash,
  }));
}

/** Edges that ask for a look or that chance may draw. */
export async function edgesToReview(reads: Reads): Promise<Edge[]> {
  const rows = await reads.query<Row>(`SELECT * FROM edge WHERE relation IN ('AUTO', 'REVIEW')`);
  return rows.map(edgeOf);
}

/** State of some records: those that are unknown are left out. */
export async function statesOf(reads: Reads, recordIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await rowsFor<{ record_id: string; state: string }>(
    reads,
    recordIds,
    (marks) => `SELECT record_id, state FROM record WHERE record_id IN (${marks})`,
  );
  return new Map(rows.map(({ record_id, state }) => [record_id, state]));
}

/** Matter of every linked record. */
export async function mattersByRecord(reads: Reads): Promise<Map<string, string>> {
  const rows = await reads.query<{ record_id: string; matter_id: string }>(
    'SELECT record_id, matter_id FROM cluster_member',
  );
  return new Map(rows.map((row) => [row.record_id, row.matter_id]));
}

/** Records of a matter, sorted. */
export async function membersOf(reads: Reads, matterId: string): Promise<string[]> {
  const rows = await reads.query<{ record_id: string }>(
    'SELECT record_id FROM cluster_member WHERE matter_id = ? ORDER BY record_id',
    [matterId],
  );
  return rows.map((row) => row.record_id);
}
