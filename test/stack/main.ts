import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import type { Department } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { projectFile } from '#libs/kernel';
import { startServers, stopServers } from '../infra/servers.js';
import { Keeper } from './keeper.js';
import { ndjson } from './load.js';
import { loadSampleOffice } from './office.js';
import { AGGREGATOR, adapterOf, type Push, SERVICES, Services } from './services.js';
import { Onlooker, type Sums } from './sums.js';

const HELP = `Broker, database and the six services on this machine; sample files sent in, signed; packets out.

  npm run stack [-- --records N] [--dir DIR] [--once]

  --records N   sends N generated records too, a fifth to each department
  --dir DIR     folder of servers, logs and packets (default .infra/stack); what an earlier run left there is kept
  --once        ends by itself when the packets are written
Ctrl-C stops the services and then the servers.
`;

/** Records in one request. */
const IN_ONE = 2000;
/** Longest wait for all of it to arrive and to be linked, in milliseconds for each record, and at least. */
const WAIT_EACH = 10;
const WAIT_LEAST = 120_000;

const out = (text: string): void => void process.stdout.write(text);
const run = promisify(execFile);

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      records: { type: 'string', default: '0' },
      dir: { type: 'string', default: projectFile('.infra/stack') },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return out(HELP);
  const records = Number(values.records);
  out('启动 Kafka 和 MariaDB …\n');
  const servers = await startServers(join(values.dir, 'servers'));
  const services = await Services.prepare(join(values.dir, 'services'), servers);
  const onlooker = new Onlooker(services);
  // As the supervisor of an office: what is killed comes back.
  const keeper = new Keeper(services);
  const stop = async (): Promise<void> => {
    out('\n停止六个服务，再停 Kafka 和 MariaDB …\n');
    await onlooker.close();
    await keeper.letAllGo('SIGTERM');
    await stopServers(servers.dir);
    out('都已停止。数据留着，下次接着用。\n');
  };
  process.once('SIGINT', () => void stop().then(() => process.exit(0)));
  try {
    out('启动六个服务 …\n');
    await keeper.keep(...SERVICES);
    printServices(services);
    const { units } = await loadSampleOffice(await onlooker.database(AGGREGATOR));
    out('已装入单位、别名、机构变动、班子名册和轮次\n');
    await sendSamples(services);
    if (records > 0) await sendLoad(services, records);
    const sums = await onlooker.settled(Math.max(WAIT_LEAST, records * WAIT_EACH), progressLine());
    printSums(sums);
    for (const file of await packets(services, values.dir, units)) out(`材料：${file}\n`);
  } catch (error) {
    await stop();
    throw error;
  }
  if (values.once) return stop();
  out('\n服务在运行。Ctrl-C 停止。\n');
}

function printServices(services: Services): void {
  const table = new Table({ head: ['服务', '进程', '地址'], style: { head: [], border: [] } });
  for (const name of SERVICES) table.push([name, services.pid(name) ?? '—', services.url(name)]);
  out(`${table.toString()}\n`);
}

/** Runs a command of the office on the aggregator's database. */
async function hub(services: Services, dir: string, ...args: string[]): Promise<string> {
  const { HUB_DATABASE } = services.environment(AGGREGATOR);
  const env = { ...process.env, HUB_DATABASE, HUB_DATA: join(dir, 'office') };
  const main = projectFile('dist/apps/hub/src/main.js');
  const { stdout } = await run(process.execPath, ['--no-warnings', main, ...args], { env, maxBuffer: 2 ** 26 });
  return stdout;
}

type Rows = Record<'received' | 'accepted' | 'refused' | 'invalid', number>;

/** Longest time in which a service that was killed is waited for, milliseconds. */
const PATIENCE = 120_000;

/** Sends until there is a receipt: whoever takes the same delivery twice counts it once. Gives the receipt's sums. */
async function taken(services: Services, department: Department, push: Push): Promise<Rows> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    try {
      const answer = await services.push(department, push);
      const { rows } = (await answer.json()) as { rows?: Rows };
      if (rows) return rows;
      if (answer.status < 500) throw new Error(`${department.name} answered ${answer.status}`);
    } catch (error) {
      // No connection, or one that broke off.
      if (!(error instanceof TypeError || error instanceof SyntaxError) || performance.now() > until) throw error;
    }
    await pause(500);
  }
}

async function sendSamples(services: Services): Promise<void> {
  const table = new Table({ head: ['部门', '文件', '收到', '收下', '不收', '有误'], style: { head: [], border: [] } });
  for (const department of DEPARTMENTS) {
    const folder = projectFile(`samples/${department.name}`);
    for (const file of readdirSync(folder).sort()) {
      const body = readFileSync(join(folder, file));
      const rows = await taken(services, department, { door: 'files', type: 'application/octet-stream', body });
      table.push([
        department.label,
        file,
        ...(['received', 'accepted', 'refused', 'invalid'] as const).map((key) => rows[key]),
      ]);
    }
  }
  out(`${table.toString()}\n`);
}

async function sendLoad(services: Services, records: number): Promise<void> {
  const each = Math.ceil(records / DEPARTMENTS.length);
  const started = performance.now();
  const sent = await Promise.all(
    DEPARTMENTS.map(async (department) => {
      let accepted = 0;
      for (let from = 0; from < each; from += IN_ONE) {
        const body = ndjson(department.code, from, Math.min(IN_ONE, each - from));
        const rows = await taken(services, department, { door: 'records', type: 'application/x-ndjson', body });
        accepted += rows.accepted;
        out(`\r已送 ${adapterOf(department)} ${accepted}/${each}   `);
      }
      return accepted;
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const sum = sent.reduce((a, b) => a + b, 0);
  out(`\r${sum} 条生成的记录已收，${seconds.toFixed(1)} 秒，每秒 ${Math.round(sum / seconds)} 条\n`);
}

function progressLine(): (sums: Sums) => void {
  return ({ adapters, aggregator: { inbox, records, clustered } }) => {
    const waiting = Object.values(adapters).reduce((sum, adapter) => sum + adapter.waiting, 0);
    out(`\r待发 ${waiting}，已到 ${inbox}，线索 ${records}，已归入事项 ${clustered}      `);
  };
}

function printSums({ adapters, aggregator }: Sums): void {
  const table = new Table({
    head: ['服务', '记录版本', '键', '待发', '已发', '不收'],
    style: { head: [], border: [] },
  });
  for (const [name, sums] of Object.entries(adapters))
    table.push([name, sums.records, sums.keys, sums.waiting, sums.sent, sums.refused]);
  const { inbox, records, clustered, matters, quarantine } = aggregator;
  out(`\n${table.toString()}\n`);
  out(`汇总：收件 ${inbox}，线索 ${records}，归入事项 ${clustered}，事项 ${matters}，隔离 ${quarantine}\n`);
}

/** Packets of `units`, leader's edition. */
async function packets(services: Services, dir: string, units: readonly string[]): Promise<string[]> {
  rmSync(join(dir, 'packets'), { recursive: true, force: true });
  const files: string[] = [];
  for (const unit of units) {
    const file = join(dir, 'packets', `${unit}.docx`);
    await hub(services, dir, 'packet', unit, '--edition', 'leader', '--format', 'docx', '--out', file);
    files.push(file);
  }
  return files;
}

await main();
