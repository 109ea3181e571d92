import { Command } from 'commander';
import stringWidth from 'string-width';
import { readConfig } from '#libs/config';
import { addAudit } from './commands/audit.js';
import { addDemo } from './commands/demo.js';
import { addImport } from './commands/import.js';
import { addKey } from './commands/key.js';
import { addLink } from './commands/link.js';
import { addLinkage } from './commands/linkage.js';
import { addMatters } from './commands/matters.js';
import { addMigrate } from './commands/migrate.js';
import { addOutbox } from './commands/outbox.js';
import { addPacket } from './commands/packet.js';
import { addQuarantine } from './commands/quarantine.js';
import { addRegistry } from './commands/registry.js';
import { addReview } from './commands/review.js';
import { addRound } from './commands/round.js';
import { addServe } from './commands/serve.js';
import { addTopics } from './commands/topics.js';
import { addTrace } from './commands/trace.js';
import { exitCodeOf, failureOf, printFailure } from './failure.js';
import { stdio } from './stdio.js';
import { type CommandContext, ExitCode, type Terminal } from './terminal.js';

/**
 * Runs one command and gives the exit code: 0 done whatever the rows, 3 the whole file was refused, 2 wrong use, 1 anything else.
 */
export async function run(args: readonly string[], terminal: Terminal = stdio): Promise<number> {
  let code: number = ExitCode.done;
  const program = new Command('hub')
    .description('巡前线索汇集枢纽 · clue hub for inspection offices')
    .helpOption('-h, --help', '显示帮助 / show help')
    .configureHelp({ helpWidth: 80, displayWidth: stringWidth })
    // Errors are worded in failure.ts.
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err, outputError: () => undefined })
    .exitOverride();
  const exit = (value: number): void => {
    code = value;
  };
  const context: CommandContext = { config: () => readConfig(), terminal, exit };
  for (const add of [
    addImport,
    addRegistry,
    addRound,
    addLink,
    addLinkage,
    addMatters,
    addReview,
    addPacket,
    addServe,
    addAudit,
    addKey,
    addOutbox,
    addQuarantine,
    addTopics,
    addTrace,
    addMigrate,
    addDemo,
  ])
    add(program, context);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    printFailure(error, terminal);
    const exitCode = exitCodeOf(error);
    // One object on standard output, also when the command fails in the middle of it.
    if (args.includes('--json') && exitCode !== ExitCode.done) {
      const failure = failureOf(error);
      if (context.endJson) await context.endJson(failure);
      else terminal.out(`${JSON.stringify({ error: failure })}\n`);
    }
    return exitCode;
  }
}
