import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvRows, readProjectFile } from '#libs/kernel';
import { aclMatrix } from './acl-matrix.js';
import { startServers, stopServers } from './servers.js';

const dir = mkdtempSync(join(tmpdir(), 'hub-acl-'));

afterAll(async () => {
  await stopServers(dir);
  rmSync(dir, { recursive: true });
});

it('every service may do what acl-matrix.csv says and nothing else', async () => {
  const { kafka } = await startServers(dir, 'kafka');
  expect(await aclMatrix(kafka)).toEqual(csvRows(readProjectFile('test/infra/acl-matrix.csv')));
});
