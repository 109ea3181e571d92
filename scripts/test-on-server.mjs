// Runs every spec that opens a database on a server: the one of HUB_TEST_DATABASE, else one that scripts/infra starts and stops.
// usage: node scripts/test-on-server.mjs [mariadb|mysql] [arguments of jest…]
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const given = process.argv.slice(2);
const server = given[0] === 'mysql' || given[0] === 'mariadb' ? given.shift() : 'mariadb';
const infra = join(root, 'scripts', 'infra', 'infra.mjs');

/** Starts a server in a folder of its own and gives the URL under which tests make their databases. */
function startServer(folder) {
  const args = [infra, 'start', server, '--dir', folder, '--json', `--${server}-port`, '0'];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  const { host, port, users } = JSON.parse(stdout)[server];
  return `mysql://test:${encodeURIComponent(users.test.password)}@${host}:${port}/hub_test`;
}

function runSuite(url) {
  const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  const args = ['--experimental-vm-modules', '--no-warnings', jest, '-c', 'jest.server.config.js', ...given];
  const env = { ...process.env, HUB_TEST_DATABASE: url };
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}

const url = process.env.HUB_TEST_DATABASE;
if (url) process.exit(runSuite(url));
const folder = mkdtempSync(join(tmpdir(), 'hub-server-'));
let status = 1;
try {
  status = runSuite(startServer(folder));
} finally {
  spawnSync(process.execPath, [infra, 'stop', '--dir', folder], { stdio: 'inherit' });
}
process.exit(status);
