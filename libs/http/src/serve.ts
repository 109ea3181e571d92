import { readServiceConfig, type ServiceConfig } from '#libs/config';
import { AppError } from '#libs/kernel';
import { errorFields, keepHeapSmall, stopOnSignal } from '#libs/observability';
import type { HttpApp } from './http-app.js';

/**
 * Life of a server process: starts, prints the greeting, closes when asked to end.
 * What prevents the start is said in two lines with exit code 1.
 */
export async function serveUntilStopped(start: () => Promise<HttpApp>): Promise<void> {
  keepHeapSmall();
  try {
    const app = await start();
    process.stdout.write(app.greeting);
    stopOnSignal(app.stopSteps, { log: app.log });
  } catch (error) {
    process.stderr.write(whyNot(error));
    // Now, whatever a part of it still keeps open: a process that serves nothing must not look as if it did.
    process.exit(1);
  }
}

/** Life of one service of the distributed hub. `--check-config` only says whether its settings are right. */
export async function runService(start: (config: ServiceConfig) => Promise<HttpApp>): Promise<void> {
  if (!process.argv.includes('--check-config')) return serveUntilStopped(async () => start(readServiceConfig()));
  try {
    readServiceConfig();
    process.stdout.write('配置无误\n');
  } catch (error) {
    process.stderr.write(whyNot(error));
    process.exitCode = 1;
  }
}

function whyNot(error: unknown): string {
  const lines = (code: string, message: string, remedy?: string): string =>
    `错误 ${code}：${message}\n${remedy ? `  处理办法：${remedy}\n` : ''}`;
  if (error instanceof AppError) return lines(error.code, error.message, error.remedy);
  const { code, port } = error as { code?: unknown; port?: unknown };
  if (code === 'EADDRINUSE')
    return lines('E-PORT', `端口 ${port} 已被占用`, '换一个端口（--port 或 HUB_PORT），0 为任选');
  if (code === 'EACCES')
    return lines('E-PORT', `端口 ${port} 不允许使用`, '换一个 1024 以上的端口（--port 或 HUB_PORT）');
  const { kind, at } = errorFields(error);
  return `错误 E-BUG：服务没有启动（${kind}）\n${at ? `  ${at}\n` : ''}`;
}
