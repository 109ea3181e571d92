// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { Failure } from './failure.mjs';
import { dockerFile, tableRows } from './folder.mjs';
import { need } from './packages.mjs';
import { launch, runningPid, untilReady } from './processes.mjs';

/** @typedef {import('./folder.mjs').Folder} Folder */

const USUAL_PORT = 3306;
/** Tests make databases of their own; no service may. */
const TEST_USER = 'test';
const TEST_DATABASES = 'hub_test_%';

const services = () => tableRows(dockerFile('mariadb/databases.csv'));

/**
 * Starts the database server, unless it runs, and waits until it answers, with a database and a user for each service.
 * @param {Folder} folder
 * @param {number} [wantedPort]
 */
export async function startMariadb(folder, wantedPort) {
  // The core packages bring programs only: no service of the system is started by them.
  const server = need('mariadbd', 'mariadb-server-core', 'mariadb-client-core');
  const client = need('mariadb', 'mariadb-client-core');
  const running = runningPid(folder, 'mariadb') !== undefined;
  const port = await folder.port('mariadb', wantedPort, USUAL_PORT, running);
  if (!running) {
    install(folder);
    launch(folder, 'mariadb', [
      server,
      `--defaults-file=${dockerFile('mariadb/hub.cnf')}`,
      `--datadir=${folder.file('mariadb-data')}`,
      `--socket=${folder.file('mariadb.sock')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--user=${userInfo().username}`,
    ]);
  }
  /** @param {string} sql */
  const asRoot = (sql) =>
    spawnSync(client, ['--no-defaults', `--socket=${folder.file('mariadb.sock')}`, '--batch'], {
      encoding: 'utf8',
      input: sql,
    });
  await untilReady(folder, 'mariadb', async () => asRoot('SELECT 1').status === 0);
  const { status, stderr } = asRoot(usersSql(folder));
  if (status !== 0) throw new Failure(`数据库用户没有建成：${stderr.split('\n')[0]}`, '改正 docker/mariadb 后再试');
}

/** Makes the system tables in an empty folder. root comes in by the socket only. @param {Folder} folder */
function install(folder) {
  const data = folder.file('mariadb-data');
  if (existsSync(`${data}/mysql`)) return;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const { username } = userInfo();
  const { status, stdout, stderr } = spawnSync(
    need('mariadb-install-db', 'mariadb-server-core'),
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--user=${username}`,
      '--auth-root-authentication-method=socket',
      `--auth-root-socket-user=${username}`,
      '--skip-name-resolve',
      '--skip-test-db',
    ],
    { encoding: 'utf8' },
  );
  if (status === 0) return;
  rmSync(data, { recursive: true });
  throw new Failure('MariaDB 数据目录初始化失败', `详见 ${folder.write('mariadb-install.log', `${stdout}${stderr}`)}`);
}

/** @param {string} service */
const variableOf = (service) => `HUB_DB_PASSWORD_${service.toUpperCase().replaceAll('-', '_')}`;

/** @param {Folder} folder */
function usersSql(folder) {
  const passwords = folder.passwords('mariadb', [TEST_USER, ...services().map(({ service }) => service)]);
  const env = Object.fromEntries(Object.entries(passwords).map(([name, password]) => [variableOf(name), password]));
  const { status, stdout, stderr } = spawnSync('sh', [dockerFile('mariadb/users.sh')], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (status !== 0) throw new Failure(`docker/mariadb/users.sh 失败：${stderr.split('\n')[0]}`, '改正后再试');
  const databases = TEST_DATABASES.replaceAll('_', '\\_');
  return `${stdout}
CREATE USER IF NOT EXISTS '${TEST_USER}'@'%' IDENTIFIED BY '${passwords[TEST_USER]}';
GRANT ALL PRIVILEGES ON \`${databases}\`.* TO '${TEST_USER}'@'%';
`;
}

/** How clients connect. @param {Folder} folder */
export function mariadbAccess(folder) {
  const passwords = folder.read('passwords.json').mariadb;
  const users = services().map(({ service, database }) => [service, { password: passwords[service], database }]);
  return {
    host: '127.0.0.1',
    port: folder.read('ports.json').mariadb,
    socket: folder.file('mariadb.sock'),
    users: {
      ...Object.fromEntries(users),
      [TEST_USER]: { password: passwords[TEST_USER], databases: TEST_DATABASES },
    },
  };
}
