import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { intakeAgainstPlain } from './intake.js';
import { ndjsonPeak, workbookPeak } from './memory.js';
import { packetSeconds } from './packet.js';

/** One measured figure; `ratio` is against the baseline named in docs/benchmarks.md, from the same run. */
interface BenchRow {
  name: string;
  value: number;
  unit: string;
  ratio?: number;
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, small: { type: 'boolean' }, peak: { type: 'string' } },
});
const scale = values.small
  ? { intake: 1000, ndjson: 5000, rows: 500, packet: 500, runs: 1 }
  : { intake: 20_000, ndjson: 1_000_000, rows: 50_000, packet: 5000, runs: 5 };

const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));

if (values.peak) {
  const peak = values.peak === 'ndjson' ? await ndjsonPeak(scale.ndjson) : await workbookPeak(scale.rows);
  process.stdout.write(String(peak));
} else {
  for (const row of await measure()) print(row);
}

async function measure(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const intake: { ours: number; plain: number }[] = [];
  const packet: { json: number; docx: number }[] = [];
  for (let run = 0; run < scale.runs; run++) {
    intake.push(await intakeAgainstPlain(scale.intake));
    packet.push(await packetSeconds(scale.packet));
  }
  const ours = median(intake.map((run) => run.ours));
  rows.push({
    name: 'intake',
    value: rounded(ours, 0),
    unit: 'records/s',
    ratio: rounded(median(intake.map((run) => run.ours / run.plain))),
  });
  rows.push({ name: 'packet json', value: rounded(median(packet.map((run) => run.json)), 3), unit: 's' });
  rows.push({ name: 'packet docx', value: rounded(median(packet.map((run) => run.docx)), 3), unit: 's' });
  rows.push({ name: 'ndjson memory', value: peakOf('ndjson'), unit: 'MiB' });
  rows.push({ name: 'xlsx memory', value: peakOf('workbook'), unit: 'MiB' });
  return rows;
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
    const ratio = row.ratio === undefined ? '' : `  (${row.ratio} of plain better-sqlite3)`;
    process.stdout.write(`${row.name.padEnd(16)} ${String(row.value).padStart(10)} ${row.unit}${ratio}\n`);
  }
}
