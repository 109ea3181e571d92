import type { HubConfig } from '#libs/config';

/** Exit codes of all commands. */
export const ExitCode = { done: 0, failed: 1, wrongUse: 2, refused: 3 } as const;

/** Where a command writes: results to `out`, progress and remarks to `err`. */
export interface Terminal {
  out: (text: string) => void;
  err: (text: string) => void;
  /** Fulfils when the reader of `out` has caught up. */
  drained: () => Promise<void>;
  /** True when a person watches `err`: progress bars are drawn then. */
  interactive: boolean;
}

/** An error as `--json` shows it. */
export interface Failure {
  code: string;
  message: string;
  remedy?: string;
}

/** What a command is given. */
export interface CommandContext {
  config: () => HubConfig;
  terminal: Terminal;
  exit: (code: number) => void;
  /** Ends an object that has been begun on standard output, when the command fails. */
  endJson?: (failure: Failure) => Promise<void>;
}
