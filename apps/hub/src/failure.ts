import { CommanderError } from 'commander';
import { AppError } from '#libs/kernel';
import { ExitCode, type Failure, type Terminal } from './terminal.js';
import { wrongUse } from './wrong-use.js';

/** Mistakes of the caller, not of the data. */
const USAGE_CODES = new Set([
  'E-DEPARTMENT',
  'E-APPROVAL',
  'E-USAGE',
  'E-CONFIG',
  'E-FILE-MISSING',
  'E-UNIT-UNKNOWN',
  'E-REVIEW',
  'E-REVIEW-NAME',
  'E-REVIEW-SAME',
  'E-REVIEW-GROUP',
  'E-MATTER-UNKNOWN',
  'E-RECORD-UNKNOWN',
]);

export function failureOf(error: unknown): Failure {
  if (error instanceof AppError) {
    const { code, message, remedy } = error;
    return { code, message, ...(remedy ? { remedy } : {}) };
  }
  if (error instanceof CommanderError) return wrongUse(error);
  const kind = error instanceof Error ? error.name : typeof error;
  return { code: 'E-BUG', message: `程序内部错误（${kind}）`, remedy: '把这一行和出错位置告诉维护人员' };
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.wrongUse;
  return error instanceof AppError && USAGE_CODES.has(error.code) ? ExitCode.wrongUse : ExitCode.failed;
}

/** Codes under which the library has shown its help: that says it all. */
const HELP = new Set(['commander.help', 'commander.helpDisplayed', 'commander.version']);

/** Says on standard error what went wrong and what to do. */
export function printFailure(error: unknown, terminal: Terminal): void {
  if (error instanceof CommanderError && HELP.has(error.code)) return;
  const { code, message, remedy } = failureOf(error);
  terminal.err(`错误 ${code}：${message}\n${remedy ? `  处理办法：${remedy}\n` : ''}`);
  if (code !== 'E-BUG' || !(error instanceof Error)) return;
  const frame = error.stack?.split('\n').find((line) => /\/(libs|apps)\//u.test(line));
  if (frame) terminal.err(`  出错位置：${frame.trim()}\n`);
}
