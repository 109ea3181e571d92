// Starts broker and database for the tests through scripts/infra; without them the run ends with one line that says what is missing.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dir = join(root, '.infra', 'test');

function infra(...args) {
  return execFileSync(process.execPath, [join(root, 'scripts', 'infra', 'infra.mjs'), ...args, '--dir', dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
}

/** What runs already (a watch, another run) is left alone, and left running. */
export default function startServers() {
  const ran = isRunning();
  const { kafka, mariadb } = JSON.parse(infra('start', '--kafka-port', '0', '--mariadb-port', '0', '--json'));
  process.env.HUB_TEST_KAFKA = `admin:${kafka.users.admin}@${kafka.brokers[0]}`;
  const { test } = mariadb.users;
  // Another server (MySQL, an office's own) may be named.
  process.env.HUB_TEST_DATABASE ??= `mysql://test:${test.password}@${mariadb.host}:${mariadb.port}/hub_test`;
  globalThis.stopTestServers = () => ran || infra('stop');
}

function isRunning() {
  try {
    infra('status');
    return true;
  } catch {
    // Exit code 3: not all of them run.
    return false;
  }
}
