import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrokerConfig } from '#libs/config';
import { projectFile } from '#libs/kernel';
import { testBroker } from './test-broker.js';

/** A broker that belongs to one spec, which may kill it. Started by `scripts/infra` in a folder of its own. */
export class OwnBroker {
  private constructor(
    private readonly folder: string,
    readonly config: BrokerConfig,
    private pid: number,
  ) {}

  static start(): OwnBroker {
    const folder = mkdtempSync(join(tmpdir(), 'own-kafka-'));
    const { brokers, users, pid } = startIn(folder, 0);
    const config = { ...testBroker(), brokers, sasl: { username: 'admin', password: users.admin } };
    return new OwnBroker(folder, config, pid);
  }

  /** As a power cut for the process: kill -9. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  /** Starts it anew on the same port and data. */
  restart(): void {
    this.pid = startIn(this.folder).pid;
  }

  remove(): void {
    infra('stop', this.folder);
    rmSync(this.folder, { recursive: true });
  }
}

interface Access {
  pid: number;
  brokers: string[];
  users: { admin: string };
}

function startIn(folder: string, port?: number): Access {
  const output = infra('start', folder, '--json', ...(port === undefined ? [] : ['--kafka-port', String(port)]));
  return (JSON.parse(output) as { kafka: Access }).kafka;
}

function infra(command: string, folder: string, ...options: string[]): string {
  const script = projectFile('scripts/infra/infra.mjs');
  const result = spawnSync(process.execPath, [script, command, 'kafka', '--dir', folder, ...options], {
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`scripts/infra ${command} kafka: ${result.stderr.trim()}`);
  return result.stdout;
}
