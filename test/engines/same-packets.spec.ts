import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, workFolder } from '../e2e/hub-process.js';

// Only in the run on a server: the same sample files on SQLite and on the server give the same packets, byte by byte.

const folder = workFolder('engines');
afterAll(() => folder.remove());

/** Digest of each packet by file name. */
function packets(dataDir: string): Record<string, string> {
  const documents = join(dataDir, 'documents');
  const names = readdirSync(documents).filter((name) => name.endsWith('.json'));
  const digestOf = (name: string): string =>
    createHash('sha256')
      .update(readFileSync(join(documents, name)))
      .digest('hex');
  return Object.fromEntries(names.map((name) => [name, digestOf(name)]));
}

test('packets of the demo are the same from SQLite and from the server', async () => {
  const onSqlite = join(folder.path, 'sqlite');
  const onServer = join(folder.path, 'server');
  const ended = await Promise.all([
    command(['demo', '--json'], { HUB_DATA: onSqlite, HUB_DATABASE: '' }),
    command(['demo', '--json'], { HUB_DATA: onServer }),
  ]);
  expect(ended.map(({ code, err }) => [code, err])).toEqual([
    [0, ''],
    [0, ''],
  ]);
  const files = readdirSync(onServer);
  expect([readdirSync(onSqlite).includes('hub.sqlite'), files.includes('hub.sqlite')]).toEqual([true, false]);
  const found = packets(onServer);
  expect(Object.keys(found).length).toBeGreaterThanOrEqual(9);
  expect(found).toEqual(packets(onSqlite));
}, 300_000);
