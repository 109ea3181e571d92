import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
import { csvRows, projectFile, readProjectFile } from '#libs/kernel';
import { infra, query, type Servers, startServers, stopServers } from './servers.js';

const dir = mkdtempSync(join(tmpdir(), 'hub-infra-'));
let servers: Servers;

beforeAll(async () => {
  servers = await startServers(dir);
});

afterAll(async () => {
  await stopServers(dir);
  rmSync(dir, { recursive: true });
});

const pids = ({ kafka, mariadb }: Servers) => [kafka.pid, mariadb.pid];

const lives = (pid: number): boolean =>
  existsSync(`/proc/${pid}/stat`) && !/\) Z /u.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

/** Names of the topics that a user sees. */
async function topics({ kafka }: Servers, username = 'admin'): Promise<string[]> {
  const admin = new kafkajs.Kafka({
    brokers: kafka.brokers,
    sasl: { mechanism: kafka.mechanism, username, password: kafka.users[username] ?? '' },
    retry: { retries: 0 },
    logLevel: kafkajs.logLevel.NOTHING,
  }).admin();
  try {
    await admin.connect();
    return (await admin.listTopics()).filter((topic) => !topic.startsWith('__')).sort();
  } finally {
    await admin.disconnect();
  }
}

describe('servers of scripts/infra', () => {
  it('are ready when start returns', async () => {
    expect(pids(servers).map(lives)).toEqual([true, true]);
    expect(await query(servers.mariadb, 'aggregator', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const table = csvRows(readProjectFile('docker/kafka/topics.csv')).map((row) => row.topic ?? '');
    expect(await topics(servers)).toEqual(table.sort());
  });

  it('let nobody in without the password', async () => {
    const guess = { ...servers, kafka: { ...servers.kafka, users: { admin: 'guess' } } };
    await expect(topics(guess)).rejects.toThrow(/authentication/iu);
    const stranger = { ...servers.mariadb, users: { aggregator: { password: 'guess' } } };
    await expect(query(stranger, 'aggregator', 'SELECT 1')).rejects.toMatchObject({ errno: 1045 });
  });

  it('keep the databases of services apart', async () => {
    const create = 'CREATE TABLE IF NOT EXISTS hub_audit.probe (id INT)';
    await expect(query(servers.mariadb, 'adapter-audit', create)).resolves.toBeDefined();
    await expect(query(servers.mariadb, 'aggregator', 'SELECT * FROM hub_audit.probe')).rejects.toMatchObject({
      errno: 1142,
    });
    await expect(query(servers.mariadb, 'test', 'CREATE DATABASE hub_other')).rejects.toMatchObject({ errno: 1044 });
    await expect(query(servers.mariadb, 'test', 'CREATE DATABASE hub_test_one')).resolves.toBeDefined();
  });

  it('are given the very files that the containers mount', () => {
    const commands = pids(servers).map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'));
    expect(commands[0]).toContain(projectFile('docker/kafka/server.properties'));
    expect(commands[1]).toContain(`--defaults-file=${projectFile('docker/mariadb/hub.cnf')}`);
    const compose = readProjectFile('docker/compose.yaml');
    expect(compose).toContain('./kafka:/hub/kafka:ro');
    expect(readProjectFile('docker/kafka/start.sh')).toContain('"$here/server.properties"');
    expect(compose).toContain('./mariadb/hub.cnf:/etc/mysql/conf.d/hub.cnf:ro');
  });

  it('run with the settings of docker/mariadb/hub.cnf', async () => {
    const sql = `SELECT @@character_set_server AS charset, @@time_zone AS zone, @@tx_isolation AS isolation,
      @@innodb_flush_log_at_trx_commit AS flush`;
    expect(await query(servers.mariadb, 'aggregator', sql)).toEqual([
      { charset: 'utf8mb4', zone: '+00:00', isolation: 'READ-COMMITTED', flush: 1 },
    ]);
  });

  it('are left alone by a second start, also by two at once', async () => {
    const again = await Promise.all([startServers(dir), startServers(dir)]);
    expect(again).toEqual([
      expect.objectContaining({ dir: servers.dir }),
      expect.objectContaining({ dir: servers.dir }),
    ]);
    expect(again.map(pids)).toEqual([pids(servers), pids(servers)]);
  });

  it('start again after kill -9 with everything they held', async () => {
    for (const pid of pids(servers)) process.kill(pid, 'SIGKILL');
    const before = servers;
    servers = await startServers(dir);
    expect(pids(servers).filter((pid) => pids(before).includes(pid))).toEqual([]);
    expect(servers.kafka).toEqual({ ...before.kafka, pid: servers.kafka.pid, memoryMiB: expect.any(Number) });
    expect(await topics(servers)).toHaveLength(11);
    expect(await query(servers.mariadb, 'adapter-audit', 'SELECT * FROM hub_audit.probe')).toEqual([]);
  });

  it('give a service a new password, in broker and database', async () => {
    const { code } = await infra(['new-password', 'adapter-audit', '--dir', dir]);
    expect(code).toBe(0);
    const before = servers;
    servers = await startServers(dir);
    expect(pids(servers)).toEqual(pids(before));
    expect(await query(servers.mariadb, 'adapter-audit', 'SELECT * FROM hub_audit.probe')).toEqual([]);
    await expect(query(before.mariadb, 'adapter-audit', 'SELECT 1')).rejects.toMatchObject({ errno: 1045 });
    expect(await topics(servers, 'adapter-audit')).toEqual(['clue.audit.v1', 'solicitation.audit.v1']);
    await expect(topics(before, 'adapter-audit')).rejects.toThrow(/authentication/iu);
    expect(await topics(before)).toHaveLength(11);
  });

  it('write no password into a log, and let nobody else read the folder', () => {
    const { kafka, mariadb } = servers;
    const secrets = [...Object.values(kafka.users), ...Object.values(mariadb.users).map(({ password }) => password)];
    const logs = readdirSync(dir).filter((name) => name.endsWith('.log'));
    expect(logs).toEqual(expect.arrayContaining(['kafka.log', 'kafka.previous.log', 'mariadb.log']));
    const telling = logs.filter((name) =>
      secrets.some((secret) => readFileSync(join(dir, name), 'utf8').includes(secret)),
    );
    expect(telling).toEqual([]);
    expect(statSync(dir).mode & 0o077).toBe(0);
    expect(statSync(join(dir, 'passwords.json')).mode & 0o077).toBe(0);
  });

  it('never signal a process that has taken over the pid', async () => {
    const other = mkdtempSync(join(tmpdir(), 'hub-infra-'));
    const file = join(other, 'kafka.pid.json');
    const start = readFileSync(`/proc/${process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
    for (const pid of [
      { pid: process.pid, start },
      { pid: servers.kafka.pid, start: '1' },
    ]) {
      writeFileSync(file, JSON.stringify(pid));
      await stopServers(other);
      expect(existsSync(file)).toBe(false);
    }
    expect(lives(servers.kafka.pid)).toBe(true);
    rmSync(other, { recursive: true });
  });

  it('stop, and are gone', async () => {
    await stopServers(dir);
    expect(pids(servers).map(lives)).toEqual([false, false]);
    expect((await infra(['status', '--dir', dir])).code).toBe(3);
    await stopServers(dir);
  });
});

describe('what is missing is said in one line', () => {
  /** A machine with only these programs. */
  function machineWith(...programs: string[]): NodeJS.ProcessEnv {
    const bin = mkdtempSync(join(dir, 'bin-'));
    for (const program of programs) symlinkSync(join('/usr/bin', program), join(bin, program));
    return { PATH: bin };
  }

  it.each([
    ['java without apt', ['flock'], /^infra: 缺少 java.*apt-get.*default-jre-headless.*\n$/u],
    ['flock', [], /^infra: 缺少 flock.*util-linux.*\n$/u],
  ])('%s', async (_name, programs, line) => {
    const folder = join(dir, 'empty');
    mkdirSync(folder, { recursive: true });
    const { code, stdout, stderr } = await infra(
      ['start', 'kafka', '--dir', folder, '--kafka-port', '0'],
      machineWith(...programs),
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(line);
  });

  it('Maven Central, out of reach', async () => {
    const home = mkdtempSync(join(dir, 'home-'));
    mkdirSync(join(home, '.m2'));
    const mirror = '<mirror><id>closed</id><mirrorOf>*</mirrorOf><url>https://127.0.0.1:9</url></mirror>';
    writeFileSync(join(home, '.m2', 'settings.xml'), `<settings><mirrors>${mirror}</mirrors></settings>`);
    const { code, stderr } = await infra(
      ['start', 'kafka', '--dir', join(home, 'servers'), '--kafka-port', '0', '--cache', join(home, 'cache')],
      { ...process.env, MAVEN_OPTS: `-Duser.home=${home}` },
    );
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^infra: Kafka 的 jar 下载失败.*Maven Central.*\n$/u)]);
  });

  it.each([
    [['start', 'postgres'], 2],
    [['begin'], 2],
    [['start', '--dri', '/x'], 2],
    [['start', '--kafka-port', 'x'], 2],
  ])('wrong use: %j', async (args, exit) => {
    const { code, stderr } = await infra(args);
    expect([code, stderr.split('\n').length]).toEqual([exit, 2]);
  });
});
