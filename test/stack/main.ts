import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import { DEPARTMENTS } from '#libs/embedded';
import { projectFile } from '#libs/kernel';
import { ndjson } from './load.js';
import { startServers } from './servers.js';
import { AGGREGATOR, adapterOf, SERVICES, Services } from './services.js';
import { Onlooker, type Sums } from './sums.js';

const HELP = `Broker, database and the six services on this machine; sample files sent in, signed; packets out.

  npm run stack [-- --records N] [--dir DIR] [--once]

  --records N   sends N generated records too, a fifth to each department
  --dir DIR     folder of servers, logs and packets (default .infra/stack); what an earlier run left there is kept
  --once        ends by itself when the packets are written
Ctrl-C stops the services; the servers too.
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
  const stop = async (): Promise<void> => {
    out('\n停止六个服务 …\n');
    await services.endAll();
    await onlooker.close();
    out(`服务已停。Kafka 和 MariaDB 仍在运行，停止：node scripts/infra/infra.mjs stop --dir ${servers.dir}\n`);
  };
  process.once('SIGINT', () => void stop().then(() => process.exit(0)));
  try {
    out('启动六个服务 …\n');
    await services.startAll();
    printServices(services);
    await office(services, values.dir);
    await sendSamples(services);
    if (records > 0) await sendLoad(services, records);
    const sums = await onlooker.settled(Math.max(WAIT_LEAST, records * WAIT_EACH), progressLine());
    printSums(sums);
    for (const file of await packets(services, values.dir)) out(`材料：${file}\n`);
  } catch (error) {
    await stop();
    throw error;
  }
  if (values.once) return stop();
  out('\n服务在运行。Ctrl-C 停止。\n');
}

function printServices(services: Services): void {
  const table = new Table({ head: ['服务', '进程', '地址'], style: { head: [] } });
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

async function office(services: Services, dir: string): Promise<void> {
  const table = (name: string): string => projectFile(`samples/registry/${name}.csv`);
  for (const name of ['units', 'aliases', 'events']) await hub(services, dir, 'units', 'import', table(name));
  await hub(services, dir, 'roster', 'import', table('roster'));
  const [, row = ''] = readFileSync(table('round'), 'utf8').trim().split(/\r?\n/u);
  const [id = '', start = '', reviewFrom = '', , units = ''] = row.split(',');
  const known = await hub(services, dir, 'round', 'show', '--json').catch(() => '');
  if (!known.includes(id))
    await hub(
      services,
      dir,
      'round',
      'create',
      '--id',
      id,
      '--start',
      start,
      '--review-from',
      reviewFrom,
      '--units',
      units.replaceAll(';', ','),
    );
  out('已装入单位、别名、机构变动、班子名册和轮次\n');
}

async function sendSamples(services: Services): Promise<void> {
  const table = new Table({ head: ['部门', '文件', '收到', '收下', '不收', '有误'], style: { head: [] } });
  for (const department of DEPARTMENTS) {
    const folder = projectFile(`samples/${department.name}`);
    for (const file of readdirSync(folder).sort()) {
      const body = readFileSync(join(folder, file));
      const answer = await services.push(department, { door: 'files', type: 'application/octet-stream', body });
      const { rows } = (await answer.json()) as { rows: Record<string, number> };
      table.push([
        department.label,
        file,
        ...['received', 'accepted', 'refused', 'invalid'].map((key) => rows[key] ?? 0),
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
        const answer = await services.push(department, { door: 'records', type: 'application/x-ndjson', body });
        const { rows } = (await answer.json()) as { rows: { accepted: number } };
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
  const table = new Table({ head: ['服务', '记录版本', '键', '待发', '已发', '不收'], style: { head: [] } });
  for (const [name, sums] of Object.entries(adapters))
    table.push([name, sums.records, sums.keys, sums.waiting, sums.sent, sums.refused]);
  const { inbox, records, clustered, matters, quarantine } = aggregator;
  out(`\n${table.toString()}\n`);
  out(`汇总：收件 ${inbox}，线索 ${records}，归入事项 ${clustered}，事项 ${matters}，隔离 ${quarantine}\n`);
}

/** Packets of the round's units, leader's edition. */
async function packets(services: Services, dir: string): Promise<string[]> {
  const [, row = ''] = readFileSync(projectFile('samples/registry/round.csv'), 'utf8').trim().split(/\r?\n/u);
  const units = (row.split(',')[4] ?? '').split(';').filter(Boolean);
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
