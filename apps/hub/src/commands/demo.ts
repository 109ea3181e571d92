import { join } from 'node:path';
import type { Command } from 'commander';
import { Hub, importFile } from '#libs/embedded';
import { fixedClock, projectFile, systemClock } from '#libs/kernel';
import { WriterLock } from '#libs/persistence';
import { type DemoTarget, writeDocuments } from '../demo/documents.js';
import { checkDemoFolder, demoFolder, emptyDemoFolder } from '../demo/folder.js';
import { type DepartmentResult, printDepartments, printNext, printTarget } from '../demo/report.js';
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
    .description('演示：从五个部门的样本文件到巡前汇总材料 / demo: from sample files to packets')
    .option('--samples <dir>', '样本目录，每个部门一个子目录 / sample files, one folder a department')
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
    emptyDemoFolder(config.dataDir);
    const asOf = samples.round?.asOf;
    const clock = asOf ? fixedClock(`${asOf}T17:00:00+08:00`) : systemClock;
    const hub = await Hub.open(config, clock);
    try {
      await show(context.terminal, hub, samples, options.json === true);
    } finally {
      await hub.close();
    }
  } finally {
    lock.release();
  }
}

async function show(terminal: Terminal, hub: Hub, samples: SampleFolder, json: boolean): Promise<void> {
  const say = json ? () => undefined : terminal.out;
  const units = await loadOffice(hub, samples);
  const departments = await importDepartments(terminal, hub, samples);
  if (!json) printDepartments(terminal, departments);
  const folder = join(hub.config.dataDir, 'documents');
  const targets: DemoTarget[] = [];
  const files: string[] = [];
  const progress = new Progress(terminal, '成稿');
  for (const [index, unitId] of units.entries()) {
    progress.show(index, units.length);
    const made = await writeDocuments(hub, unitId, folder);
    targets.push(made.target);
    files.push(...made.files);
  }
  progress.end();
  if (json) {
    const counts = departments.map(({ code, received, accepted, refused, invalid }) => ({
      code,
      received,
      accepted,
      refused,
      invalid,
    }));
    terminal.out(`${JSON.stringify({ departments: counts, targets, files })}\n`);
    return;
  }
  for (const target of targets) printTarget(terminal, target);
  say(printNext(hub.config.dataDir, folder, files.length));
}

async function importDepartments(terminal: Terminal, hub: Hub, samples: SampleFolder): Promise<DepartmentResult[]> {
  const results: DepartmentResult[] = [];
  const { submittedBy, approvedBy } = hub.config;
  const total = samples.departments.reduce((sum, { files }) => sum + files.length, 0);
  const progress = new Progress(terminal, '导入');
  let done = 0;
  for (const { department, files } of samples.departments) {
    const result: DepartmentResult = {
      code: department.code,
      label: department.label,
      files: files.length,
      received: 0,
      accepted: 0,
      refused: 0,
      invalid: 0,
      skipped: 0,
      problems: [],
    };
    for (const file of files) {
      const options = { submittedBy, approvedBy, namesFromConfiguration: true, annotated: false };
      const { rows, refusal } = await importFile(hub, department, file, options, (items) => {
        for (const { code, outcome } of items)
          if (code && (outcome === 'refused' || outcome === 'invalid')) result.problems.push(code);
      });
      result.received += rows.received;
      result.accepted += rows.accepted;
      result.refused += rows.refused;
      result.invalid += rows.invalid;
      result.skipped += rows.skipped;
      if (refusal) result.problems.push(refusal.code);
      done += 1;
      progress.show(done, total);
    }
    results.push(result);
  }
  progress.end();
  return results;
}
