import { join } from 'node:path';
import type { Command } from 'commander';
import { Hub } from '#libs/embedded';
import { fixedClock, projectFile, systemClock } from '#libs/kernel';
import { WriterLock } from '#libs/persistence';
import { emptyDemoDatabase, markDemoDatabase } from '../demo/database.js';
import { type DemoTarget, writeDocuments } from '../demo/documents.js';
import { checkDemoFolder, demoFolder, emptyDemoFolder } from '../demo/folder.js';
import { type DepartmentResult, importSamples } from '../demo/imports.js';
import { printDepartments, printNext, printStart, printTarget } from '../demo/report.js';
import { loadOffice, openSamples, type SampleFolder } from '../demo/samples.js';
import { Progress } from '../progress.js';
import type { CommandContext, Terminal } from '../terminal.js';

interface Options {
  samples?: string;
  json?: boolean;
}

export function addDemo(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('演示：从各部门的样例文件到巡前汇总材料 / demo: from sample files to packets')
    .option('--samples <dir>', '样例目录，每个部门一个子目录 / sample files, one folder a department')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: Options) => demo(context, options));
}

/** Runs the whole way on the sample files in a folder of its own, which is emptied when an earlier demo made it. */
async function demo(context: CommandContext, options: Options): Promise<void> {
  const config = { ...context.config() };
  config.dataDir = demoFolder(config.dataDir);
  const samples = await openSamples(options.samples ?? projectFile('samples'));
  checkDemoFolder(config.dataDir);
  const lock = await WriterLock.take(config.dataDir, { kind: 'command', pid: process.pid });
  try {
    await emptyDemoDatabase(config);
    emptyDemoFolder(config.dataDir);
    const asOf = samples.round?.asOf;
    if (!options.json) printStart(context.terminal, options.samples ?? 'samples', asOf);
    const clock = asOf ? fixedClock(`${asOf}T17:00:00+08:00`) : systemClock;
    const hub = await Hub.open(config, clock);
    try {
      await markDemoDatabase(hub);
      await show(context.terminal, hub, samples, options.json === true);
    } finally {
      await hub.close();
    }
  } finally {
    lock.release();
  }
}

async function show(terminal: Terminal, hub: Hub, samples: SampleFolder, json: boolean): Promise<void> {
  const units = await loadOffice(hub, samples);
  const importing = new Progress(terminal, '导入');
  const departments = await importSamples(hub, samples, importing.show);
  importing.end();
  if (!json) printDepartments(terminal, departments);
  const targets: DemoTarget[] = [];
  const files: string[] = [];
  const writing = new Progress(terminal, '成稿');
  for (const [index, unitId] of units.entries()) {
    writing.show(index, units.length);
    const made = await writeDocuments(hub, unitId, join(hub.config.dataDir, 'documents'));
    targets.push(made.target);
    files.push(...made.files);
  }
  writing.end();
  if (json) {
    terminal.out(`${JSON.stringify({ departments: departments.map(counts), targets, files })}\n`);
    return;
  }
  for (const target of targets) printTarget(terminal, target);
  printNext(terminal, hub.config.dataDir, files);
}

const counts = ({ code, received, accepted, refused, invalid }: DepartmentResult) => ({
  code,
  received,
  accepted,
  refused,
  invalid,
});
