import { AppError, canonicalJson, sha256 } from '#libs/kernel';

/**
 * What an officer does. confirm: a matter is one; split: `records` leave it; merge, apart: two matters are one, are not;
 * unsure: two matters or records stay apart until something new is known; must, cannot: two records; undo: an act is taken back.
 */
export const ACTS = ['confirm', 'split', 'merge', 'apart', 'unsure', 'must', 'cannot', 'undo'] as const;
export type Act = (typeof ACTS)[number];

/** An act before it is done. */
export interface ActRequest {
  act: Act;
  /** Matters, records or the act, by id or as officers call them. */
  of: string[];
  /** split: the records that leave the matter. */
  records?: string[];
}

/** Who decides and why. */
export interface DecidedBy {
  officer: string;
  /** Another officer, where a merge raises the number of independent origins. */
  second?: string;
  reason: string;
}

const OF_COUNT: Readonly<Record<Act, number>> = {
  confirm: 1,
  split: 1,
  merge: 2,
  apart: 2,
  unsure: 2,
  must: 2,
  cannot: 2,
  undo: 1,
};
/** Ids and names that one request may hold. */
const MOST_NAMES = 500;
const NAME_LENGTH = 200;
const OFFICER_LENGTH = 100;
const REASON_LENGTH = 500;

const wrong = (message: string, remedy?: string): AppError => new AppError('E-REVIEW', 'invalid', message, remedy);

const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= NAME_LENGTH;

function names(value: unknown, member: string): string[] {
  if (!Array.isArray(value) || value.length > MOST_NAMES || !value.every(isName))
    throw wrong(`${member} 应为编号的数组，至多 ${MOST_NAMES} 个`);
  return value.map((name) => name.trim());
}

const MEMBERS = new Set(['act', 'of', 'records', 'officer', 'secondOfficer', 'reason']);

function membersOfBody(body: unknown): Record<string, unknown> {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw wrong('请求应为一个 JSON 对象');
  const strange = Object.keys(body).find((name) => !MEMBERS.has(name));
  if (strange !== undefined) throw wrong('请求中有不认识的成员', `可用的成员：${[...MEMBERS].join('、')}`);
  return body as Record<string, unknown>;
}

/** The act that a body asks for. @throws AppError `E-REVIEW` */
export function readAct(body: unknown): ActRequest {
  const given = membersOfBody(body);
  const act = ACTS.find((known) => known === given.act);
  if (!act) throw wrong('act 不认识', `可用的值：${ACTS.join('、')}`);
  const of = names(given.of, 'of');
  if (of.length !== OF_COUNT[act]) throw wrong(`${act} 要写明 ${OF_COUNT[act]} 个编号`);
  if (new Set(of).size !== of.length) throw wrong('两个编号相同');
  if (act !== 'split') {
    if (given.records !== undefined) throw wrong('records 只用于 split');
    return { act, of };
  }
  const records = names(given.records ?? [], 'records');
  if (records.length === 0) throw wrong('split 要写明分出去的记录', '在 records 中列出（命令行为 --records）');
  return { act, of, records };
}

function text(value: unknown, name: string, most: number): string {
  if (typeof value === 'string' && value.trim() !== '' && value.length <= most) return value.trim();
  throw wrong(`${name} 必填，至多 ${most} 字`);
}

/** Who decides and why. @throws AppError `E-REVIEW` */
export function readDecidedBy(body: unknown): DecidedBy {
  const given = membersOfBody(body);
  const officer = text(given.officer, 'officer（决定人）', OFFICER_LENGTH);
  const reason = text(given.reason, 'reason（理由）', REASON_LENGTH);
  if (given.secondOfficer === undefined) return { officer, reason };
  const second = text(given.secondOfficer, 'secondOfficer（复核人）', OFFICER_LENGTH);
  if (second === officer) throw wrong('复核人与决定人不能是同一人');
  return { officer, second, reason };
}

/** Digest by which a request that comes twice under one key is known. */
export const requestHash = (request: ActRequest, by: DecidedBy): string => sha256(canonicalJson({ request, by }));
