import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '#libs/kernel';
import { type Holder, WriterLock } from './writer-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const COMMAND: Holder = { kind: 'command', pid: process.pid };
const dir = (name: string): string => join(folder, name);

test('one holder at a time; a command waits, and gets it when it is free', async () => {
  const first = await WriterLock.take(dir('a'), COMMAND);
  await expect(WriterLock.take(dir('a'), COMMAND, 300)).rejects.toMatchObject({ code: 'E-DATA-LOCKED' });
  const waiting = WriterLock.take(dir('a'), COMMAND, 5000);
  first.release();
  (await waiting).release();
});

test('a server is named at once, with the way round', async () => {
  const server = await WriterLock.take(dir('b'), { kind: 'serve', pid: 1 });
  server.announce({ kind: 'serve', pid: 1, url: 'http://127.0.0.1:4321' });
  const started = performance.now();
  await expect(WriterLock.take(dir('b'), COMMAND)).rejects.toMatchObject({
    code: 'E-DATA-SERVED',
    remedy: expect.stringMatching(/HUB_URL=http:\/\/127\.0\.0\.1:4321 .*HUB_KEY/),
  });
  expect(performance.now() - started).toBeLessThan(2000);
  server.release();
  (await WriterLock.take(dir('b'), COMMAND)).release();
});

test('the note of a server that is gone holds nobody up', async () => {
  (await WriterLock.take(dir('c'), COMMAND)).release();
  writeFileSync(join(dir('c'), 'writer.json'), JSON.stringify({ kind: 'serve', pid: 999_999 }));
  (await WriterLock.take(dir('c'), COMMAND, 0)).release();
});

test('a folder that cannot be made is an error with a remedy', async () => {
  writeFileSync(dir('file'), '');
  await expect(WriterLock.take(join(dir('file'), 'x'), COMMAND)).rejects.toMatchObject({
    code: 'E-DATA-DIR',
    remedy: expect.stringContaining('HUB_DATA'),
  });
});

test('kill -9 of the holder frees the lock', async () => {
  const script = `
    import { WriterLock } from '#libs/persistence';
    await WriterLock.take(process.argv[1], { kind: 'serve', pid: process.pid });
    process.stdout.write('held');
    setInterval(() => undefined, 1000);`;
  const options = { cwd: projectRoot, stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'] };
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dir('d')], options);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  expect(await Promise.race([new Promise((resolve) => child.stdout.once('data', () => resolve('held'))), gone])).toBe(
    'held',
  );
  await expect(WriterLock.take(dir('d'), COMMAND, 0)).rejects.toMatchObject({ code: expect.stringMatching(/^E-DATA/) });
  child.kill('SIGKILL');
  await gone;
  expect(existsSync(join(dir('d'), 'writer.json'))).toBe(true);
  (await WriterLock.take(dir('d'), COMMAND, 1000)).release();
});
