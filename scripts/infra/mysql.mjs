// @ts-check
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { usersSql } from './databases.mjs';
import { Failure } from './failure.mjs';
import { dockerFile } from './folder.mjs';
import { need, programPath } from './packages.mjs';
import { launch, runningPid, untilReady } from './processes.mjs';

/** @typedef {import('./folder.mjs').Folder} Folder */

const USUAL_PORT = 3307;

/**
 * Starts MySQL, unless it runs, with the configuration of docker/mariadb. Debian has it in its unstable suite only, built
 * for a newer C library; so it is unpacked with all its libraries beside the system, which stays as it is.
 * @param {Folder} folder
 * @param {string} cache
 * @param {number} [wantedPort]
 */
export async function startMysql(folder, cache, wantedPort) {
  const running = runningPid(folder, 'mysql') !== undefined;
  const port = await folder.port('mysql', wantedPort, USUAL_PORT, running);
  if (running) return;
  const command = serverCommand(unpacked(cache), folder, port);
  install(folder, command);
  // A lock left by kill -9 names a pid that may be somebody else's by now, and then the server does not start.
  for (const left of ['mysql.sock', 'mysql.sock.lock']) rmSync(folder.file(left), { force: true });
  const statements = folder.write('mysql-users.sql', usersSql(folder, 'mysql'));
  // Run before the first connection is let in.
  launch(folder, 'mysql', [...command, `--init-file=${statements}`]);
  await untilReady(folder, 'mysql', async () =>
    readFileSync(folder.file('mysql.log'), 'utf8').includes('ready for connections'),
  );
  rmSync(statements);
}

/** @param {Folder} folder @param {string[]} command */
function install(folder, [program, ...options]) {
  const data = folder.file('mysql-data');
  if (existsSync(`${data}/mysql.ibd`)) return;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const { status, stdout, stderr } = spawnSync(program, [...options, '--initialize-insecure'], { encoding: 'utf8' });
  if (status === 0) return;
  rmSync(data, { recursive: true });
  throw new Failure('MySQL 数据目录初始化失败', `详见 ${folder.write('mysql-install.log', `${stdout}${stderr}`)}`);
}

/**
 * The server by the loader of its own C library.
 * @param {string} root
 * @param {Folder} folder
 * @param {number} port
 * @returns {string[]}
 */
function serverCommand(root, folder, port) {
  const [loader = ''] = readdirSync(join(root, 'usr/lib'))
    .map((triplet) => join(root, 'usr/lib', triplet))
    .filter((path) => existsSync(join(path, 'libc.so.6')))
    .flatMap((path) => readdirSync(path).map((name) => join(path, name)))
    .filter((path) => /\/ld-linux-[^/]+$/u.test(path));
  return [
    loader,
    '--library-path',
    dirname(loader),
    join(root, 'usr/sbin/mysqld'),
    `--defaults-file=${dockerFile('mariadb/hub.cnf')}`,
    `--basedir=${root}/usr`,
    `--lc-messages-dir=${root}/usr/share/mysql`,
    `--character-sets-dir=${root}/usr/share/mysql/charsets`,
    `--plugin-dir=${root}/usr/lib/mysql/plugin`,
    `--datadir=${folder.file('mysql-data')}`,
    `--pid-file=${folder.file('mysql-data/mysqld.pid')}`,
    `--socket=${folder.file('mysql.sock')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    `--user=${userInfo().username}`,
    '--mysqlx=OFF',
    '--secure-file-priv=NULL',
    // As MariaDB has it by default: no binary log.
    '--skip-log-bin',
  ];
}

/** Folder with the server and every library it needs. @param {string} cache @returns {string} */
function unpacked(cache) {
  const root = join(cache, 'mysql');
  if (existsSync(root)) return root;
  const apt = programPath('apt-get');
  if (!apt) throw new Failure('缺少 apt-get', 'MySQL 只能在 Debian 上取得，改用 mariadb');
  const work = mkdtempSync(join(tmpdir(), 'hub-mysql-'));
  try {
    download(apt, work);
    const fresh = `${root}.${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    // Perl and the rest are for scripts that are not used here.
    const packages = readdirSync(join(work, 'cache/archives')).filter((name) => /^(mysql|lib|gcc).*\.deb$/u.test(name));
    for (const name of packages.filter((name) => !/^lib(perl|db5)/u.test(name)))
      spawnSync(need('dpkg-deb', 'dpkg'), ['-x', join(work, 'cache/archives', name), fresh]);
    for (const folder of ['doc', 'man', 'locale'])
      rmSync(join(fresh, 'usr/share', folder), { recursive: true, force: true });
    renameSync(fresh, root);
  } finally {
    rmSync(work, { recursive: true });
  }
  return root;
}

/**
 * Fetches the packages from the machine's own Debian mirror, by a package list and a status of their own: with nothing
 * installed apt names the whole set of libraries.
 * @param {string} apt
 * @param {string} work
 */
function download(apt, work) {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'sources'])
    mkdirSync(join(work, folder), { recursive: true });
  writeFileSync(join(work, 'status'), '');
  const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
  writeFileSync(
    join(work, 'sources/sid.sources'),
    `Types: deb\nURIs: ${mirror()}\nSuites: sid\nComponents: main\nSigned-By: ${keyring}\n`,
  );
  const settings = {
    'Dir::Etc::sourcelist': '/dev/null',
    'Dir::Etc::sourceparts': join(work, 'sources'),
    'Dir::State::lists': join(work, 'lists'),
    'Dir::State::status': join(work, 'status'),
    'Dir::Cache': join(work, 'cache'),
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  for (const args of [
    ['update'],
    ['-y', '--no-install-recommends', '--download-only', 'install', 'mysql-server-core'],
  ]) {
    const { status } = spawnSync(apt, ['-qq', ...options, ...args], { stdio: 'ignore' });
    if (status !== 0) throw new Failure('MySQL 下载失败', `检查到 ${mirror()} 的网络，或改用 mariadb`);
  }
}

/** The Debian mirror that this machine is set to. @returns {string} */
function mirror() {
  const parts = '/etc/apt/sources.list.d';
  const names = existsSync(parts) ? readdirSync(parts).map((name) => join(parts, name)) : [];
  const files = ['/etc/apt/sources.list', ...names].filter(existsSync);
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  return (
    /^(?:URIs:|deb(?: \[[^\]]*\])?)\s+(\S+\/debian)\/?(?:\s|$)/mu.exec(text)?.[1] ?? 'http://deb.debian.org/debian'
  );
}
