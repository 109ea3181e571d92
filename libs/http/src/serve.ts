import { AppError } from '#libs/kernel';
import type { HttpApp } from './http-app.js';

/** Milliseconds that requests under way have to end when the process is asked to stop; killing it is safe at any time. */
const STOP_WITHIN = 20_000;

/**
 * Life of a server process: starts, prints the greeting, closes when asked to end.
 * What prevents the start is said in two lines with exit code 1.
 */
export async function serveUntilStopped(start: () => Promise<HttpApp>): Promise<void> {
  try {
    const app = await start();
    process.stdout.write(app.greeting);
    onShutdown(app.close);
  } catch (error) {
    process.stderr.write(whyNot(error));
    process.exitCode = 1;
  }
}

/** Runs `stop` once when the process is asked to end. */
export function onShutdown(stop: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      setTimeout(() => process.exit(1), STOP_WITHIN).unref();
      void stop();
    });
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
  const name = error instanceof Error ? error.name : typeof error;
  const frame = error instanceof Error ? error.stack?.split('\n').find((line) => /\/(libs|apps)\//u.test(line)) : '';
  return `错误 E-BUG：服务没有启动（${name}）\n  ${frame?.trim() ?? ''}\n`;
}
