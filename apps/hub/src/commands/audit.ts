import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AUDIT_HEADS } from '#libs/embedded';
import { AppError } from '#libs/kernel';
import { type AuditHead, readHeads, verifyAudit } from '#libs/security';
import type { CommandContext } from '../terminal.js';
import { readingHub } from '../with-hub.js';

export function addAudit(program: Command, context: CommandContext): void {
  const audit = program.command('audit').description('审计记录 / audit trail');
  audit
    .command('verify')
    .description('核对审计记录是否被改、被删、被截断或重写 / verify the audit trail')
    .option('--heads <file>', '存放在别处的链头文件；默认数据目录中的 / heads kept elsewhere')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: { heads?: string; json?: boolean }) => verify(context, options));
}

async function verify(context: CommandContext, options: { heads?: string; json?: boolean }): Promise<void> {
  const { dataDir } = context.config();
  const heads = await headsOf(options.heads, join(dataDir, AUDIT_HEADS));
  const report = await readingHub(context, (hub) => hub.db.read((statements) => verifyAudit(statements, heads)));
  const whole = report.brokenAt === undefined && report.lostHead === undefined;
  if (!whole) {
    const at = report.brokenAt ?? report.lostHead;
    throw new AppError(
      'E-AUDIT',
      'conflict',
      `审计记录从第 ${at} 条起与链不符`,
      '保全数据目录和链头文件，报告审计管理员',
    );
  }
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify({ whole, heads: heads.length, ...report })}\n`);
  else out(`审计记录完整：${report.entries} 条，链头 ${heads.length} 个\n`);
}

/** @throws AppError `E-FILE-MISSING` when a named file cannot be read; the default one may be absent. */
async function headsOf(named: string | undefined, standard: string): Promise<AuditHead[]> {
  try {
    return readHeads(await readFile(named ?? standard, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '未知原因';
    if (named === undefined && code === 'ENOENT') return [];
    throw new AppError('E-FILE-MISSING', 'not_found', `读不到链头文件（${code}）`, '核对路径和权限');
  }
}
