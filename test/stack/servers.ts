import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectFile } from '#libs/kernel';

/** How to reach the servers of a folder, as `scripts/infra` prints it. */
export interface Servers {
  dir: string;
  kafka: { pid: number; brokers: string[]; users: Record<string, string> };
  mariadb: {
    pid: number;
    host: string;
    port: number;
    users: Record<string, { password: string; database?: string; databases?: string }>;
  };
}

const INFRA = projectFile('scripts/infra/infra.mjs');
const run = promisify(execFile);

/** Installs and starts broker and database in `dir` on free ports; those that run are left alone. */
export async function startServers(dir: string, which = 'all'): Promise<Servers> {
  const ports = ['--kafka-port', '0', '--mariadb-port', '0'];
  const { stdout } = await run(process.execPath, [INFRA, 'start', which, '--dir', dir, ...ports, '--json'], {
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout) as Servers;
}

export async function stopServers(dir: string, which = 'all'): Promise<void> {
  await run(process.execPath, [INFRA, 'stop', which, '--dir', dir]);
}
