import type { Command } from 'commander';
import { createRound, listRounds, type Round } from '#libs/aggregation';
import type { Hub } from '#libs/embedded';
import { AppError } from '#libs/kernel';
import type { CommandContext } from '../terminal.js';
import { readingHub, writingHub } from '../with-hub.js';

interface CreateOptions {
  id: string;
  start: string;
  reviewFrom?: string;
  units: string;
  json?: boolean;
}

export function addRound(program: Command, context: CommandContext): void {
  const round = program.command('round').description('巡察轮次 / inspection rounds');
  round
    .command('create')
    .description('建立一个轮次 / create a round')
    .requiredOption('--id <id>', '编号，如 990101-2024-R03 / id')
    .requiredOption('--start <date>', '进驻日 YYYY-MM-DD / day of entry')
    .option('--review-from <date>', '检索时段起始日 YYYY-MM-DD / first day of the period looked at')
    .requiredOption('--units <units>', '巡察对象，单位编号或名称，逗号分隔 / units by id or name, comma between')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: CreateOptions) => create(context, options));
  round
    .command('show')
    .description('列出轮次和对象 / list rounds and targets')
    .argument('[id]', '只看一个轮次')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((id: string | undefined, options: { json?: boolean }) => show(context, id, options));
}

function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/u.test(text) &&
    !Number.isNaN(Date.parse(text)) &&
    new Date(text).toISOString().startsWith(text)
  );
}

async function create(context: CommandContext, options: CreateOptions): Promise<void> {
  for (const [name, value] of [
    ['--start', options.start],
    ['--review-from', options.reviewFrom],
  ] as const) {
    if (value !== undefined && !isDay(value)) {
      throw new AppError('E-USAGE', 'invalid', `${name} 不是日期：${value}`, '写成 YYYY-MM-DD');
    }
  }
  const names = options.units
    .split(/[,，、;；]/u)
    .map((name) => name.trim())
    .filter(Boolean);
  const unitIds = await writingHub(context, async (hub) => {
    const ids: string[] = [];
    for (const name of names) ids.push(await hub.aggregator.packets.unitNamed(name));
    const at = hub.clock.now().toISOString();
    const { id, start, reviewFrom } = options;
    await hub.db.transaction((statements) =>
      createRound(statements, { id, start, ...(reviewFrom ? { reviewFrom } : {}) }, [...new Set(ids)], at),
    );
    return ids;
  });
  if (options.json) context.terminal.out(`${JSON.stringify({ id: options.id, units: unitIds })}\n`);
  else context.terminal.out(`已建立轮次 ${options.id}，对象 ${unitIds.length} 个\n`);
}

async function show(context: CommandContext, id: string | undefined, options: { json?: boolean }): Promise<void> {
  const { rounds, names } = await readingHub(context, (hub) => roundsWithNames(hub, id));
  if (options.json) {
    context.terminal.out(`${JSON.stringify({ rounds })}\n`);
    return;
  }
  if (rounds.length === 0) context.terminal.out('没有轮次。用 hub round create 建立一个。\n');
  for (const round of rounds) {
    const period = round.reviewFrom ? `，检索自 ${round.reviewFrom}` : '';
    context.terminal.out(`${round.id}  进驻 ${round.start}${period}\n`);
    for (const { targetId, unitId } of round.targets) {
      context.terminal.out(`  ${targetId}  ${unitId}  ${names.get(unitId) ?? ''}\n`);
    }
  }
}

async function roundsWithNames(
  hub: Hub,
  id: string | undefined,
): Promise<{ rounds: Round[]; names: Map<string, string> }> {
  return hub.db.read(async (statements) => {
    const all = await listRounds(statements);
    const rounds = id === undefined ? all : all.filter((round) => round.id === id);
    if (id !== undefined && rounds.length === 0) {
      throw new AppError('E-ROUND-UNKNOWN', 'not_found', `没有轮次 ${id}`, '不带编号运行 round show 查看全部');
    }
    const units = await statements.query<{ unit_id: string; name: string }>('SELECT unit_id, name FROM unit');
    return { rounds, names: new Map(units.map((unit) => [unit.unit_id, unit.name])) };
  });
}
