import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '#libs/config';
import { Database } from '#libs/persistence';
import { databaseSettings } from '#libs/testkit';
import { answer, command } from './command-here.js';
import { storedRows, workFolder } from './hub-process.js';
import { csv, HEADER, rows } from './petition-files.js';

const folder = workFolder('outbox');
const dataDir = join(folder.path, 'data');
beforeAll(() => {
  Object.assign(process.env, { HUB_DATA: dataDir, ...databaseSettings(dataDir) });
});
afterAll(async () => {
  delete process.env.HUB_DATA;
  delete process.env.HUB_DATABASE;
  await folder.remove();
});

beforeAll(async () => {
  const file = join(folder.path, 'a.csv');
  writeFileSync(file, csv([HEADER, ...rows(5)]));
  expect((await command('import', 'petition', file)).code).toBe(0);
});

test('status: nothing waits, and all was sent', async () => {
  const sent = (await storedRows(dataDir, 'SELECT id FROM outbox')).length;
  expect(await answer('outbox', 'status')).toEqual({ waiting: 0, oldestMs: 0, byState: { SENT: sent }, leases: [] });
  expect((await command('outbox', 'status')).out).toMatch(/没有待送事件\n\s+已送 \d+\n/u);
});

test('republish: the same events again change nothing', async () => {
  const state = () => storedRows(dataDir, 'SELECT record_id, version, updated_at FROM record ORDER BY record_id');
  const [before, ids] = [await state(), await storedRows(dataDir, 'SELECT id, aggregateid FROM outbox ORDER BY id')];
  expect(before.length).toBeGreaterThan(0);
  const again = async (...range: string[]) =>
    (await answer<{ republished: number }>('outbox', 'republish', ...range)).republished;
  expect(await again('--all')).toBe(ids.length);
  expect(await again('--event', String(ids[0]?.id))).toBe(1);
  expect(await again('--record', String(before[0]?.record_id))).toBe(1);
  expect(await again('--from', '2024-01-01', '--to', '2024-02-01')).toBe(0);
  expect(await again('--from', '2024-01-01', '--to', '2999-01-01T00:00:00Z')).toBe(ids.length);
  expect(await state()).toEqual(before);
  expect(await storedRows(dataDir, 'SELECT * FROM quarantine')).toEqual([]);
});

test.each([
  [[]],
  [['--all', '--from', '2024-01-01', '--to', '2024-02-01']],
  [['--from', '昨天', '--to', '2024-01-01']],
  [['--from', '2024-02-01', '--to', '2024-01-01']],
])('republish %j is wrong use', async (range) => {
  const ended = await command('outbox', 'republish', ...range);
  expect([ended.code, ended.err]).toEqual([2, expect.stringContaining('E-USAGE')]);
});

test('an event of a later contract: listed, tried again, given up; its content is shown nowhere', async () => {
  const id = '018f0000-0000-7000-8000-000000000001';
  const server = readConfig().database;
  const db = await Database.open(server ?? join(dataDir, 'hub.sqlite'), []);
  await db.transaction((statements) =>
    statements.query(
      `INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload, state, shard)
       SELECT ?, aggregatetype, aggregateid, type, REPLACE(REPLACE(payload, '"schemaVersion":"1.', '"schemaVersion":"2.'), id, ?),
         'NEW', shard
       FROM outbox WHERE type LIKE '%clue-submitted%' LIMIT 1`,
      [id, id],
    ),
  );
  await db.close();
  await answer('outbox', 'republish', '--record', 'nobody');

  const { entries, counts } = await answer<{ entries: { id: string }[]; counts: object }>('quarantine', 'list');
  expect(entries).toEqual([expect.objectContaining({ code: 'E-SCHEMA-VERSION', state: 'HELD', claimedId: id })]);
  expect(counts).toEqual({ HELD: 1, AWAITED: 0, DISCARDED: 0 });
  const own = String(entries[0]?.id);
  const shown = await command('quarantine', 'show', own);
  expect(shown.out).toMatch(/待处理[\s\S]*E-SCHEMA-VERSION[\s\S]*clue\.petition\.v1[\s\S]*[0-9a-f]{64}/u);
  expect(shown.out).not.toContain('反映');

  expect(await answer('quarantine', 'retry', own)).toEqual({ id: own, outcome: 'HELD', code: 'E-SCHEMA-VERSION' });
  expect(await answer('quarantine', 'discard', own, '--reason', 'TEST')).toEqual({ id: own, state: 'DISCARDED' });
  const late = await command('quarantine', 'retry', own);
  expect([late.code, late.err]).toEqual([1, expect.stringContaining('E-QUARANTINE-DECIDED')]);
  expect((await command('quarantine', 'list', '--state', 'DISCARDED')).out).toContain('已决定不收 1');
  expect(
    await storedRows(dataDir, `SELECT action FROM audit_entry WHERE action LIKE 'quarantine.%' ORDER BY seq`),
  ).toEqual([{ action: 'quarantine.retried' }, { action: 'quarantine.discarded' }]);
  expect((await command('audit', 'verify')).code).toBe(0);
});

test('what is not there, and reasons that are none', async () => {
  const unknown = await command('quarantine', 'show', 'x', '--json');
  expect([unknown.code, JSON.parse(unknown.out)]).toEqual([
    1,
    { error: expect.objectContaining({ code: 'E-QUARANTINE-UNKNOWN' }) },
  ]);
  expect((await command('quarantine', 'discard', 'x', '--reason', '王某的')).code).toBe(2);
});
