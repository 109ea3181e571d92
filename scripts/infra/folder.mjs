// @ts-check
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Path of a configuration file that containers use too. @param {string} name */
export const dockerFile = (name) => join(projectRoot, 'docker', name);

/** Rows of a small CSV file without quotes, as objects. @param {string} path @returns {Record<string, string>[]} */
export function tableRows(path) {
  const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/u);
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, index) => [name, cells[index] ?? '']));
  });
}

/**
 * A folder of servers: their data, logs, pids, ports and passwords, for the owner only.
 * A folder keeps its ports and its passwords from the first start on.
 */
export class Folder {
  /** @param {string} path */
  constructor(path) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.path = realpathSync(path);
    if (this.path.length > 90)
      throw new Failure(`目录路径过长：${this.path}`, '套接字文件的路径最多 107 字节，换一个短的 --dir', 2);
  }

  /** @param {string} name */
  file(name) {
    return join(this.path, name);
  }

  /** Content of a JSON file, or an empty object. @param {string} name @returns {any} */
  read(name) {
    return existsSync(this.file(name)) ? JSON.parse(readFileSync(this.file(name), 'utf8')) : {};
  }

  /** Replaces a file as a whole, readable for the owner only. @param {string} name @param {string} text */
  write(name, text) {
    const fresh = `${this.file(name)}.new`;
    writeFileSync(fresh, text, { mode: 0o600 });
    chmodSync(fresh, 0o600);
    renameSync(fresh, this.file(name));
    return this.file(name);
  }

  /**
   * Passwords of `names` in the realm of one server; those that have none yet get one.
   * @param {string} realm
   * @param {readonly string[]} names
   * @returns {Record<string, string>}
   */
  passwords(realm, names) {
    const all = this.read('passwords.json');
    const known = { ...all[realm] };
    for (const name of names) known[name] ??= randomBytes(24).toString('base64url');
    if (Object.keys(known).length !== Object.keys(all[realm] ?? {}).length)
      this.write('passwords.json', `${JSON.stringify({ ...all, [realm]: known }, null, 2)}\n`);
    return known;
  }

  /** Forgets the password of `name` everywhere, so that the next start makes a new one. @param {string} name */
  forgetPassword(name) {
    const realms = Object.entries(this.read('passwords.json'));
    if (!realms.some(([, users]) => name in users))
      throw new Failure(`没有用户 ${name}`, '看 status --json 里的 users', 2);
    const kept = realms.map(([realm, { [name]: _, ...users }]) => [realm, users]);
    this.write('passwords.json', `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  }

  /**
   * The port of `server`: the wanted one, else the one it had, else the usual one. 0 takes any that is free.
   * @param {string} server
   * @param {number | undefined} wanted
   * @param {number} usual
   * @param {boolean} running a running server keeps its port
   * @param {number} [width] ports in a row that are needed
   * @returns {Promise<number>}
   */
  async port(server, wanted, usual, running, width = 1) {
    const ports = this.read('ports.json');
    if (running && wanted && wanted !== ports[server])
      throw new Failure(`${server} 已在端口 ${ports[server]} 运行`, `先执行 stop ${server}，再换端口`);
    if (running) return ports[server];
    let port = wanted ?? ports[server] ?? usual;
    if (port === 0) port = ports[server] ?? (await anyFree(width));
    for (let offset = 0; offset < width; offset += 1) await expectFree(server, port + offset);
    if (ports[server] !== port) this.write('ports.json', `${JSON.stringify({ ...ports, [server]: port })}\n`);
    return port;
  }
}

/** @param {string} server @param {number} port */
async function expectFree(server, port) {
  // A server that was just killed may hold its port for a moment.
  for (let tries = 0; tries < 30; tries += 1) {
    if (await isFree(port)) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Failure(`端口 ${port} 已被别的进程占用`, `用 --${server}-port 换一个，0 为任选`);
}

/** @param {number} port @returns {Promise<boolean>} */
function isFree(port) {
  return new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => answer(true)));
  });
}

/** Below the range that the system hands out to outgoing connections. @param {number} width */
async function anyFree(width) {
  for (let tries = 0; tries < 200; tries += 1) {
    const port = 20_000 + (randomBytes(2).readUInt16BE() % 12_000);
    let free = true;
    for (let offset = 0; offset < width && free; offset += 1) free = await isFree(port + offset);
    if (free) return port;
  }
  throw new Failure('20000–32000 之间没有空闲端口', '用 --kafka-port、--mariadb-port 指定');
}

/** Whether something answers at a port of this machine. @param {number} port @returns {Promise<boolean>} */
export function answers(port) {
  return new Promise((answer) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      answer(true);
    });
    socket.once('error', () => answer(false));
  });
}
