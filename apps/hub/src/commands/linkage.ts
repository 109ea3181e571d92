import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { FamilyUse } from '#libs/evaluation';
import { AppError } from '#libs/kernel';
import { ablate } from '../evaluation/ablate.js';
import { evaluate, linkGenerated } from '../evaluation/evaluate.js';
import { calibrateLabelled, evaluateLabelled } from '../evaluation/own-data.js';
import { ablationText, calibrationText, epochText, labelledText, reportText } from '../evaluation/report.js';
import { Progress } from '../progress.js';
import type { CommandContext } from '../terminal.js';
import { readingHub, writingHub } from '../with-hub.js';

interface EvaluateFlags {
  records: number;
  seed: number;
  families: FamilyUse;
  labels?: string;
  ablate?: boolean;
  json?: boolean;
}

function whole(text: string): number {
  if (!/^\d{1,7}$/u.test(text) || Number(text) === 0) throw new InvalidArgumentError('应为正整数');
  return Number(text);
}

/** `linkage evaluate` and `linkage calibrate`: how good the matters are, and where the thresholds should stand. */
export function addLinkage(program: Command, context: CommandContext): void {
  const linkage = program.command('linkage').description('归并质量 / quality of linkage');
  linkage
    .command('evaluate')
    .description('用生成的或标注的记录评测归并 / measure linkage on generated or labelled records')
    .option('--records <n>', '生成的记录数 / records to generate', whole, 2000)
    .option('--seed <n>', '随机种子 / seed', whole, 1)
    .addOption(
      new Option('--families <use>', '题材：测试或调参 / families').choices(['test', 'tuning']).default('test'),
    )
    .option('--ablate', '逐项去掉比较项和护栏再归并 / link again without each comparator and guard')
    .option('--labels <file>', '改用本枢纽数据和标注文件 / own data and officers’ labels instead')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((flags: EvaluateFlags) => runEvaluate(context, flags));
  linkage
    .command('calibrate')
    .description('由标注的记录对推算门槛 / thresholds from labelled pairs')
    .requiredOption('--labels <file>', '标注文件 / officers’ labels')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action(({ labels, json }: { labels: string; json?: boolean }) => runCalibrate(context, labels, json === true));
  linkage
    .command('epoch')
    .description('按现有记录重建词频表并重新归并 / new frequencies from the records there are, and all links anew')
    .option('--back', '回到上一期词频表 / back to the tables of the epoch before')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((flags: EpochFlags) => runEpoch(context, flags));
}

interface EpochFlags {
  back?: boolean;
  json?: boolean;
}

async function runEpoch(context: CommandContext, { back, json }: EpochFlags): Promise<void> {
  const bar = new Progress(context.terminal, '归并');
  const of = back ? 'former' : 'records';
  const report = await writingHub(context, ({ aggregator }) => aggregator.linker.renew(of, bar.show)).finally(() =>
    bar.end(),
  );
  if (!report) throw new AppError('E-EPOCH-NONE', 'invalid', '没有上一期可以回去', '先用 hub linkage epoch 建一期');
  context.terminal.out(json ? `${JSON.stringify(report)}\n` : epochText(report));
}

async function runCalibrate(context: CommandContext, labels: string, json: boolean): Promise<void> {
  const found = await readingHub(context, (hub) => calibrateLabelled(hub, labels));
  context.terminal.out(json ? `${JSON.stringify(found)}\n` : calibrationText(found));
}

async function runEvaluate(context: CommandContext, flags: EvaluateFlags): Promise<void> {
  const { labels } = flags;
  if (labels !== undefined) {
    const report = await readingHub(context, (hub) => evaluateLabelled(hub, labels));
    context.terminal.out(flags.json ? `${JSON.stringify(report)}\n` : labelledText(report));
    return;
  }
  const steps = new Map<string, Progress>();
  const watch = (step: string, done: number, of: number): void => {
    const bar = steps.get(step) ?? new Progress(context.terminal, step);
    if (!steps.has(step)) for (const earlier of steps.values()) earlier.end();
    steps.set(step, bar);
    bar.show(done, of);
  };
  const { records, seed, families } = flags;
  const set = { records, seed, families };
  const endBars = (): void => {
    for (const bar of steps.values()) bar.end();
  };
  if (flags.ablate) {
    const linked = await linkGenerated(context.config(), set, watch).finally(endBars);
    const rows = ablate(linked, (done, of) => watch('去项', done, of));
    endBars();
    context.terminal.out(flags.json ? `${JSON.stringify({ ...set, rows })}\n` : ablationText(rows));
    return;
  }
  const report = await evaluate(context.config(), set, watch).finally(endBars);
  context.terminal.out(flags.json ? `${JSON.stringify(report)}\n` : reportText(report));
}
