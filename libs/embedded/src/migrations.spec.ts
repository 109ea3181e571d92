import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutboxDesk } from '#libs/adapter-host';
import { projectRoot, systemClock } from '#libs/kernel';
import { Database, type DatabaseTarget } from '#libs/persistence';
import { dropTestDatabase, onServer, rowsOf, testTarget } from '#libs/testkit';
import { HUB_MIGRATIONS } from './parts.js';
import { schemaDrift } from './schema.js';

// From an empty database to the declared tables, on whichever engine this run has.

const folder = mkdtempSync(join(tmpdir(), 'migrations-'));
const paths: string[] = [];
let path: string;
let target: DatabaseTarget;

beforeEach(() => {
  path = join(folder, `${paths.length}.sqlite`);
  paths.push(path);
  target = testTarget(path);
});
afterAll(async () => {
  for (const each of paths) await dropTestDatabase(each);
  rmSync(folder, { recursive: true });
});

const names = HUB_MIGRATIONS.map((migration) => String(new migration().name));

async function drift(): Promise<string[]> {
  const db = await Database.open(target, []);
  const found = await schemaDrift(db);
  await db.close();
  return found;
}

test('from empty: every migration once, then nothing to do and no drift', async () => {
  expect((await Database.migrate(target, HUB_MIGRATIONS)).sort()).toEqual([...names].sort());
  expect(await Database.migrate(target, HUB_MIGRATIONS)).toEqual([]);
  const states = await Database.migrationStates(target, HUB_MIGRATIONS);
  expect(states.map(({ state }) => state)).toEqual(names.map(() => 'applied'));
  expect(await drift()).toEqual([]);
});

test('a column too many, an index too few: drift names both', async () => {
  const db = await Database.open(target, HUB_MIGRATIONS);
  const drop = onServer() ? 'DROP INDEX outbox_state ON outbox' : 'DROP INDEX outbox_state';
  await db.transaction(async (statements) => {
    await statements.query('ALTER TABLE outbox ADD COLUMN extra VARCHAR(10)');
    await statements.query(drop);
  });
  expect(await schemaDrift(db)).toEqual(['+ outbox.extra VARCHAR(10)', '- outbox INDEX outbox_state (state, id)']);
  await db.close();
});

test('undone, nothing is left, and it can be made anew', async () => {
  await Database.migrate(target, HUB_MIGRATIONS);
  await Database.undoAll(target, HUB_MIGRATIONS);
  expect((await drift()).filter((line) => line.startsWith('+'))).toEqual([]);
  await Database.migrate(target, HUB_MIGRATIONS);
  expect(await drift()).toEqual([]);
});

describe('from an older version, with what it had taken', () => {
  const at = '2024-05-16T02:00:00.000Z';
  const id = (n: number): string => `00000000-0000-7000-8000-00000000000${n}`;
  const old = {
    outbox: { id: id(1), aggregatetype: 'clue.audit.v1', aggregateid: id(2), type: 't', payload: '{}', state: 'NEW' },
    quarantine: { event_id: id(3), topic: 'clue.audit.v1', code: 'E-KEY', digest: '0'.repeat(64), quarantined_at: at },
    record_version: {
      record_id: id(2),
      version: 1,
      event_type: 'CLUE_SUBMITTED',
      event_id: id(1),
      batch_id: null,
      payload_hash: '1'.repeat(64),
      payload: '{"title":"补贴"}',
      received_at: at,
    },
  };
  /** What newer columns say of rows that were there before them. */
  const added = {
    outbox: { shard: 0 },
    quarantine: { state: 'HELD', place_partition: null, place_offset: null, claimed_id: null },
    record_version: { trace_id: null },
  };
  const firstGeneration = HUB_MIGRATIONS.filter((migration) => Number(String(new migration().name).slice(-2)) < 10);

  test('every row is kept, and what waited to be sent still waits', async () => {
    const before = await Database.open(target, firstGeneration);
    await before.transaction(async (statements) => {
      for (const [table, row] of Object.entries(old)) await statements.insert(table, [row]);
    });
    await before.close();
    expect(await Database.migrate(target, HUB_MIGRATIONS)).toHaveLength(names.length - firstGeneration.length);
    expect(await drift()).toEqual([]);
    const after = await Database.open(target, HUB_MIGRATIONS);
    for (const [table, row] of Object.entries(old) as [keyof typeof old, object][])
      expect(await rowsOf(after, `SELECT * FROM ${table}`)).toEqual([{ ...row, ...added[table] }]);
    expect(await new OutboxDesk(after, systemClock).status()).toMatchObject({ waiting: 1 });
    await after.close();
  });

  test('the process that is not yet replaced goes on beside the new tables', async () => {
    const running = await Database.open(target, firstGeneration);
    await Database.migrate(target, HUB_MIGRATIONS);
    await running.transaction(async (statements) => {
      for (const [table, row] of Object.entries(old)) await statements.insert(table, [row]);
    });
    expect(await running.pending()).toEqual([]);
    await running.close();
  });
});

test('one that was cut in the middle goes on from there', async () => {
  await Database.migrate(target, HUB_MIGRATIONS);
  const db = await Database.open(target, []);
  await db.transaction(async (statements) => {
    // As a server is left by kill -9: some tables are there and the migration is not noted.
    await statements.query("DELETE FROM schema_migration WHERE name LIKE 'OutboxLease%'");
    for (const table of ['outbox_relay', ...(onServer() ? [] : ['outbox_lease'])])
      await statements.query(`DROP TABLE ${table}`);
  });
  await db.close();
  expect(await Database.migrate(target, HUB_MIGRATIONS)).toEqual([expect.stringMatching(/^OutboxLease/u)]);
  expect(await drift()).toEqual([]);
});

/** A process of its own that migrates `target` when it is told to. */
async function migrator(): Promise<{ go: () => void; ended: Promise<unknown> }> {
  const script = `
    import { Database } from '#libs/persistence';
    import { HUB_MIGRATIONS } from '#libs/embedded';
    process.stdout.write('ready');
    process.stdin.once('data', async (target) => {
      const applied = await Database.migrate(JSON.parse(target), HUB_MIGRATIONS);
      process.stdout.write(JSON.stringify(applied));
      process.exit();
    });`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], { cwd: projectRoot });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const ended = new Promise((resolve) => child.once('close', () => resolve(out.replace('ready', ''))));
  return { go: () => child.stdin.write(JSON.stringify(target)), ended };
}

test('three processes at once: each migration runs in one of them', async () => {
  const processes = await Promise.all([migrator(), migrator(), migrator()]);
  for (const { go } of processes) go();
  const texts = await Promise.all(processes.map(({ ended }) => ended));
  const applied = texts.flatMap((text) => JSON.parse(String(text)) as string[]);
  expect(applied.sort()).toEqual([...names].sort());
  expect(await drift()).toEqual([]);
});
