import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Table from 'cli-table3';
import { aclMatrix, OPERATIONS } from './acl-matrix.js';
import { startServers, stopServers } from './servers.js';

// The access list as the broker answers it, tried from every service's side (npm run acl-matrix).
const dir = mkdtempSync(join(tmpdir(), 'hub-acl-'));
try {
  const { kafka } = await startServers(dir, 'kafka');
  const rows = await aclMatrix(kafka);
  const table = new Table({
    head: ['principal', 'resource', ...OPERATIONS],
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([row.principal, row.resource, ...OPERATIONS.map((operation) => row[operation])]);
  process.stdout.write(`${table.toString()}\n`);
  const answers = rows.flatMap((row) => OPERATIONS.map((operation) => row[operation]));
  const count = (answer: string): number => answers.filter((given) => given === answer).length;
  process.stdout.write(`${count('allowed')} allowed, ${count('refused')} refused\n`);
} finally {
  await stopServers(dir);
  rmSync(dir, { recursive: true });
}
