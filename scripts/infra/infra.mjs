#!/usr/bin/env node
// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { backUp, restore } from './back-up.mjs';
import { databaseAccess } from './databases.mjs';
import { Failure } from './failure.mjs';
import { Folder, projectRoot } from './folder.mjs';
import { kafkaAccess, kafkaTool, startKafka } from './kafka.mjs';
import { startMariadb } from './mariadb.mjs';
import { startMysql } from './mysql.mjs';
import { defaultCache, need } from './packages.mjs';
import { memoryOf, runningPid, stop } from './processes.mjs';

const HELP = `Apache Kafka (KRaft, SCRAM, access list) and MariaDB or MySQL on loopback, in a folder of their own.

  node scripts/infra/infra.mjs start  [SERVER]   installs what is missing, starts, waits until ready
  node scripts/infra/infra.mjs stop   [SERVER]
  node scripts/infra/infra.mjs status [SERVER]   exit code 0 when all of them run, 3 otherwise
                                    SERVER: kafka, mariadb, mysql, all (default: kafka and mariadb; stop: every one)
  node scripts/infra/infra.mjs new-password SERVICE   in Kafka and databases, from the next start on
  node scripts/infra/infra.mjs back-up SERVICE FILE   its database in MariaDB, while the service runs
  node scripts/infra/infra.mjs restore SERVICE FILE   while it does not
  node scripts/infra/infra.mjs kafka-tool TOOL [ARGUMENTS]  topics, acls, consumer-groups, configs … as \`admin\`

  --dir DIR          folder of data, logs and passwords (default: .infra/servers in the project)
  --kafka-port N     default 9092, the controller takes the next one; 0 any free one; a folder keeps its port
  --mariadb-port N   default 3306; --mysql-port N   default 3307
  --cache DIR        folder of downloads (default: .infra/cache in the project)
  --json             one object on standard output: how to connect, with passwords
Run twice, start leaves a running server alone. Two commands for one folder wait for each other.
`;

const SERVERS = ['kafka', 'mariadb', 'mysql'];
/** What a stack needs: one of the two databases is enough. */
const USUAL_SERVERS = ['kafka', 'mariadb'];

const OPTIONS = /** @type {const} */ ({
  dir: { type: 'string', default: join(projectRoot, '.infra', 'servers') },
  cache: { type: 'string', default: defaultCache },
  'kafka-port': { type: 'string' },
  'mariadb-port': { type: 'string' },
  'mysql-port': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  // Set by the command itself when it holds the lock of the folder.
  locked: { type: 'boolean', default: false },
});

/** @param {string | undefined} text @param {string} name */
function portOf(text, name) {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/u.test(text) || port > 65_534) throw new Failure(`--${name} 不对：${text}`, '写 0–65534 的整数', 2);
  return port;
}

/** @param {string[]} args */
function readArguments(args) {
  // What follows the name of a tool belongs to the tool.
  const tool = args.indexOf('kafka-tool');
  const own = tool < 0 ? args : args.slice(0, tool + 1);
  try {
    const { values, positionals } = parseArgs({ args: own, options: OPTIONS, allowPositionals: true });
    return {
      values,
      command: positionals[0],
      which: positionals[1] ?? 'all',
      file: positionals[2],
      rest: tool < 0 ? [] : args.slice(tool + 1),
    };
  } catch (error) {
    throw new Failure(error instanceof Error ? error.message.split('\n')[0] : '参数不对', '看 --help', 2);
  }
}

/**
 * Runs the same command again while the system holds a lock for it, which goes with the process, however it ends.
 * @param {Folder} folder
 * @param {string[]} args
 */
function underLock(folder, args) {
  const self = fileURLToPath(import.meta.url);
  const flock = need('flock', 'util-linux');
  const lock = ['--close', '--timeout', '600', '--conflict-exit-code', '75', folder.file('lock')];
  const { status } = spawnSync(flock, [...lock, process.execPath, self, '--locked', ...args], { stdio: 'inherit' });
  if (status === 75) throw new Failure(`${folder.path} 被另一条命令占用超过 10 分钟`, '等它结束，或结束它');
  return status ?? 1;
}

