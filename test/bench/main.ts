import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { intakeAgainstPlain } from './intake.js';
import { intakeOverHttp } from './intake-http.js';
import { linkageOnServer, pureSeconds } from './linkage.js';
import { ndjsonPeak, workbookPeak } from './memory.js';
import { packetSeconds } from './packet.js';
import { pipeline } from './pipeline.js';

/** One measured figure; `ratio` is against the baseline named in docs/benchmarks.md, from the same run. */
interface BenchRow {
  name: string;
  value: number;
  unit: string;
  ratio?: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    small: { type: 'boolean' },
    peak: { type: 'string' },
    // Of the pipeline, in place of its own number.
    records: { type: 'string' },
    // `mariadb`: the intake of the adapter service, over HTTP.
    db: { type: 'string', default: 'sqlite' },
  },
});
/** Benches named on the command line; without a name those that need no servers. */
const wanted = (name: string): boolean =>
  positionals.length === 0 ? !['pipeline', 'linkage'].includes(name) : positionals.includes(name);
const scale = values.small
  ? { intake: 1000, ndjson: 5000, rows: 500, packet: 500, pipeline: 1000, history: 2000, runs: 1 }
  : { intake: 20_000, ndjson: 1_000_000, rows: 50_000, packet: 5000, pipeline: 100_000, history: 100_000, runs: 5 };

const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

if (values.peak) {
  const peak = values.peak === 'ndjson' ? await ndjsonPeak(scale.ndjson) : await workbookPeak(scale.rows);
  process.stdout.write(String(peak));
} else {
  for (const row of await measure()) print(row);
}

async function measure(): Promise<BenchRow[]> {
  return [
    ...(wanted('intake') ? [await intake()] : []),
    ...(wanted('packet') ? await packet() : []),
    ...(wanted('memory')
      ? [
          { name: 'ndjson memory', value: peakOf('ndjson'), unit: 'MiB' },
          { name: 'xlsx memory', value: peakOf('workbook'), unit: 'MiB' },
        ]
      : []),
    ...(wanted('pipeline') ? await services() : []),
    ...(wanted('linkage') ? await linkage() : []),
  ];
}

async function intake(): Promise<BenchRow> {
  const runs: { ours: number; plain: number }[] = [];
  if (values.db === 'mariadb') runs.push(...(await intakeOverHttp(scale.intake, scale.runs)));
  else for (let run = 0; run < scale.runs; run++) runs.push(await intakeAgainstPlain(scale.intake));
  return {
    name: 'intake',
    value: rounded(median(runs.map((run) => run.ours)), 0),
    unit: 'records/s',
    ratio: rounded(median(runs.map((run) => run.ours / run.plain))),
  };
}

async function packet(): Promise<BenchRow[]> {
  const runs: { json: number; docx: number }[] = [];
  for (let run = 0; run < scale.runs; run++) runs.push(await packetSeconds(scale.packet));
  return [
    { name: 'packet json', value: rounded(median(runs.map((run) => run.json)), 3), unit: 's' },
    { name: 'packet docx', value: rounded(median(runs.map((run) => run.docx)), 3), unit: 's' },
  ];
}

async function services(): Promise<BenchRow[]> {
  const { seconds, bareSeconds, drained, memory } = await pipeline(Number(values.records ?? scale.pipeline));
  return [
    { name: 'pipeline', value: rounded(seconds, 1), unit: 's', ratio: rounded(bareSeconds / seconds) },
    { name: 'pipeline bare kafkajs', value: rounded(bareSeconds, 1), unit: 's' },
    { name: 'backlog drained', value: rounded(drained, 0), unit: 'events/s' },
    { name: 'service memory', value: memory, unit: 'MiB' },
  ];
}

async function linkage(): Promise<BenchRow[]> {
  const { history } = scale;
  const pure = pureSeconds(history);
  const memory = process.memoryUsage().rss / 2 ** 20;
  const { fromEmpty, steps, plain, one } = await linkageOnServer(history, history / 20, 200);
  const at = (share: number): number => rounded(one[Math.floor(one.length * share)] ?? 0, 1);
  return [
    { name: 'linkage pure', value: rounded(pure, 1), unit: 's' },
    { name: 'linkage memory', value: rounded(memory, 0), unit: 'MiB' },
    { name: 'linkage from empty', value: rounded(fromEmpty, 1), unit: 's' },
    { name: 'linkage steps', value: rounded(steps, 0), unit: 'records/s', ratio: rounded(steps / plain) },
    { name: 'linkage one p50', value: at(0.5), unit: 'ms' },
    { name: 'linkage one p99', value: at(0.99), unit: 'ms' },
  ];
}

/** Peak memory of a process that does one thing only. */
function peakOf(what: string): number {
  const args = ['--no-warnings', fileURLToPath(import.meta.url), '--peak', what, ...(values.small ? ['--small'] : [])];
  const result = spawnSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (result.status !== 0) throw new Error(`the ${what} bench failed`);
  return rounded(Number(result.stdout), 0);
}

function print(row: BenchRow): void {
  if (values.json) process.stdout.write(`${JSON.stringify(row)}\n`);
  else {
    const ratio = row.ratio === undefined ? '' : `  (${row.ratio} of the baseline)`;
    process.stdout.write(`${row.name.padEnd(16)} ${String(row.value).padStart(10)} ${row.unit}${ratio}\n`);
  }
}
