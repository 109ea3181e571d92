import { endsWithin } from './health.js';
import type { Log } from './log.js';

/** One step of stopping, in the order: readiness, doors, relay, consumer, producer, database. */
export interface StopStep {
  name: string;
  run(): Promise<unknown> | unknown;
  /** Milliseconds that it may take before the next one begins. */
  within?: number;
}

export interface StopOptions {
  log: Log;
  /** Milliseconds for all steps together. */
  limit?: number;
}

const LIMIT = 10_000;

/**
 * Runs `steps` one after another when the process is asked to end, then exits with 0.
 * Past the limit it exits with 1 and one line; a second signal exits at once. What was answered is durable, so every exit is safe.
 */
export function stopOnSignal(steps: readonly StopStep[], { log, limit = LIMIT }: StopOptions): void {
  let stopping = false;
  const asked = (): void => {
    if (stopping) process.exit(1);
    stopping = true;
    void stop(steps, log, limit);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, asked);
}

async function stop(steps: readonly StopStep[], log: Log, limit: number): Promise<void> {
  let current = 'begin';
  setTimeout(() => {
    log.error('stop.late', { step: current, millis: limit });
    process.exit(1);
  }, limit);
  log.info('stop.begin');
  for (const { name, run, within = 2 * limit } of steps) {
    current = name;
    const ended = await endsWithin(within, async () => run());
    if (!ended.done) log.error('stop.step', { step: name, ...('error' in ended ? { error: ended.error } : {}) });
  }
  log.info('stop.end');
  process.exit(0);
}
