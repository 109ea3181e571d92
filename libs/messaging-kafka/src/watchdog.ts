/** Exit status of a process whose consumer is dead (EX_SOFTWARE): the supervisor starts it anew. */
export const EXIT_CONSUMER_DEAD = 70;

/** Why a consumer is given up. */
export type HaltReason = 'CRASHED' | 'SILENT' | 'STUCK' | 'HELD';

export interface WatchdogLimits {
  /** Between two looks, in milliseconds. */
  lookMs: number;
  /** Looks without a sign of life (heartbeat, fetch, batch) until the consumer counts as dead. */
  silentLooks: number;
  /** Looks with a backlog that did not shrink and without any offset committed. */
  stuckLooks: number;
}

export const WATCHDOG_LIMITS: WatchdogLimits = { lookMs: 10_000, silentLooks: 12, stuckLooks: 30 };

/**
 * Decides when a consumer is dead while its process lives. It counts looks instead of reading a clock, so that neither a clock set anew
 * nor a process that was stopped for a while makes a living consumer look dead.
 */
export class Watchdog {
  private silent = 0;
  private stuck = 0;
  private committed = false;
  private backlog = 0;
  private halted = false;

  constructor(
    private readonly limits: WatchdogLimits,
    private readonly halt: (reason: HaltReason) => void,
  ) {}

  /** A heartbeat was answered, or something was fetched. */
  alive(): void {
    this.silent = 0;
  }

  /** An offset was committed. */
  progress(): void {
    this.committed = true;
    this.alive();
  }

  /** The client gave up; `restarts` says that it begins again by itself. */
  crashed(restarts: boolean): void {
    if (!restarts) this.give('CRASHED');
  }

  /** A batch was tried for too long. */
  held(): void {
    this.give('HELD');
  }

  /** A look; `backlog` is the number of messages not taken yet, nothing where the broker does not say. */
  look(backlog: number | undefined): void {
    this.silent += 1;
    const waits = backlog !== undefined && backlog > 0 && backlog >= this.backlog && !this.committed;
    // A broker that does not answer is a matter of silence, not of being stuck.
    if (backlog !== undefined) {
      this.stuck = waits ? this.stuck + 1 : 0;
      this.backlog = backlog;
    }
    this.committed = false;
    if (this.silent > this.limits.silentLooks) this.give('SILENT');
    else if (this.stuck > this.limits.stuckLooks) this.give('STUCK');
  }

  private give(reason: HaltReason): void {
    if (this.halted) return;
    this.halted = true;
    this.halt(reason);
  }
}

/** Ends the process: one line with a code, then {@link EXIT_CONSUMER_DEAD}. What was not committed comes again. */
export function haltProcess(reason: HaltReason): never {
  process.stderr.write(`${JSON.stringify({ level: 'error', code: 'E-CONSUMER-DEAD', reason })}\n`);
  process.exit(EXIT_CONSUMER_DEAD);
}
