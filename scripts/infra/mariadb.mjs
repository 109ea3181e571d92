// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { usersSql } from './databases.mjs';
import { Failure } from './failure.mjs';
import { dockerFile } from './folder.mjs';
import { need } from './packages.mjs';
import { launch, runningPid, untilReady } from './processes.mjs';

/** @typedef {import('./folder.mjs').Folder} Folder */

const USUAL_PORT = 3306;
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
  const { status, stderr } = asRoot(usersSql(folder, 'mariadb'));
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
