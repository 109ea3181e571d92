import type { Command } from 'commander';
import { importRegistry, importRoster, readTable } from '#libs/aggregation';
import type { Hub } from '#libs/embedded';
import { appendAudit } from '#libs/security';
import type { CommandContext } from '../terminal.js';
import { writingHub } from '../with-hub.js';
import { addUnitNames } from './units.js';

/** `units import` and `roster import`: the office's own tables. What was linked before is resolved anew with them. */
export function addRegistry(program: Command, context: CommandContext): void {
  const units = program.command('units').description('单位登记册 / registry of units');
  units
    .command('import')
    .description('导入单位、别名或机构变动表（按表头识别） / units, aliases or events, known by header')
    .argument('<file>', 'CSV 或 xlsx')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((file: string, options: { json?: boolean }) =>
      load(context, file, options, 'units', async (hub, rows) => {
        const kind = await hub.db.transaction((statements) => importRegistry(statements, rows));
        return { kind, rows: rows.length };
      }),
    );
  addUnitNames(units, context);
  const roster = program.command('roster').description('班子名册 / roster of leading teams');
  roster
    .command('import')
    .description('导入班子名册；文件中出现的单位整体替换 / replaces the units in the file')
    .argument('<file>', 'CSV 或 xlsx')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((file: string, options: { json?: boolean }) =>
      load(context, file, options, 'roster', async (hub, rows) => ({
        kind: 'roster',
        rows: await hub.db.transaction((statements) => importRoster(statements, rows)),
      })),
    );
}

type Rows = Awaited<ReturnType<typeof readTable>>;

const KIND_LABELS: Record<string, string> = { units: '单位', aliases: '别名', events: '机构变动', roster: '班子职务' };

async function load(
  context: CommandContext,
  file: string,
  options: { json?: boolean },
  table: string,
  write: (hub: Hub, rows: Rows) => Promise<{ kind: string; rows: number }>,
): Promise<void> {
  const rows = await readTable(file);
  const result = await writingHub(context, async (hub) => {
    const written = await write(hub, rows);
    const at = hub.clock.now().toISOString();
    await hub.db.transaction((statements) =>
      appendAudit(statements, [
        {
          at,
          actor: hub.config.submittedBy,
          action: `${table}.imported`,
          objectId: written.kind,
          detail: { rows: written.rows },
        },
      ]),
    );
    await hub.settle();
    return written;
  });
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify(result)}\n`);
  else out(`已导入${KIND_LABELS[result.kind] ?? result.kind} ${result.rows} 行\n`);
}
