import { AppError } from '#libs/kernel';
import type { Reads } from '#libs/persistence';
import { membersOf } from './store.js';

/** A matter with its records. */
export interface NamedMatter {
  matterId: string;
  members: string[];
}

const PREFIX = /^[0-9a-f-]{6,36}$/u;

/** The matter that `name` means: its id or the first six characters of it and more. @throws AppError `E-MATTER-UNKNOWN`, `E-REVIEW-NAME` */
export async function matterNamed(reads: Reads, name: string): Promise<NamedMatter> {
  const found = await findMatter(reads, name);
  if (found) return found;
  throw new AppError(
    'E-MATTER-UNKNOWN',
    'not_found',
    '没有这个事项',
    '用 hub matters 查看事项编号；归并后编号可能已变',
  );
}

/** {@link matterNamed}, or nothing. */
export async function findMatter(reads: Reads, name: string): Promise<NamedMatter | undefined> {
  if (!PREFIX.test(name)) return undefined;
  const rows = await reads.query<{ matter_id: string }>(
    'SELECT DISTINCT matter_id FROM cluster_member WHERE matter_id LIKE ? LIMIT 2',
    [`${name}%`],
  );
  if (rows.length > 1) throw ambiguous('这个编号开头对应多个事项');
  const matterId = rows[0]?.matter_id;
  return matterId === undefined ? undefined : { matterId, members: await membersOf(reads, matterId) };
}

const ambiguous = (message: string): AppError =>
  new AppError('E-REVIEW-NAME', 'invalid', message, '写出更完整的编号，记录可写成 部门代码/编号，如 DIS/QJ2023-0087');

interface RecordRow {
  record_id: string;
  state: string;
}

/**
 * The active record that `name` means: its id, `DIS/<number>` or the department's number alone.
 * @throws AppError `E-RECORD-UNKNOWN`, `E-RECORD-WITHDRAWN`, `E-REVIEW-NAME`
 */
export async function recordNamed(reads: Reads, name: string): Promise<string> {
  const [, department = '', number = name] = /^([A-Z]{3})\/(.+)$/u.exec(name) ?? [];
  const rows = await reads.query<RecordRow>(
    `SELECT record_id, state FROM record WHERE record_id = ? OR (source_record_id = ? AND (? = '' OR department = ?)) LIMIT 2`,
    [name, number, department, department],
  );
  const [row] = rows;
  if (!row) throw new AppError('E-RECORD-UNKNOWN', 'not_found', '没有这条记录', '用 hub matters 查看部门和编号');
  if (rows.length > 1) throw ambiguous('这个编号对应多条记录');
  if (row.state !== 'ACTIVE') throw withdrawn();
  return row.record_id;
}

export const withdrawn = (): AppError =>
  new AppError('E-RECORD-WITHDRAWN', 'conflict', '这条记录已撤回，不参与归并', '对撤回的记录不能作决定');
