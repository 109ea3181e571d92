import type { Command } from 'commander';
import { type TracedVersion, tracedVersions } from '#libs/aggregation';
import type { CommandContext } from '../terminal.js';
import { readingHub } from '../with-hub.js';

export function addTrace(program: Command, context: CommandContext): void {
  program
    .command('trace')
    .description('由事项、记录、事件编号或回执的 traceId 查来路 / which delivery brought it')
    .argument('<id>', '编号 / id of a matter, a record, an event, or a trace')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((id: string, options: { json?: boolean }) => trace(context, id, options));
}

async function trace(context: CommandContext, id: string, options: { json?: boolean }): Promise<void> {
  const versions = await readingHub(context, (hub) =>
    hub.aggregator.db.read((reads) => tracedVersions(reads, id.toLowerCase())),
  );
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify({ versions })}\n`);
  else for (const version of versions) out(`${linesOf(version)}\n`);
}

const linesOf = (version: TracedVersion): string =>
  [
    `${version.recordId}  第 ${version.version} 版  ${version.eventType}`,
    `  事项 ${version.matterId ?? '无'}`,
    `  批次 ${version.batchId ?? '无'}  收到 ${version.receivedAt}`,
    `  事件 ${version.eventId}`,
    `  追踪 ${version.traceId ?? '无（来自命令行导入，或事件未带）'}`,
  ].join('\n');
