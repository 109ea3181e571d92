import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '#libs/kernel';
import { Database, type DatabaseTarget } from '#libs/persistence';
import { dropTestDatabase, onServer, testTarget } from '#libs/testkit';
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
