import type { TeamMember } from '#libs/contracts';
import { AppError, derivedId } from '#libs/kernel';
import type { Statements } from '#libs/persistence';
import { tableDay } from './table-day.js';
import { lineOf, type TableRow } from './table-file.js';

/** One post that a person held, with dates (`''` = open). */
export interface RosterPost {
  personId: string;
  unitId: string;
  name: string;
  post: string;
  order: number;
  isFirstLeader: boolean;
  rank: string;
  duties: string[];
  from: string;
  to: string;
}

const HEADER = ['unitId', 'name', 'post', 'order', 'isFirstLeader', 'rank', 'duties', 'from', 'to'];

/**
 * Loads the leading teams of `rows`; the posts of a unit named there are replaced whole.
 * A person is name and unit: the same name in two units is two persons until an officer says otherwise.
 */
export async function importRoster(statements: Statements, rows: readonly TableRow[]): Promise<number> {
  const header = Object.keys(rows[0] ?? {});
  const missing = HEADER.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new AppError(
      'E-TABLE-HEADER',
      'invalid',
      `班子名册缺少列：${missing.join('、')}`,
      `表头应为 ${HEADER.join(',')}`,
    );
  }
  const posts = rows.map((row, index) => rosterRow(row, lineOf(row, index)));
  for (const unitId of new Set(posts.map((post) => post.unit_id))) {
    await statements.query('DELETE FROM roster_post WHERE unit_id = ?', [unitId]);
  }
  const unique = new Map(posts.map((post) => [post.post_id, post]));
  await statements.insert('roster_post', [...unique.values()]);
  return unique.size;
}

const YES = /^(是|1|true|y|yes)$/iu;
const NO = /^(否|0|false|n|no)?$/iu;

/** @throws AppError `E-TABLE-ROW` that names line and column */
function checkRow(row: TableRow, line: number): void {
  const fail = (field: string, message: string): never => {
    throw new AppError(
      'E-TABLE-ROW',
      'invalid',
      `第 ${line} 行 ${field}：${message}`,
      '改正后整份重新导入；本次未写入',
    );
  };
  for (const field of ['unitId', 'name', 'post']) if (!row[field]) fail(field, '不能为空');
  if (!/^\d{0,3}$/u.test(row.order ?? '')) fail('order', '应为排序号，1 为首位，非班子成员填 0 或留空');
  const leader = row.isFirstLeader ?? '';
  if (!YES.test(leader) && !NO.test(leader)) fail('isFirstLeader', '应为 是 或 否');
  const from = tableDay(row.from, 'first');
  const to = tableDay(row.to, 'last');
  if (from === undefined) fail('from', '应为 YYYY-MM-DD 或留空');
  if (to === undefined) fail('to', '应为 YYYY-MM-DD 或留空');
  if (from && to && from > to) fail('to', '早于 from');
}

function rosterRow(row: TableRow, line: number) {
  const { unitId = '', name = '', post = '' } = row;
  checkRow(row, line);
  const from = tableDay(row.from, 'first') ?? '';
  return {
    post_id: derivedId('roster-post', unitId, name, post, from),
    person_id: derivedId('person', unitId, name),
    unit_id: unitId,
    name,
    post,
    protocol_order: Number(row.order || 0),
    is_first_leader: YES.test(row.isFirstLeader ?? '') ? 1 : 0,
    rank_code: row.rank || null,
    duties: JSON.stringify((row.duties ?? '').split(/[;；、]/u).filter(Boolean)),
    valid_from: from,
    valid_to: tableDay(row.to, 'last') ?? '',
  };
}

/** The whole roster, by unit in protocol order. */
export async function loadRoster(statements: Pick<Statements, 'query'>): Promise<RosterPost[]> {
  const rows = await statements.query<Record<string, string | number | null>>(
    'SELECT * FROM roster_post ORDER BY unit_id, protocol_order, name, valid_from',
  );
  return rows.map((row) => ({
    personId: String(row.person_id),
    unitId: String(row.unit_id),
    name: String(row.name),
    post: String(row.post),
    order: Number(row.protocol_order),
    isFirstLeader: Number(row.is_first_leader) === 1,
    rank: String(row.rank_code ?? ''),
    duties: JSON.parse(String(row.duties)) as string[],
    from: String(row.valid_from),
    to: String(row.valid_to),
  }));
}

/** A roster post as the packet's leadership table takes it. */
export const teamMember = (post: RosterPost): TeamMember => ({
  unitId: post.unitId,
  name: post.name,
  post: post.post,
  order: post.order,
  isFirstLeader: post.isFirstLeader,
  ...(post.rank ? { rank: post.rank } : {}),
  duties: post.duties,
  ...(post.from ? { from: post.from } : {}),
  ...(post.to ? { to: post.to } : {}),
});
