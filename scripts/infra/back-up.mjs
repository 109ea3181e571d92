// @ts-check
// Back-up and restore of one service's database: one file of SQL, as it stood at one moment.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, renameSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { dockerFile, tableRows } from './folder.mjs';
import { need } from './packages.mjs';
import { runningPid } from './processes.mjs';

/** @typedef {import('./folder.mjs').Folder} Folder */

/** @param {Folder} folder @param {string | undefined} service */
function databaseOf(folder, service) {
  const found = tableRows(dockerFile('mariadb/databases.csv')).find((row) => row.service === service);
  if (!found) throw new Failure(`没有服务 ${service}`, '看 docker/mariadb/databases.csv', 2);
  if (runningPid(folder, 'mariadb') === undefined) throw new Failure('mariadb 未运行', '先执行 start mariadb');
  return found.database;
}

/** root comes in by the socket only. @param {Folder} folder */
const asRoot = (folder) => ['--no-defaults', `--socket=${folder.file('mariadb.sock')}`];

/**
 * Writes the database of `service` into `file`, while the service runs. A file that is there whole is a whole back-up.
 * @param {Folder} folder
 * @param {string | undefined} service
 * @param {string | undefined} file
 */
export function backUp(folder, service, file) {
  const database = databaseOf(folder, service);
  if (!file) throw new Failure('没有写明备份到哪个文件', 'back-up 服务 文件', 2);
  const out = openSync(`${file}.part`, 'w', 0o600);
  const { status, stderr } = spawnSync(
    need('mariadb-dump', 'mariadb-client'),
    [...asRoot(folder), '--single-transaction', '--skip-lock-tables', '--hex-blob', database],
    { stdio: ['ignore', out, 'pipe'], encoding: 'utf8' },
  );
  closeSync(out);
  if (status !== 0) throw new Failure(`备份失败：${stderr.split('\n')[0]}`, '核对磁盘空间后再试');
  renameSync(`${file}.part`, file);
}

/**
 * Puts the database of `service`, which must not run, back to what `file` holds. What is there now is gone.
 * @param {Folder} folder
 * @param {string | undefined} service
 * @param {string | undefined} file
 */
export function restore(folder, service, file) {
  const database = databaseOf(folder, service);
  if (!file) throw new Failure('没有写明从哪个文件恢复', 'restore 服务 文件', 2);
  const into = openSync(file, 'r');
  const client = need('mariadb', 'mariadb-client-core');
  const emptied = `DROP DATABASE IF EXISTS \`${database}\`; CREATE DATABASE \`${database}\` CHARACTER SET utf8mb4`;
  const steps = [
    spawnSync(client, [...asRoot(folder), '--execute', emptied], { encoding: 'utf8' }),
    spawnSync(client, [...asRoot(folder), database], { stdio: [into, 'ignore', 'pipe'], encoding: 'utf8' }),
  ];
  closeSync(into);
  const failed = steps.find(({ status }) => status !== 0);
  if (failed) throw new Failure(`恢复失败：${failed.stderr.split('\n')[0]}`, '备份文件不完整时换一份');
}
