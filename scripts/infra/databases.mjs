// @ts-check
import { spawnSync } from 'node:child_process';
import { Failure } from './failure.mjs';
import { dockerFile, tableRows } from './folder.mjs';

/** @typedef {import('./folder.mjs').Folder} Folder */

/** Tests make databases of their own; no service may. */
const TEST_USER = 'test';
const TEST_DATABASES = 'hub_test_%';

const services = () => tableRows(dockerFile('mariadb/databases.csv'));

/** @param {string} service */
const variableOf = (service) => `HUB_DB_PASSWORD_${service.toUpperCase().replaceAll('-', '_')}`;

/**
 * Statements that give each service its database and user, and the tests theirs, with the passwords of the folder.
 * @param {Folder} folder
 * @param {'mariadb' | 'mysql'} server
 * @returns {string} one statement a line
 */
export function usersSql(folder, server) {
  const passwords = folder.passwords(server, [TEST_USER, ...services().map(({ service }) => service)]);
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

/** How clients connect. @param {Folder} folder @param {'mariadb' | 'mysql'} server */
export function databaseAccess(folder, server) {
  const passwords = folder.read('passwords.json')[server];
  const users = services().map(({ service, database }) => [service, { password: passwords[service], database }]);
  return {
    host: '127.0.0.1',
    port: folder.read('ports.json')[server],
    socket: folder.file(`${server}.sock`),
    users: {
      ...Object.fromEntries(users),
      [TEST_USER]: { password: passwords[TEST_USER], databases: TEST_DATABASES },
    },
  };
}
