import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { QueryRunner } from 'typeorm';
import { AppError } from '#libs/kernel';
import { Database } from './database.js';

class Things {
  name = 'Things1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE thing (id INTEGER NOT NULL PRIMARY KEY, part INTEGER NOT NULL, name TEXT)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE thing');
  }
}

const folder = mkdtempSync(join(tmpdir(), 'persistence-'));
let db: Database;
let count = 0;

beforeEach(async () => {
  count += 1;
  db = await Database.open(join(folder, `${count}.sqlite`), [Things]);
});
afterEach(() => db.close());
afterAll(() => rmSync(folder, { recursive: true }));

const numbers = (sql: string): Promise<number[]> =>
  db.read(async (statements) => (await statements.query<{ n: number }>(sql)).map(({ n }) => Number(n)));

/** The error of a promise that must reject. */
const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('500 transactions at once, each fifth thrown back: exactly the others are there, whole', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 500 }, (_, id) =>
      db.transaction(async (statements) => {
        await statements.insert('thing', [{ id: id * 2, part: id, name: 'first' }]);
        // A turn of the event loop between the statements: where strangers would come in.
        await new Promise((resolve) => setImmediate(resolve));
        await statements.insert('thing', [{ id: id * 2 + 1, part: id, name: 'second' }]);
        if (id % 5 === 0) throw new AppError('E-TEST', 'invalid', '回滚');
        return id;
      }),
    ),
  );
  const acknowledged = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  expect(acknowledged).toHaveLength(400);
  expect(await numbers('SELECT DISTINCT part AS n FROM thing ORDER BY part')).toEqual(acknowledged);
  expect(await numbers('SELECT COUNT(*) AS n FROM thing')).toEqual([800]);
});

test('reads between transactions see nothing unfinished', async () => {
  const seen = await Promise.all(
    Array.from({ length: 60 }, async (_, id) => {
      const work = db.transaction(async (statements) => {
        await statements.insert('thing', [{ id: id * 2, part: id, name: '' }]);
        await new Promise((resolve) => setImmediate(resolve));
        await statements.insert('thing', [{ id: id * 2 + 1, part: id, name: '' }]);
      });
      const [rows] = await numbers('SELECT COUNT(*) AS n FROM thing');
      await work;
      return rows;
    }),
  );
  expect(seen.map((rows) => Number(rows) % 2)).toEqual(seen.map(() => 0));
});

test('more rows than one statement has parameters for', async () => {
  const rows = Array.from({ length: 40_000 }, (_, id) => ({ id, part: id % 7, name: `n${id}` }));
  await db.transaction((statements) => statements.insert('thing', rows));
  expect(await numbers('SELECT COUNT(*) AS n FROM thing')).toEqual([40_000]);
  expect(await numbers('SELECT id AS n FROM thing WHERE part <> id % 7')).toEqual([]);
});

test('an error of the engine becomes a code and carries neither values nor SQL', async () => {
  const secret = '13912345678';
  const clash = await errorOf(
    db.transaction((statements) =>
      statements.insert('thing', [
        { id: 1, part: 1, name: secret },
        { id: 1, part: 1, name: secret },
      ]),
    ),
  );
  expect(clash).toMatchObject({ code: 'E-DB-UNIQUE', kind: 'conflict' });
  const missing = await errorOf(db.read((statements) => statements.query('SELECT ? FROM nowhere', [secret])));
  expect(missing).toMatchObject({ code: 'E-DB-SQLITE_ERROR', kind: 'bug' });
  for (const error of [clash, missing]) {
    expect(error).toBeInstanceOf(AppError);
    expect(`${JSON.stringify(error)} ${String(error)} ${(error as Error).stack}`).not.toMatch(
      /13912345678|INSERT|SELECT/,
    );
  }
  expect(await numbers('SELECT COUNT(*) AS n FROM thing')).toEqual([0]);
});

test('a full disk: the transaction is undone, the code says so, and writing goes on when there is room', async () => {
  const [pages] = await db.read((statements) => statements.query<{ page_count: number }>('PRAGMA page_count'));
  await db.read((statements) => statements.query(`PRAGMA max_page_count = ${Number(pages?.page_count) + 2}`));
  const big = Array.from({ length: 50 }, (_, id) => ({ id, part: 1, name: 'x'.repeat(4000) }));
  const full = await errorOf(db.transaction((statements) => statements.insert('thing', big)));
  expect(full).toMatchObject({ code: 'E-DISK-FULL', kind: 'transient', remedy: expect.stringContaining('重新导入') });
  expect(await numbers('SELECT COUNT(*) AS n FROM thing')).toEqual([0]);
  await db.read((statements) => statements.query('PRAGMA max_page_count = 100000'));
  await db.transaction((statements) => statements.insert('thing', big));
  expect(await numbers('SELECT COUNT(*) AS n FROM thing')).toEqual([50]);
});

test('a file that is no database is named as such', async () => {
  const path = join(folder, 'not.sqlite');
  writeFileSync(path, 'x'.repeat(8192));
  expect(await errorOf(Database.open(path, [Things]))).toMatchObject({ code: 'E-DB-DAMAGED' });
});

test('what was committed is there after the file is opened anew; migrations run once', async () => {
  await db.transaction((statements) => statements.insert('thing', [{ id: 1, part: 1, name: null }]));
  await db.close();
  db = await Database.open(join(folder, `${count}.sqlite`), [Things]);
  expect(await numbers('SELECT COUNT(*) AS n FROM thing')).toEqual([1]);
  expect(await numbers('SELECT COUNT(*) AS n FROM schema_migration')).toEqual([1]);
});
