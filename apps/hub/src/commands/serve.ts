import { spawn } from 'node:child_process';
import type { Command } from 'commander';
import { readPort } from '#libs/config';
import { projectFile } from '#libs/kernel';
import type { CommandContext } from '../terminal.js';

export function addServe(program: Command, context: CommandContext): void {
  program
    .command('serve')
    .description('启动服务：各部门的接收接口、汇总读接口、OpenAPI / start the hub')
    .option('--port <n>', '端口 / port')
    .option('--insecure-local', '本机回环地址免密钥，仅供试用 / loopback needs no key, for trying out')
    .action((options: { port?: string; insecureLocal?: boolean }) => serve(context, options));
}

/** Runs the standalone app as a child, so that the command line itself stays free of servers. */
async function serve(context: CommandContext, options: { port?: string; insecureLocal?: boolean }): Promise<void> {
  if (options.port !== undefined) readPort(options.port);
  const args = ['--no-warnings', projectFile('dist/apps/standalone/src/main.js')];
  if (options.port) args.push('--port', options.port);
  if (options.insecureLocal) args.push('--insecure-local');
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const code = await new Promise<number>((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
  context.exit(code);
}
