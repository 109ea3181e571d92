import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from './services.js';

const LOOK_MS = 50;

/** The supervisor of the services: whatever ends is started again, until it is told to let go. */
export class Keeper {
  private readonly kept = new Map<string, Promise<void>>();
  private readonly wanted = new Set<string>();
  /** Starts of each process, the first one included. */
  readonly starts = new Map<string, number>();

  constructor(
    private readonly services: Services,
    private readonly environment: Record<string, string> = {},
  ) {}

  /** Starts processes and keeps them; fulfils when all of them answer. */
  async keep(...names: string[]): Promise<void> {
    for (const name of names) {
      this.wanted.add(name);
      if (!this.kept.has(name)) this.kept.set(name, this.watch(name));
    }
    await Promise.all(names.map((name) => this.up(name)));
  }

  /** Fulfils when a process answers. */
  async up(name: string): Promise<void> {
    while (this.wanted.has(name) && !(await this.services.isUp(name))) await pause(LOOK_MS);
  }

  /** Ends processes and does not start them again. Gives the milliseconds that the slowest took. */
  async letGo(signal: NodeJS.Signals, ...names: string[]): Promise<number> {
    for (const name of names) this.wanted.delete(name);
    const began = performance.now();
    await Promise.all(names.map((name) => this.services.end(name, signal)));
    const took = performance.now() - began;
    await Promise.all(names.map((name) => this.kept.get(name)));
    // One that was just being started when it was let go.
    await Promise.all(names.map((name) => this.services.end(name, signal)));
    for (const name of names) this.kept.delete(name);
    return took;
  }

  async letAllGo(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.letGo(signal, ...this.kept.keys());
  }

  private async watch(name: string): Promise<void> {
    while (this.wanted.has(name)) {
      if (this.services.pid(name) === undefined) {
        this.starts.set(name, (this.starts.get(name) ?? 0) + 1);
        try {
          await this.services.start(name, this.environment);
        } catch {
          // Killed while it started, or what it needs is away: the next try.
          await pause(LOOK_MS);
        }
      }
      await pause(LOOK_MS);
    }
  }
}
