import { mkdirSync } from 'node:fs';
import type { Command } from 'commander';
import { databaseOf, migrationsOf, type Part, partsOf, schemaDrift } from '#libs/embedded';
import { Database, type DatabaseTarget, type MigrationState } from '#libs/persistence';
import type { CommandContext } from '../terminal.js';

/** `migrate up` and `migrate status`: what every opening of the database does by itself, as a step of an installation. */
export function addMigrate(program: Command, context: CommandContext): void {
  const migrate = program.command('migrate').description('数据库结构 / database schema');
  migrate
    .command('up')
    .description('补上缺少的结构变更；库不存在而有权时先建库 / run missing migrations')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: { json?: boolean }) => up(context, options));
  migrate
    .command('status')
    .description('列出结构变更，不改动 / list migrations, change nothing')
    .option('--json', '标准输出为一个 JSON 对象 / one JSON object on standard output')
    .action((options: { json?: boolean }) => status(context, options));
}

async function up(context: CommandContext, options: { json?: boolean }): Promise<void> {
  const config = context.config();
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const target = databaseOf(config);
  const applied = await Database.migrate(target, migrationsOf(await partsOf(target)));
  const { out } = context.terminal;
  if (options.json) out(`${JSON.stringify({ applied })}\n`);
  else out(applied.length > 0 ? `已执行：${applied.join('、')}\n` : '结构已是最新\n');
}

const LABELS: Record<MigrationState['state'], string> = {
  applied: '已执行',
  pending: '待执行',
  unknown: '本程序不认识（数据库出自更新的版本）',
};

async function status(context: CommandContext, options: { json?: boolean }): Promise<void> {
  const target = databaseOf(context.config());
  const parts = await partsOf(target);
  const migrations = await Database.migrationStates(target, migrationsOf(parts));
  // Before the last migration ran, tables differ from the declared ones as they should.
  const upToDate = migrations.every(({ state }) => state === 'applied');
  const drift = upToDate ? await driftOf(target, parts) : [];
  const { out } = context.terminal;
  if (options.json) {
    out(`${JSON.stringify({ migrations, drift })}\n`);
    return;
  }
  for (const { name, state } of migrations) out(`${name}  ${LABELS[state]}\n`);
  for (const line of drift) out(`${line}\n`);
  if (upToDate) out(drift.length === 0 ? '结构与声明一致\n' : '结构与声明不一致：+ 多出，- 缺少\n');
}

async function driftOf(target: DatabaseTarget, parts: readonly Part[]): Promise<string[]> {
  const db = await Database.open(target, []);
  try {
    return await schemaDrift(db, parts);
  } finally {
    await db.close();
  }
}
