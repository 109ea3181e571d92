import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { projectFile } from '#libs/kernel';
import { stopServers } from '../infra/servers.js';
import type { Findings } from './oracle.js';
import { SCENARIOS, scenarioOf } from './scenarios/index.js';
import { tryBroken, tryOut } from './trial.js';
import { VARIANTS } from './variants.js';

const HELP = `What goes wrong at night, done on purpose to real processes, a real broker and a real database.

  npm run fault -- [--kills N] [--seed S] [--dir DIR] [F1 F3 …]
  npm run fault -- --broken [--seed S] [variant …]

  --kills N   kills of F1 (default 40)
  --seed S    the same numbers as in a former run
  --broken    services that break a promise each; passes where the scenario that has to notice does
  --dir DIR   folder of servers and services (default .infra/fault)

`;

const out = (text: string): void => void process.stdout.write(text);

function printFindings({ counts, broken }: Findings): void {
  const table = new Table({ style: { head: [], border: [], compact: true } });
  const cells = Object.entries(counts).map(([name, number]) => `${name} ${number}`);
  for (let from = 0; from < cells.length; from += 4)
    table.push([0, 1, 2, 3].map((column) => cells[from + column] ?? ''));
  if (cells.length > 0) out(`${table.toString()}\n`);
  for (const line of broken) out(`   ✗ ${line}\n`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      kills: { type: 'string', default: '40' },
      seed: { type: 'string', default: String(process.pid * 7919) },
      dir: { type: 'string', default: projectFile('.infra/fault') },
      broken: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    out(HELP + SCENARIOS.map(({ id, title }) => `  ${id.padEnd(5)} ${title}\n`).join(''));
    return 0;
  }
  const options = { dir: values.dir, seed: Number(values.seed), kills: Number(values.kills) };
  out(`seed ${options.seed}\n`);
  try {
    const failed = values.broken ? await breakAll(positionals, options) : await passAll(positionals, options);
    return failed === 0 ? 0 : 1;
  } finally {
    await stopServers(join(values.dir, 'servers'));
  }
}

type Options = { dir: string; seed: number; kills: number };

async function passAll(ids: readonly string[], options: Options): Promise<number> {
  const chosen = ids.length > 0 ? ids.map(scenarioOf) : SCENARIOS;
  let failed = 0;
  for (const scenario of chosen) {
    const began = performance.now();
    out(`\n${scenario.id}  ${scenario.title}\n`);
    const findings = await tryOut(scenario, options);
    const passed = findings.broken.length === 0;
    if (!passed) failed += 1;
    printFindings(findings);
    out(`${passed ? 'passed' : 'FAILED'}  ${scenario.id}  ${seconds(began)} s\n`);
  }
  out(`\nseed ${options.seed}\n${chosen.length - failed} passed, ${failed} failed\n`);
  return failed;
}

async function breakAll(names: readonly string[], options: Options): Promise<number> {
  const chosen = names.length > 0 ? names : Object.keys(VARIANTS);
  const table = new Table({ head: ['variant', 'what it does', 'caught by', 'as'], style: { head: [], border: [] } });
  let failed = 0;
  for (const name of chosen) {
    const began = performance.now();
    const { caught, broken } = await tryBroken(name, options);
    const { title = '', caughtBy = '' } = VARIANTS[name] ?? {};
    if (!caught) failed += 1;
    table.push([name, title, caught ? caughtBy : 'NOT CAUGHT', broken.join('\n').slice(0, 300)]);
    out(`${caught ? 'caught' : 'NOT CAUGHT'}  ${name}  ${caughtBy}  ${seconds(began)} s\n`);
  }
  out(`\n${table.toString()}\nseed ${options.seed}\n${chosen.length - failed} passed, ${failed} failed\n`);
  return failed;
}

const seconds = (began: number): number => Math.round((performance.now() - began) / 1000);

process.exitCode = await main();
