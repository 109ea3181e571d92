import { Command, CommanderError } from 'commander';
import stringWidth from 'string-width';
import { readConfig } from '#libs/config';
import { AppError } from '#libs/kernel';
import { addDemo } from './commands/demo.js';
import { addImport } from './commands/import.js';
import { addMatters } from './commands/matters.js';
import { addPacket } from './commands/packet.js';
import { addRegistry } from './commands/registry.js';
import { addRound } from './commands/round.js';
import { addServe } from './commands/serve.js';
import { stdio } from './stdio.js';
import { ExitCode, type Terminal } from './terminal.js';

/**
 * Runs one command and gives the exit code: 0 done whatever the rows, 3 the whole file was refused, 2 wrong use, 1 anything else.
 */
export async function run(args: readonly string[], terminal: Terminal = stdio): Promise<number> {
  let code: number = ExitCode.done;
  const program = new Command('hub')
    .description('巡前线索汇集枢纽 · clue hub for inspection offices')
    .helpOption('-h, --help', '显示帮助 / show help')
    .configureHelp({ helpWidth: 80, displayWidth: stringWidth })
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
    .showHelpAfterError('（用 --help 查看用法 / see --help）')
    .exitOverride();
  const exit = (value: number): void => {
    code = value;
  };
  const context = { config: () => readConfig(), terminal, exit };
  for (const add of [addImport, addRegistry, addRound, addMatters, addPacket, addServe, addDemo]) add(program, context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, terminal);
  }
}

function failed(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.wrongUse;
  if (error instanceof AppError) {
    terminal.err(`错误 ${error.code}：${error.message}\n${error.remedy ? `  处理办法：${error.remedy}\n` : ''}`);
    return USAGE_CODES.has(error.code) ? ExitCode.wrongUse : ExitCode.failed;
  }
  const frame = error instanceof Error ? error.stack?.split('\n').find((line) => /\/(libs|apps)\//u.test(line)) : '';
  terminal.err(
    `错误 E-BUG：程序内部错误（${error instanceof Error ? error.name : typeof error}）\n  ${frame?.trim() ?? ''}\n`,
  );
  return ExitCode.failed;
}

/** Mistakes of the caller, not of the data. */
const USAGE_CODES = new Set(['E-DEPARTMENT', 'E-APPROVAL', 'E-USAGE', 'E-CONFIG', 'E-FILE-MISSING', 'E-UNIT-UNKNOWN']);
