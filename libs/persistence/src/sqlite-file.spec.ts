import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from './database.js';
import { errorOf, Things } from './testing.js';

// What is true of the embedded engine alone: its file.

const folder = mkdtempSync(join(tmpdir(), 'persistence-'));
afterAll(() => rmSync(folder, { recursive: true }));

const count = async (db: Database): Promise<number> => {
  const rows = await db.read((statements) => statements.query<{ n: number }>('SELECT COUNT(*) AS n FROM thing'));
  return Number(rows[0]?.n);
};

test('a full disk: the transaction is undone, the code says so, and writing goes on when there is room', async () => {
  const db = await Database.open(join(folder, 'full.sqlite'), [Things]);
  const [pages] = await db.read((statements) => statements.query<{ page_count: number }>('PRAGMA page_count'));
  await db.read((statements) => statements.query(`PRAGMA max_page_count = ${Number(pages?.page_count) + 2}`));
  const big = Array.from({ length: 50 }, (_, id) => ({ id, part: 1, name: 'x'.repeat(4000) }));
  const full = await errorOf(db.transaction((statements) => statements.insert('thing', big)));
  expect(full).toMatchObject({ code: 'E-DISK-FULL', kind: 'transient', remedy: expect.stringContaining('重新导入') });
  expect(await count(db)).toBe(0);
  await db.read((statements) => statements.query('PRAGMA max_page_count = 100000'));
  await db.transaction((statements) => statements.insert('thing', big));
  expect(await count(db)).toBe(50);
  await db.close();
});

test('a file that is no database is named as such', async () => {
  const path = join(folder, 'not.sqlite');
  writeFileSync(path, 'x'.repeat(8192));
  expect(await errorOf(Database.open(path, [Things]))).toMatchObject({ code: 'E-DB-DAMAGED' });
});