/**
 * Prints what runs, and how to connect.
 * @param {Folder} folder
 * @param {string[]} names
 * @param {boolean} json
 * @returns {boolean} whether all of them run
 */
function report(folder, names, json) {
  const ports = folder.read('ports.json');
  /** @type {{ name: string, running: boolean, pid?: number, memoryMiB?: number }[]} */
  const states = names.map((name) => {
    const pid = runningPid(folder, name);
    return { name, ...(pid === undefined ? { running: false } : { running: true, pid, memoryMiB: memoryOf(pid) }) };
  });
  if (json) {
    const servers = states.map(({ name, ...state }) => {
      if (!state.running) return [name, state];
      const access = name === 'mariadb' || name === 'mysql' ? databaseAccess(folder, name) : kafkaAccess(folder);
      return [name, { ...state, ...access }];
    });
    process.stdout.write(`${JSON.stringify({ dir: folder.path, ...Object.fromEntries(servers) }, null, 2)}\n`);
  } else {
    for (const { name, running, pid, memoryMiB } of states) {
      const where = running ? `运行中  127.0.0.1:${ports[name]}  pid ${pid}  ${memoryMiB} MiB` : '未运行';
      process.stdout.write(`${name.padEnd(8)} ${where}\n`);
    }
  }
  return states.every(({ running }) => running);
}

/** @param {string[]} args @returns {Promise<number>} exit code */
async function run(args) {
  const { values, command, which, file, rest } = readArguments(args);
  if (values.help || !command) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const names = which === 'all' ? (command === 'stop' ? SERVERS : USUAL_SERVERS) : [which];
  const known =
    ['new-password', 'back-up', 'restore'].includes(command) ||
    (['start', 'stop', 'status', 'kafka-tool'].includes(command) && SERVERS.includes(names[0]));
  if (!known) throw new Failure(`不认识的命令：${command} ${which}`, '看 --help', 2);
  const dir = resolve(values.dir);
  if (command !== 'start' && !existsSync(dir)) {
    process.stdout.write(values.json ? '{}\n' : `${dir} 还没有服务器\n`);
    return command === 'stop' ? 0 : 3;
  }
  const folder = new Folder(dir);
  if (command === 'status') return report(folder, names, values.json) ? 0 : 3;
  if (command === 'kafka-tool') {
    const { status, text } = kafkaTool(folder, resolve(values.cache), rest[0] ?? '', rest.slice(1));
    process.stdout.write(text);
    return status ?? 1;
  }
  const ports = {
    kafka: portOf(values['kafka-port'], 'kafka-port'),
    mariadb: portOf(values['mariadb-port'], 'mariadb-port'),
    mysql: portOf(values['mysql-port'], 'mysql-port'),
  };
  if (!values.locked) return underLock(folder, args);
  if (command === 'new-password') {
    // The broker itself and its controller log in as `admin`.
    if (which === 'admin') throw new Failure('admin 的口令只在新目录生成', '换一个 --dir', 2);
    folder.forgetPassword(which);
    return 0;
  }
  if (command === 'back-up' || command === 'restore') {
    (command === 'restore' ? restore : backUp)(folder, which, file);
    return 0;
  }
  if (command === 'stop') {
    for (const name of names) await stop(folder, name);
    if (!values.json) report(folder, names, false);
    return 0;
  }
  const cache = resolve(values.cache);
  // One after the other: on a bare machine all of them want apt.
  if (names.includes('mariadb')) await startMariadb(folder, ports.mariadb);
  if (names.includes('mysql')) await startMysql(folder, cache, ports.mysql);
  if (names.includes('kafka')) await startKafka(folder, cache, ports.kafka);
  report(folder, names, values.json);
  return 0;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  process.stderr.write(`infra: ${error.message}\n`);
  process.exitCode = error.exitCode;
}
