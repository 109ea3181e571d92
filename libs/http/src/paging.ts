import { AppError } from '#libs/kernel';

/** One page of a list ordered by (`updatedAt`, `id`); `next` is absent on the last page. */
export interface Page<T> {
  items: T[];
  next?: string;
}

/** Position after which a page begins. */
export interface Cursor {
  updatedAt: string;
  id: string;
}

export const MAX_PAGE = 200;

/** Cursor of a query parameter; the beginning when it is absent. @throws AppError `E-CURSOR` */
export function readCursor(text: string | undefined): Cursor {
  if (!text) return { updatedAt: '', id: '' };
  try {
    const [updatedAt, id] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (typeof updatedAt === 'string' && typeof id === 'string' && isMoment(updatedAt)) return { updatedAt, id };
  } catch {
    // Falls through to the one error below: what a caller sent is not worth telling apart.
  }
  throw new AppError('E-CURSOR', 'invalid', '分页游标无效', '使用上一页返回的 next，或从第一页开始');
}

/** Lists without a time have none in their cursors. */
const isMoment = (text: string): boolean => text === '' || !Number.isNaN(Date.parse(text));

/** Page size of a query parameter, 1 to {@link MAX_PAGE}. */
export function readLimit(text: string | undefined): number {
  const limit = Number(text ?? 50);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return limit;
  throw new AppError('E-LIMIT', 'invalid', `limit 应为 1–${MAX_PAGE} 的整数`);
}

/** A page of `rows`, which were asked for with one row more than `limit`. */
export function page<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => Cursor): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  const { updatedAt, id } = cursorOf(last);
  return { items, next: Buffer.from(JSON.stringify([updatedAt, id])).toString('base64url') };
}
