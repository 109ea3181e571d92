import type { Command } from 'commander';
import type { OutboxStatus, Range } from '#libs/adapter-host';
import { AppError } from '#libs/kernel';
import type { CommandContext } from '../terminal.js';
import { readingHub, writingHub } from '../with-hub.js';

interface RangeOptions {
  from?: string;
  to?: string;
  record?: string;
  event?: string;
  all?: boolean;
  json?: boolean;
}

export function addOutbox(program: Command, context: CommandContext): void {
  const outbox = program.command('outbox').description('待送事件 / events to be sent');
  outbox
    .command('status')
    .description('等待发送的数量和时长 / how many wait, and how long')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: { json?: boolean }) => status(context, options));
  outbox
    .command('republish')
    .description('重新发送已送事件，编号不变，对方不会重复收 / send again under the same ids')
    .option('--from <time>', '起始时间，如 2024-05-16T08:00+08:00 / from this time on')
    .option('--to <time>', '截止时间（不含）/ up to before this time')
    .option('--record <id>', '一条记录的编号 / id or number of one record')
    .option('--event <id>', '一个事件的编号 / id of one event')
    .option('--all', '全部 / all of them')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: RangeOptions) => republish(context, options));
}

async function status(context: CommandContext, options: { json?: boolean }): Promise<void> {
  const found = await readingHub(context, (hub) => hub.outbox.status());
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify(found)}\n`);
  else for (const line of linesOf(found)) out(`${line}\n`);
}

const STATES: Readonly<Record<string, string>> = { NEW: '待送', SENT: '已送', TOO_LONG: '超过长度上限，不送' };

function linesOf({ waiting, oldestMs, byState, leases }: OutboxStatus): string[] {
  const holders = new Map<string, number>();
  for (const { holder } of leases) holders.set(holder, (holders.get(holder) ?? 0) + 1);
  return [
    waiting === 0 ? '没有待送事件' : `待送 ${waiting} 个，最早的已等 ${Math.round(oldestMs / 1000)} 秒`,
    ...Object.entries(byState).map(([state, count]) => `  ${STATES[state] ?? state} ${count}`),
    ...[...holders].map(([holder, shards]) => `  发送进程 ${holder.slice(0, 8)} 负责 ${shards} 个分片`),
  ];
}

async function republish(context: CommandContext, options: RangeOptions): Promise<void> {
  const range = rangeOf(options);
  const count = await writingHub(context, async (hub) => {
    const again = await hub.outbox.republish(range);
    await hub.settle();
    return again;
  });
  if (options.json) context.terminal.out(`${JSON.stringify({ republished: count })}\n`);
  else context.terminal.out(`重新发送 ${count} 个事件\n`);
}

/** @throws AppError `E-USAGE` unless exactly one range is named */
function rangeOf({ from, to, record, event, all }: RangeOptions): Range {
  const named = [from ?? to, record, event, all].filter((one) => one !== undefined);
  if (named.length !== 1)
    throw new AppError('E-USAGE', 'invalid', '要指明一个范围', '用 --from 与 --to、--record、--event 或 --all 之一');
  if (record !== undefined) return { record };
  if (event !== undefined) return { event };
  if (all) return { all };
  const [first, last] = [momentOf('--from', from), momentOf('--to', to)];
  if (first >= last) throw new AppError('E-USAGE', 'invalid', '--from 应早于 --to', '核对两个时间');
  return { from: first, to: last };
}

/** A moment with its zone, or a day in China standard time. */
function momentOf(name: string, text: string | undefined): Date {
  const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/u;
  const whole = text !== undefined && /^\d{4}-\d{2}-\d{2}$/u.test(text) ? `${text}T00:00:00+08:00` : (text ?? '');
  if (!zoned.test(whole) || Number.isNaN(Date.parse(whole)))
    throw new AppError(
      'E-USAGE',
      'invalid',
      `${name} 不是时间`,
      '写成 2024-05-16 或 2024-05-16T08:00:00+08:00，两个都要给',
    );
  return new Date(whole);
}
