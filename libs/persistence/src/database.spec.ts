import { AppError } from '#libs/kernel';
import { type TempDatabase, tempDatabase } from '#libs/testkit';
import { Database } from './database.js';
import { errorOf, Things } from './testing.js';

// What the rest of the hub may rely on, on whichever engine this run has.

let temp: TempDatabase;
let db: Database;

beforeEach(async () => {
  temp = await tempDatabase([Things]);
  db = temp.db;
});
afterEach(() => temp.remove());

const numbers = (sql: string): Promise<number[]> =>
  db.read(async (statements) => (await statements.query<{ n: number }>(sql)).map(({ n }) => n));

const turn = (): Promise<unknown> => new Promise((resolve) => setImmediate(resolve));

describe('transactions', () => {
  test('500 at once, each fifth thrown back: exactly the others are there, whole', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 500 }, (_, id) =>
        db.transaction(async (statements) => {
          await statements.insert('thing', [{ id: id * 2, part: id, name: 'first' }]);
          // A turn of the event loop between the statements: where strangers would come in.
          await turn();
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

  test('reads between them see nothing unfinished', async () => {
    const seen = await Promise.all(
      Array.from({ length: 60 }, async (_, id) => {
        const work = db.transaction(async (statements) => {
          await statements.insert('thing', [{ id: id * 2, part: id, name: '' }]);
          await turn();
          await statements.insert('thing', [{ id: id * 2 + 1, part: id, name: '' }]);
        });
        const [rows] = await numbers('SELECT COUNT(*) AS n FROM thing');
        await work;
        return rows;
      }),
    );
    expect(seen.map((rows) => Number(rows) % 2)).toEqual(seen.map(() => 0));
  });

  test('a read of several statements sees one moment', async () => {
    const count = 'SELECT COUNT(*) AS n FROM thing';
    const writing: Promise<void>[] = [];
    const seen = await db.read(async (statements) => {
      const first = await statements.query(count);
      writing.push(db.transaction((others) => others.insert('thing', [{ id: 1, part: 1, name: '' }])));
      await new Promise((resolve) => setTimeout(resolve, 50));
      return [first, await statements.query(count)];
    });
    await Promise.all(writing);
    expect(seen).toEqual([[{ n: 0 }], [{ n: 0 }]]);
    expect(await numbers(count)).toEqual([1]);
  });

  test('two that take the same rows in opposite order both come through', async () => {
    await db.transaction((statements) =>
      statements.insert('word', [
        { word: 'a', n: 0 },
        { word: 'b', n: 0 },
      ]),
    );
    const add = (words: string[]): Promise<void> =>
      db.transaction(async (statements) => {
        for (const word of words) {
          await statements.query('UPDATE word SET n = n + 1 WHERE word = ?', [word]);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      });
    await Promise.all(Array.from({ length: 20 }, (_, index) => add(index % 2 === 0 ? ['a', 'b'] : ['b', 'a'])));
    expect(await numbers('SELECT n FROM word ORDER BY word')).toEqual([20, 20]);
  });

  test('looked for, not found, written, by twenty at once: one writes and the others find it', async () => {
    const written = await Promise.all(
      Array.from({ length: 20 }, () =>
        db.transaction(async (statements) => {
          const found = await statements.query("SELECT n FROM word WHERE word = 'once'");
          if (found.length > 0) return 0;
          await turn();
          await statements.insert('word', [{ word: 'once', n: 1 }]);
          return 1;
        }),
      ),
    );
    expect(written.filter((one) => one === 1)).toHaveLength(1);
  });

  test('a held row lets one transaction pass at a time', async () => {
    await Promise.all(
      Array.from({ length: 30 }, () =>
        db.transaction(async (statements) => {
          await statements.holdRow('gate', 'name', 'one');
          const [last] = await statements.query<{ n: number | null }>('SELECT MAX(id) AS n FROM thing');
          await turn();
          await statements.insert('thing', [{ id: Number(last?.n ?? 0) + 1, part: 1, name: '' }]);
        }),
      ),
    );
    expect(await numbers('SELECT MAX(id) AS n FROM thing')).toEqual([30]);
  });

  test('work under one name runs one after another', async () => {
    let inside = 0;
    const most = await Promise.all(
      Array.from({ length: 5 }, () =>
        db.exclusive('linker', async () => {
          inside += 1;
          await db.transaction((statements) => statements.query("UPDATE word SET n = 0 WHERE word = ''"));
          const seen = inside;
          inside -= 1;
          return seen;
        }),
      ),
    );
    expect(most).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('values', () => {
  test('more rows than one statement has parameters for', async () => {
    const rows = Array.from({ length: 40_000 }, (_, id) => ({ id, part: id % 7, name: `n${id}` }));
    await db.transaction((statements) => statements.insert('thing', rows));
    expect(await numbers('SELECT COUNT(*) AS n FROM thing')).toEqual([40_000]);
    expect(await numbers('SELECT id AS n FROM thing WHERE part <> id % 7')).toEqual([]);
  });

  test.each([
    ['null', null],
    ['empty', ''],
    ['quotes and signs', `'"\\\`;-- ? :a %_ \n\r\t\b\u001a`],
    ['NUL inside', 'a\u0000b'],
    ['beyond the basic plane', '𠮷野家👍🏽'],
    ['a long one', '长'.repeat(300_000)],
    ['trailing blanks', 'a  '],
  ])('text comes back as it went: %s', async (_, name) => {
    await db.transaction((statements) => statements.insert('thing', [{ id: 1, part: 1, name }]));
    const rows = await db.read((statements) => statements.query('SELECT name FROM thing'));
    expect(rows).toEqual([{ name }]);
    const found = await db.read((statements) => statements.query('SELECT id FROM thing WHERE name = ?', [name]));
    expect(found).toHaveLength(name === null ? 0 : 1);
  });

  test('keys that look alike are different keys, in the order of their bytes', async () => {
    const words = ['A', 'a', 'a ', 'á', 'ａ', 'ß', 'ss', '李', '𠮷'];
    await db.transaction((statements) =>
      statements.insert(
        'word',
        words.map((word, n) => ({ word, n })),
      ),
    );
    const rows = await db.read((statements) =>
      statements.query<{ word: string }>('SELECT word FROM word ORDER BY word'),
    );
    const bytes = [...words].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(rows.map(({ word }) => word)).toEqual(bytes);
    const found = await db.read((statements) => statements.query("SELECT n FROM word WHERE word = 'a'"));
    expect(found).toEqual([{ n: 1 }]);
  });

  test('moments are written as text or compared as dates, and come back as ISO 8601 in UTC', async () => {
    const times = ['2024-05-16T02:00:00.001Z', '2024-05-16T02:00:00.000Z', '1970-01-01T00:00:00.000Z'];
    await db.transaction((statements) =>
      statements.insert(
        'thing',
        times.map((made_at, id) => ({ id, part: 1, name: null, made_at })),
      ),
    );
    const since = (moment: string) =>
      db.read((statements) =>
        statements.query('SELECT made_at FROM thing WHERE made_at >= ? ORDER BY made_at', [new Date(moment)]),
      );
    expect(await since('2024-05-16T02:00:00.000Z')).toEqual([{ made_at: times[1] }, { made_at: times[0] }]);
    expect(await since('2024-05-16T02:00:00.001Z')).toEqual([{ made_at: times[0] }]);
  });

  test('counts and sums are numbers', async () => {
    await db.transaction((statements) =>
      statements.insert(
        'thing',
        [1, 2].map((id) => ({ id, part: 2_000_000_000, name: null })),
      ),
    );
    const rows = await db.read((statements) => statements.query('SELECT COUNT(*) AS n, SUM(part) AS s FROM thing'));
    expect(rows).toEqual([{ n: 2, s: 4_000_000_000 }]);
  });
});

describe('errors', () => {
  test('become codes and carry neither values nor SQL', async () => {
    const secret = '13912345678';
    const rows = [1, 1].map((id) => ({ id, part: 1, name: secret }));
    const clash = await errorOf(db.transaction((statements) => statements.insert('thing', rows)));
    expect(clash).toMatchObject({ code: 'E-DB-UNIQUE', kind: 'conflict' });
    const missing = await errorOf(db.read((statements) => statements.query('SELECT ? FROM nowhere', [secret])));
    expect(missing).toMatchObject({ code: expect.stringMatching(/^E-DB-(SQLITE_ERROR|1146)$/), kind: 'bug' });
    for (const error of [clash, missing]) {
      expect(error).toBeInstanceOf(AppError);
      expect(`${JSON.stringify(error)} ${String(error)} ${(error as Error).stack}`).not.toMatch(
        /13912345678|INSERT|SELECT/,
      );
    }
    expect(await numbers('SELECT COUNT(*) AS n FROM thing')).toEqual([0]);
  });

  test('of the work itself travel as they are', async () => {
    const own = new TypeError('own');
    expect(await errorOf(db.transaction(() => Promise.reject(own)))).toBe(own);
    expect(await errorOf(db.read(() => Promise.reject(own)))).toBe(own);
  });
});

test('what was committed is there after the database is opened anew; migrations run once', async () => {
  await db.transaction((statements) => statements.insert('thing', [{ id: 1, part: 1, name: null }]));
  const again = await Database.open(temp.target, [Things]);
  const rows = await again.read((statements) => statements.query('SELECT COUNT(*) AS n FROM thing'));
  expect(rows).toEqual([{ n: 1 }]);
  await again.close();
  expect(await numbers('SELECT COUNT(*) AS n FROM schema_migration')).toEqual([1]);
});
