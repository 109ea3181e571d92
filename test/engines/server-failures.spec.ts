import { type DatabaseServer, readConfig } from '#libs/config';
import { Database } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { rowsOf, type TempDatabase, tempDatabase } from '#libs/testkit';

// What a server may do to a connection, and what is said of it. Only in the run on a server.

let temp: TempDatabase;
let server: DatabaseServer;

beforeAll(async () => {
  temp = await tempDatabase(SECURITY_MIGRATIONS);
  server = temp.target as DatabaseServer;
});
afterAll(() => temp.remove());

const failing = (work: Promise<unknown>): Promise<{ code: string; kind: string; text: string }> =>
  work.then(
    () => ({ code: 'none', kind: '', text: '' }),
    (error: { code: string; kind: string; message: string; remedy?: string; stack: string }) => ({
      code: error.code,
      kind: error.kind,
      text: `${error.message} ${error.remedy} ${error.stack} ${JSON.stringify(error)}`,
    }),
  );

const key = (n: number, holder = 'office') => ({
  key_hash: String(n).padStart(64, '0'),
  holder,
  created_at: '2024-05-16T00:00:00Z',
});

test('nobody listens: away, so that a caller comes again', async () => {
  const { database } = readConfig({ HUB_DATABASE: 'mysql://hub:hidden@127.0.0.1:9/clues' });
  const failure = await failing(Database.open(database as DatabaseServer, []));
  expect(failure).toMatchObject({ code: 'E-DB-AWAY', kind: 'transient' });
  expect(failure.text).not.toContain('hidden');
});

test('a wrong password: denied, and the password is not told', async () => {
  const failure = await failing(Database.open({ ...server, password: 'hidden' }, []));
  expect(failure).toMatchObject({ code: 'E-DB-DENIED', kind: 'bug', text: expect.stringContaining('HUB_DATABASE') });
  expect(failure.text).not.toContain('hidden');
});

test('a database that may not be made: denied', async () => {
  const failure = await failing(Database.open({ ...server, database: 'somebody_elses' }, []));
  expect(failure).toMatchObject({ code: 'E-DB-DENIED', kind: 'bug' });
});

test('a value that is too long: said so, nothing is written', async () => {
  const rows = [key(1), key(2, '长'.repeat(61))];
  const failure = await failing(temp.db.transaction((statements) => statements.insert('access_key', rows)));
  expect(failure).toMatchObject({ code: 'E-DB-TOO-LONG', kind: 'invalid' });
  expect(failure.text).not.toMatch(/长长|INSERT/u);
  expect(await rowsOf(temp.db, 'SELECT holder FROM access_key')).toEqual([]);
});

test('a connection cut in the middle of a transaction: away, nothing is written, and the next one works', async () => {
  const failure = await failing(
    temp.db.transaction(async (statements) => {
      await statements.insert('access_key', [key(3)]);
      const [row] = await statements.query<{ id: number }>('SELECT CONNECTION_ID() AS id');
      await temp.db.transaction((others) => others.query(`KILL ${row?.id}`));
      await statements.insert('access_key', [key(4)]);
    }),
  );
  expect(failure).toMatchObject({ code: 'E-DB-AWAY', kind: 'transient' });
  await temp.db.transaction((statements) => statements.insert('access_key', [key(5)]));
  expect(await rowsOf(temp.db, 'SELECT key_hash FROM access_key')).toEqual([{ key_hash: key(5).key_hash }]);
});

test('idle connections that the server closed are replaced without anybody noticing', async () => {
  await Promise.all(
    Array.from({ length: 6 }, () => temp.db.transaction((statements) => statements.query('SELECT SLEEP(0.05)'))),
  );
  const others = 'SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()';
  const killed = await temp.db.transaction(async (statements) => {
    const rows = await statements.query<{ id: number }>(others);
    for (const { id } of rows) await statements.query(`KILL ${id}`);
    return rows.length;
  });
  expect(killed).toBeGreaterThan(2);
  const counts = await Promise.all(
    Array.from({ length: 8 }, () => rowsOf(temp.db, 'SELECT COUNT(*) AS n FROM access_key')),
  );
  expect(counts).toEqual(counts.map(() => [{ n: 1 }]));
});

test('what SQLite writes at once a server writes at once too: 60 transactions on 10 connections', async () => {
  const work = Array.from({ length: 60 }, (_, n) =>
    temp.db.transaction((statements) => statements.insert('access_key', [key(100 + n)])),
  );
  await Promise.all(work);
  expect(await rowsOf(temp.db, 'SELECT COUNT(*) AS n FROM access_key')).toEqual([{ n: 61 }]);
  const open = await rowsOf(temp.db, 'SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = DATABASE()');
  expect(Number(open[0]?.n)).toBeLessThanOrEqual(server.poolSize);
});
