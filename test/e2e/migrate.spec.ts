import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { command, storedRows, workFolder } from './hub-process.js';

const folder = workFolder('migrate');
afterAll(() => folder.remove());

interface Status {
  migrations: { name: string; state: string }[];
  drift: string[];
}

test('migrate up makes what is missing once; status tells without changing anything', async () => {
  const env = { HUB_DATA: join(folder.path, 'data') };
  const first = await command(['migrate', 'up', '--json'], env);
  expect([first.code, first.err]).toEqual([0, '']);
  const { applied } = JSON.parse(first.out) as { applied: string[] };
  expect(applied.length).toBeGreaterThanOrEqual(4);
  const again = await command(['migrate', 'up', '--json'], env);
  expect(JSON.parse(again.out)).toEqual({ applied: [] });
  const status = await command(['migrate', 'status', '--json'], env);
  const { migrations, drift } = JSON.parse(status.out) as Status;
  expect([status.code, drift]).toEqual([0, []]);
  expect(new Set(migrations.map(({ state }) => state))).toEqual(new Set(['applied']));
  await storedRows(env.HUB_DATA, 'SELECT COUNT(*) AS n FROM intake_record');
  const plain = await command(['migrate', 'status'], env);
  expect(plain.out).toMatch(/Intake1764000000001 {2}已执行\n.*结构与声明一致\n$/su);
});

test('before the first migration everything waits, and a file that is not there is not made', async () => {
  const env = { HUB_DATA: join(folder.path, 'new'), HUB_DATABASE: '' };
  const status = await command(['migrate', 'status', '--json'], env);
  const { migrations } = JSON.parse(status.out) as Status;
  expect(new Set(migrations.map(({ state }) => state))).toEqual(new Set(['pending']));
  expect(existsSync(join(env.HUB_DATA, 'hub.sqlite'))).toBe(false);
});
