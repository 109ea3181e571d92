import fc from 'fast-check';
import { type Cursor, MAX_PAGE, page, readCursor, readLimit } from './paging.js';

const compare = (a: Cursor, b: Cursor): number =>
  a.updatedAt < b.updatedAt ? -1 : a.updatedAt > b.updatedAt ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

test('page after page, every row comes once and in order, also where many rows have one time', () => {
  const row = fc.record({ updatedAt: fc.constantFrom('2024-01-01', '2024-01-02', '2024-01-03'), id: fc.string() });
  const rows = fc.uniqueArray(row, { selector: ({ updatedAt, id }) => `${updatedAt} ${id}`, maxLength: 40 });
  const check = (unordered: Cursor[], limit: number): void => {
    const all = unordered.filter(({ id }) => id !== '').sort(compare);
    const seen: Cursor[] = [];
    let next: string | undefined;
    do {
      const after = readCursor(next);
      const found = all.filter((each) => compare(each, after) > 0).slice(0, limit + 1);
      const { items, next: following } = page(found, limit, (each) => each);
      expect(items.length).toBeLessThanOrEqual(limit);
      seen.push(...items);
      next = following;
    } while (next !== undefined);
    expect(seen).toEqual(all);
  };
  fc.assert(fc.property(rows, fc.integer({ min: 1, max: 10 }), check));
});

test('a cursor that we did not give is an error with a remedy, whatever it is', () => {
  const strange = fc.string({ minLength: 1 }).filter((text) => {
    const decoded = Buffer.from(text, 'base64url').toString('utf8');
    return !/^\s*\[\s*"[^"]*"\s*,\s*"/u.test(decoded);
  });
  fc.assert(
    fc.property(strange, (text) => {
      expect(() => readCursor(text)).toThrow(expect.objectContaining({ code: 'E-CURSOR', remedy: expect.any(String) }));
    }),
  );
});

test.each(['0', '-1', '1.5', 'x', '', ' ', `${MAX_PAGE + 1}`, '1e9'])('limit %j is an error', (text) => {
  expect(() => readLimit(text)).toThrow(expect.objectContaining({ code: 'E-LIMIT' }));
});

test.each([
  [undefined, 50],
  ['1', 1],
  [String(MAX_PAGE), MAX_PAGE],
])('limit %j is %i', (text, limit) => {
  expect(readLimit(text)).toBe(limit);
});
