import type { Command } from 'commander';
import { Progress } from '../progress.js';
import type { CommandContext } from '../terminal.js';
import { writingHub } from '../with-hub.js';

export function addLink(program: Command, context: CommandContext): void {
  program
    .command('link')
    .description('归并尚未归并的记录，不受 HUB_LINK_LIMIT 限制 / link what is pending, whatever the limit')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: { json?: boolean }) => link(context, options));
}

async function link(context: CommandContext, options: { json?: boolean }): Promise<void> {
  const bar = new Progress(context.terminal, '归并');
  const { report, standing } = await writingHub(context, async ({ aggregator: { linker } }) => ({
    report: await linker.linkWhatIsNew(bar.show, true),
    standing: await linker.standing(),
  })).finally(() => bar.end());
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify({ ...standing, linked: report !== undefined })}\n`);
  else if (report) out(`已归并 ${report.records} 条记录，共 ${report.matters} 个事项\n`);
  else out(`没有待归并的记录（共 ${standing.records} 条）\n`);
}
