import { type Command, Option } from 'commander';
import { DISCARD_REASONS, type DiscardReason, type QuarantineEntry, type QuarantineState } from '#libs/aggregation';
import type { CommandContext } from '../terminal.js';
import { readingHub, writingHub } from '../with-hub.js';

interface Decision {
  by?: string;
  json?: boolean;
}

const JSON_OPTION = ['--json', '标准输出为一个 JSON 对象 / one JSON object on standard output'] as const;
const BY_OPTION = ['--by <name>', '决定人，默认为配置中的报送人 / who decides'] as const;

const STATES: Readonly<Record<QuarantineState, string>> = {
  HELD: '待处理',
  AWAITED: '等部门重发',
  DISCARDED: '已决定不收',
};

export function addQuarantine(program: Command, context: CommandContext): void {
  const quarantine = program.command('quarantine').description('未被接收的事件 / events that were set aside');
  quarantine
    .command('list')
    .description('列出：编号、原因代码、位置，不含内容 / list them: id, code, place, no content')
    .addOption(new Option('--state <state>', '只看一种状态 / one state only').choices(Object.keys(STATES)))
    .option(...JSON_OPTION)
    .action((options: { state?: QuarantineState; json?: boolean }) => list(context, options));
  quarantine
    .command('show')
    .description('查看一条 / show one')
    .argument('<id>', '编号 / id')
    .option(...JSON_OPTION)
    .action((id: string, options: { json?: boolean }) => show(context, id, options));
  quarantine
    .command('retry')
    .description('原因排除后再试一次 / try again after its cause was mended')
    .argument('<id>', '编号 / id')
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action((id: string, options: Decision) => retry(context, id, options));
  quarantine
    .command('discard')
    .description('决定不收；计数保留 / decide never to take it; it stays counted')
    .argument('<id>', '编号 / id')
    .addOption(new Option('--reason <reason>', '原因 / reason').choices(DISCARD_REASONS).makeOptionMandatory())
    .option(...BY_OPTION)
    .option(...JSON_OPTION)
    .action((id: string, options: Decision & { reason: DiscardReason }) => discard(context, id, options));
}

async function list(context: CommandContext, options: { state?: QuarantineState; json?: boolean }): Promise<void> {
  const { entries, counts } = await readingHub(context, async (hub) => ({
    entries: await hub.quarantine.list(options.state ? { state: options.state } : {}),
    counts: await hub.quarantine.counts(),
  }));
  const { out } = context.terminal;
  if (options.json) {
    out(`${JSON.stringify({ entries, counts })}\n`);
    return;
  }
  for (const entry of entries) out(`${entry.id}  ${entry.code}  ${STATES[entry.state]}  ${placeOf(entry)}\n`);
  const sums = Object.entries(counts).map(([state, count]) => `${STATES[state as QuarantineState]} ${count}`);
  out(`${sums.join('，')}\n`);
}

const placeOf = ({ topic, partition, offset }: QuarantineEntry): string =>
  partition === undefined ? topic : `${topic} 分区 ${partition} 位置 ${offset}`;

async function show(context: CommandContext, id: string, options: { json?: boolean }): Promise<void> {
  const entry = await readingHub(context, (hub) => hub.quarantine.show(id));
  const { out } = context.terminal;
  if (options.json) {
    out(`${JSON.stringify(entry)}\n`);
    return;
  }
  out(`${entry.id}  ${STATES[entry.state]}\n  原因 ${entry.code}\n  来自 ${placeOf(entry)}\n  时间 ${entry.at}\n`);
  out(`  摘要 SHA-256 ${entry.digest}\n`);
  if (entry.claimedId) out(`  自称编号 ${entry.claimedId}\n`);
}

async function retry(context: CommandContext, id: string, options: Decision): Promise<void> {
  const by = options.by ?? context.config().submittedBy;
  const { result, entry } = await writingHub(context, async (hub) => {
    const entry = await hub.quarantine.show(id);
    const result = await hub.quarantine.retry(id, by);
    if (result.outcome === 'TAKEN') await hub.settle();
    return { result, entry };
  });
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify({ id, ...result })}\n`);
  else if (result.outcome === 'TAKEN') out('已接收\n');
  else if (result.outcome === 'HELD') out(`仍不能接收：${result.code}\n`);
  else
    out(
      `原消息已不可读。请报送部门在其适配器上执行：\n  hub outbox republish --event ${entry.claimedId ?? '<事件编号>'}\n`,
    );
}

async function discard(
  context: CommandContext,
  id: string,
  options: Decision & { reason: DiscardReason },
): Promise<void> {
  const by = options.by ?? context.config().submittedBy;
  await writingHub(context, (hub) => hub.quarantine.discard(id, options.reason, by));
  if (options.json) context.terminal.out(`${JSON.stringify({ id, state: 'DISCARDED' })}\n`);
  else context.terminal.out('已记为不收\n');
}
