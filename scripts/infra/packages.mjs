// @ts-check
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';
import { projectRoot } from './folder.mjs';

/** Path of a program, looked for in PATH and where Debian keeps servers. @param {string} name */
export function programPath(name) {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder: the next one.
    }
  }
  return undefined;
}

/**
 * Makes sure that a program is there, by apt where it is not.
 * @param {string} name
 * @param {readonly string[]} packages Debian packages that bring it
 * @returns {string} its path
 */
export function need(name, ...packages) {
  const found = programPath(name);
  if (found) return found;
  const remedy = `apt-get install ${packages.join(' ')}`;
  const apt = programPath('apt-get');
  if (!apt) throw new Failure(`缺少 ${name}，本机也没有 apt-get`, `自行安装（Debian 上是 ${remedy}）后再试`);
  if (process.getuid?.() !== 0) throw new Failure(`缺少 ${name}，当前用户不能安装`, `以 root 执行 ${remedy}`);
  process.stderr.write(`${remedy} …\n`);
  // The lists know the package already on most machines; they are refreshed only when they do not.
  if (!aptGet(apt, 'install', ...packages) && !(aptGet(apt, 'update') && aptGet(apt, 'install', ...packages)))
    throw new Failure(`${name} 安装失败`, `检查网络与 /etc/apt 的软件源，手工执行 ${remedy} 看原因`);
  const installed = programPath(name);
  if (!installed) throw new Failure(`装了 ${packages.join(' ')} 仍没有 ${name}`, '检查 PATH');
  return installed;
}

/** One apt-get at a time on this machine, without questions. @param {string} apt @param {string[]} args */
function aptGet(apt, ...args) {
  const quiet = ['-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  const lock = join(tmpdir(), 'clue-hub-apt.lock');
  const { status } = spawnSync(need('flock', 'util-linux'), ['--close', lock, apt, ...quiet, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: 'ignore',
  });
  return status === 0;
}

/** Java of a version that Kafka 4 runs on. @returns {string} */
export function needJava() {
  const java = need('java', 'default-jre-headless');
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/u.exec(stderr ?? '')?.[1] ?? 0);
  if (version < 17)
    throw new Failure(`java 版本是 ${version}，Kafka 4 要 17 以上`, 'apt-get install default-jre-headless');
  return java;
}

/**
 * Folder with the jars of Kafka; fetched once by Maven, then shared by all folders of servers.
 * @param {string} cache
 * @returns {string}
 */
export function kafkaJars(cache) {
  const pom = join(dirname(fileURLToPath(import.meta.url)), 'pom.xml');
  const version = /<kafka\.version>([^<]+)</u.exec(readFileSync(pom, 'utf8'))?.[1];
  const jars = join(cache, `kafka-${version}`);
  if (existsSync(jars)) return jars;
  const maven = need('mvn', 'maven');
  const fresh = `${jars}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const { status, stdout, stderr } = spawnSync(
    maven,
    ['-B', '-q', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`, '-DincludeScope=runtime'],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    rmSync(fresh, { recursive: true });
    const log = join(cache, 'maven.log');
    writeFileSync(log, `${stdout}${stderr}`);
    throw new Failure(
      'Kafka 的 jar 下载失败',
      `检查到 Maven Central 的网络（镜像写在 ~/.m2/settings.xml），详见 ${log}`,
    );
  }
  try {
    renameSync(fresh, jars);
  } catch (error) {
    // Another command was quicker: its set is as good.
    rmSync(fresh, { recursive: true });
    if (!existsSync(jars)) throw error;
  }
  return jars;
}

/** Where downloads are kept. */
export const defaultCache = join(projectRoot, '.infra', 'cache');
