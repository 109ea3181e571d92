// @ts-check
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from './failure.mjs';

/** @typedef {import('./folder.mjs').Folder} Folder */

/** Seconds a server has to become ready. After kill -9 a broker takes about six on two cores. */
const READY_WITHIN = 90;
/** Seconds a server has to end by itself before it is killed. */
const STOP_WITHIN = 30;

/**
 * Start of a process in clock ticks since boot (proc_pid_stat(5), field 22), or undefined when there is none.
 * @param {number} pid
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name of the program stands in brackets and may itself hold blanks and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function commandOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/**
 * The pid of the server `name` of this folder, if it lives. Pids are handed out again, so a pid counts only when that
 * process began at the moment noted at its start and was started for this folder.
 * @param {Folder} folder
 * @param {string} name
 * @returns {number | undefined}
 */
export function runningPid(folder, name) {
  const { pid, start } = folder.read(`${name}.pid.json`);
  return pid && startOf(pid) === start && commandOf(pid).includes(`${folder.path}/`) ? pid : undefined;
}

/** Resident memory of a process in MiB. @param {number} pid */
export function memoryOf(pid) {
  const kib = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
  return Math.round(Number(kib) / 1024);
}

/**
 * Starts a server that outlives this command; what it prints goes to `<name>.log`, and what the one before it printed
 * stays in `<name>.previous.log`.
 * @param {Folder} folder
 * @param {string} name
 * @param {readonly string[]} command
 * @param {Record<string, string | undefined>} [env]
 * @returns {number} its pid
 */
export function launch(folder, name, command, env = {}) {
  const [program = '', ...args] = command;
  if (existsSync(folder.file(`${name}.log`)))
    renameSync(folder.file(`${name}.log`), folder.file(`${name}.previous.log`));
  const log = openSync(folder.file(`${name}.log`), 'w', 0o600);
  const child = spawn(program, args, {
    cwd: folder.path,
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) throw new Failure(`${program} 无法启动`, '先安装它，再试一次');
  child.unref();
  folder.write(`${name}.pid.json`, `${JSON.stringify({ pid, start: startOf(pid) })}\n`);
  return pid;
}

/**
 * Waits until `ready` says so. A server that ends meanwhile, or takes too long, is a failure.
 * @param {Folder} folder
 * @param {string} name
 * @param {() => Promise<boolean>} ready
 */
export async function untilReady(folder, name, ready) {
  const until = Date.now() + READY_WITHIN * 1000;
  while (!(await ready())) {
    const ended = runningPid(folder, name) === undefined;
    if (ended || Date.now() > until) {
      const why = ended ? `${name} 启动时退出` : `${name} 在 ${READY_WITHIN} 秒内没有就绪`;
      throw new Failure(`${why}：${firstError(folder, name)}`, `详见 ${folder.file(`${name}.log`)}`);
    }
    await pause(100);
  }
}

/** First line of the log that speaks of an error, cut to one line. @param {Folder} folder @param {string} name */
function firstError(folder, name) {
  const lines = readFileSync(folder.file(`${name}.log`), 'utf8')
    .trim()
    .split('\n');
  const line = [/\b(ERROR|FATAL)\b/u, /error|exception/iu, /./u].map((sign) => lines.find((text) => sign.test(text)));
  return (line.find(Boolean) ?? '').slice(0, 200);
}

/**
 * Ends a server: asked first, killed after 30 s. Nothing happens when it does not run.
 * @param {Folder} folder
 * @param {string} name
 * @returns {Promise<boolean>} whether it ran
 */
export async function stop(folder, name) {
  const pid = runningPid(folder, name);
  if (pid !== undefined) {
    process.kill(pid, 'SIGTERM');
    const until = Date.now() + STOP_WITHIN * 1000;
    while (runningPid(folder, name) !== undefined && Date.now() < until) await pause(50);
    if (runningPid(folder, name) !== undefined) process.kill(pid, 'SIGKILL');
    while (runningPid(folder, name) !== undefined) await pause(50);
  }
  rmSync(folder.file(`${name}.pid.json`), { force: true });
  return pid !== undefined;
}
