// @ts-check
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { answers, dockerFile } from './folder.mjs';
import { kafkaJars, needJava } from './packages.mjs';
import { launch, runningPid, untilReady } from './processes.mjs';

/** @typedef {import('./folder.mjs').Folder} Folder */

const USUAL_PORT = 9092;
/** Heap of the broker. */
const HEAP = '512m';

/** Command line tools by the name of their script in Kafka's distribution. @type {Record<string, string>} */
const TOOLS = {
  topics: 'org.apache.kafka.tools.TopicCommand',
  acls: 'org.apache.kafka.tools.AclCommand',
  'consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  configs: 'kafka.admin.ConfigCommand',
  'get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  'delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
  'console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
};

/**
 * Environment that fills in docker/kafka/server.properties.
 * @param {Folder} folder
 * @param {number} port the controller listens on the next one
 * @param {string} password of `admin`
 */
const settings = (folder, port, password) => ({
  HUB_KAFKA_DATA: folder.file('kafka-data'),
  HUB_KAFKA_BIND: `127.0.0.1:${port}`,
  HUB_KAFKA_ADVERTISED: `127.0.0.1:${port}`,
  HUB_KAFKA_CONTROLLER: `127.0.0.1:${port + 1}`,
  HUB_KAFKA_ADMIN_PASSWORD: password,
});

/** @param {string} cache @param {readonly string[]} options @returns {string[]} */
const java = (cache, options) => [
  needJava(),
  `-Dlog4j2.configurationFile=file:${dockerFile('kafka/log4j2.xml')}`,
  ...options,
  '-cp',
  `${kafkaJars(cache)}/*`,
];

const TOOL_OPTIONS = ['-Xmx256m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];

/**
 * Starts the broker, unless it runs, and waits until it answers, with topics and access list as in docker/kafka.
 * @param {Folder} folder
 * @param {string} cache
 * @param {number} [wantedPort]
 */
export async function startKafka(folder, cache, wantedPort) {
  const { kafkaAdmin, principals, setUpKafka } = await import('./kafka-setup.mjs').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Failure('缺少 kafkajs', '先在项目目录执行 npm ci');
  });
  const running = runningPid(folder, 'kafka') !== undefined;
  const port = await folder.port('kafka', wantedPort, USUAL_PORT, running, 2);
  const users = folder.passwords('kafka', ['admin', ...principals()]);
  const env = settings(folder, port, users.admin);
  if (!running) {
    const command = java(cache, [`-Xmx${HEAP}`, '-Xms128m', '-XX:+ExitOnOutOfMemoryError']);
    format(folder, cache, env, users);
    const ownErrors = `-XX:ErrorFile=${folder.file('java-error.log')}`;
    const [program, ...options] = command;
    launch(
      folder,
      'kafka',
      [program, ownErrors, ...options, 'kafka.Kafka', dockerFile('kafka/server.properties')],
      env,
    );
  }
  await untilReady(folder, 'kafka', async () => {
    if (!(await answers(port))) return false;
    const admin = kafkaAdmin([`127.0.0.1:${port}`], users.admin, 0);
    try {
      await admin.connect();
      return true;
    } catch {
      return false;
    } finally {
      await admin.disconnect();
    }
  });
  updateUsers(folder, cache, users);
  await setUpKafka([`127.0.0.1:${port}`], users.admin);
}

/**
 * Gives an empty folder its identity and its users. The arguments hold passwords and so go by a file, not by the
 * command line, which everybody on the machine may read.
 * @param {Folder} folder
 * @param {string} cache
 * @param {Record<string, string>} env
 * @param {Record<string, string>} users
 */
function format(folder, cache, env, users) {
  if (existsSync(folder.file('kafka-data/meta.properties'))) return;
  mkdirSync(folder.file('kafka-data'), { recursive: true });
  const scram = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const id = randomBytes(16).toString('base64url');
  // An id that began with a hyphen would be taken for an option.
  const args = ['format', `--cluster-id=${id}`, `--config=${dockerFile('kafka/server.properties')}`, ...scram];
  const file = folder.write('kafka-format.args', args.join('\n'));
  const output = runJava(java(cache, TOOL_OPTIONS), ['kafka.tools.StorageTool', `@${file}`], env);
  rmSync(file);
  if (output.status !== 0) {
    rmSync(folder.file('kafka-data'), { recursive: true });
    throw new Failure('Kafka 数据目录初始化失败', `详见 ${folder.write('kafka-format.log', output.text)}`);
  }
  folder.write('kafka-users.json', JSON.stringify(digests(users)));
}

/**
 * What the broker was told, without telling it: a digest of each password (24 random bytes, so nothing can be guessed).
 * @param {Record<string, string>} users
 * @returns {Record<string, string>}
 */
const digests = (users) =>
  Object.fromEntries(
    Object.entries(users).map(([name, password]) => [name, createHash('sha256').update(password).digest('hex')]),
  );

/**
 * Tells the broker of users that the access list got after the folder was formatted, and of new passwords.
 * @param {Folder} folder
 * @param {string} cache
 * @param {Record<string, string>} users
 */
function updateUsers(folder, cache, users) {
  const known = folder.read('kafka-users.json');
  const wanted = digests(users);
  for (const name of Object.keys(users).filter((user) => known[user] !== wanted[user])) {
    const config = folder.write('kafka-user.properties', `SCRAM-SHA-512=password=${users[name]}\n`);
    const target = ['--entity-type', 'users', '--entity-name', name];
    const { status, text } = kafkaTool(folder, cache, 'configs', ['--alter', '--add-config-file', config, ...target]);
    rmSync(config);
    if (status !== 0) {
      const log = folder.write('kafka-user.log', text.replaceAll(users[name], '***'));
      throw new Failure(`Kafka 用户 ${name} 没有建成`, `详见 ${log}`);
    }
    known[name] = wanted[name];
    folder.write('kafka-users.json', JSON.stringify(known));
  }
}

/** @param {string[]} command @param {string[]} args @param {Record<string, string | undefined>} env */
function runJava([program, ...options], args, env) {
  const { status, stdout, stderr } = spawnSync(program, [...options, ...args], {
    encoding: 'utf8',
    env: { ...process.env, HUB_KAFKA_LOG_LEVEL: 'WARN', ...env },
  });
  return { status, text: `${stdout}${stderr}` };
}

/**
 * One of Kafka's own tools as `admin`: its exit code and what it printed.
 * @param {Folder} folder
 * @param {string} cache
 * @param {string} tool
 * @param {string[]} args
 */
export function kafkaTool(folder, cache, tool, args) {
  const name = TOOLS[tool];
  if (!name) throw new Failure(`没有工具 ${tool}`, `可用：${Object.keys(TOOLS).join(' ')}`, 2);
  if (runningPid(folder, 'kafka') === undefined) throw new Failure('kafka 未运行', '先执行 start kafka');
  const client = folder.write(
    'kafka-admin.properties',
    [
      'security.protocol=SASL_PLAINTEXT',
      'sasl.mechanism=SCRAM-SHA-512',
      'sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" ' +
        `password="${folder.passwords('kafka', ['admin']).admin}";`,
    ].join('\n'),
  );
  const server = ['--bootstrap-server', `127.0.0.1:${folder.read('ports.json').kafka}`, '--command-config', client];
  return runJava(java(cache, TOOL_OPTIONS), [name, ...server, ...args], {});
}

/** How clients connect. @param {Folder} folder */
export function kafkaAccess(folder) {
  const brokers = [`127.0.0.1:${folder.read('ports.json').kafka}`];
  return { brokers, mechanism: 'scram-sha-512', users: folder.read('passwords.json').kafka };
}
