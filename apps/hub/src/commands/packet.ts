import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { EDITIONS, type Edition, packetJson, renderDocx } from '#libs/briefing';
import { AppError } from '#libs/kernel';
import type { CommandContext } from '../terminal.js';
import { writingHub } from '../with-hub.js';

interface Options {
  round?: string;
  edition: Edition;
  format: 'json' | 'docx';
  out: string;
  json?: boolean;
}

export function addPacket(program: Command, context: CommandContext): void {
  program
    .command('packet')
    .description('生成一个单位的巡前汇总材料 / briefing packet of a unit')
    .argument('<unit>', '单位编号或名称 / unit id or name')
    .option('--round <id>', '轮次；默认该单位最近一轮 / default: its newest round')
    .addOption(
      new Option('--edition <edition>', '组长版、组员版、通报会版 / who it is for')
        .choices([...EDITIONS])
        .default('member'),
    )
    .addOption(new Option('--format <format>', '格式 / format').choices(['json', 'docx']).default('docx'))
    .requiredOption('--out <file>', '写到哪里 / where to write')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((unit: string, options: Options) => make(context, unit, options));
}

async function make(context: CommandContext, unit: string, options: Options): Promise<void> {
  const packet = await writingHub(context, async (hub) => {
    const unitId = await hub.aggregator.packets.unitNamed(unit);
    return hub.aggregator.packets.assemble(unitId, options.edition, options.round);
  });
  const bytes = options.format === 'json' ? packetJson(packet) : await renderDocx(packet);
  await write(options.out, bytes);
  const { version, items, statistics } = packet;
  if (options.json)
    context.terminal.out(`${JSON.stringify({ file: options.out, version, items: items.length, statistics })}\n`);
  else
    context.terminal.out(`已写 ${options.out}（${packet.editionName}，第 ${version} 版，事项 ${items.length} 个）\n`);
}

/** Writes a packet, making its folder. @throws AppError `E-OUT` */
async function write(file: string, bytes: Uint8Array | string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes, { mode: 0o600 });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '未知原因';
    throw new AppError('E-OUT', 'invalid', `写不进去（${code}）`, '核对 --out 的位置和权限');
  }
}
