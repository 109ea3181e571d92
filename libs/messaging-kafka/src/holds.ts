const FIRST_MS = 200;
const LONGEST_MS = 10_000;

interface Hold {
  attempts: number;
  /** Sum of the pauses so far. */
  heldMs: number;
  timer: NodeJS.Timeout;
}

/** Partitions that wait because their handler failed: pauses that grow up to a bound, and a limit for their sum. */
export class Holds {
  private readonly held = new Map<string, Hold>();

  constructor(
    private readonly limitMs: number,
    private readonly exceeded: () => void,
  ) {}

  get size(): number {
    return this.held.size;
  }

  /** Lets a paused partition go on after a while. */
  hold(topic: string, partition: number, resume: () => void): void {
    const key = `${topic}/${partition}`;
    const { attempts, heldMs } = this.held.get(key) ?? { attempts: 0, heldMs: 0 };
    const pause = Math.min(FIRST_MS * 2 ** attempts, LONGEST_MS);
    const timer = setTimeout(resume, pause);
    timer.unref();
    this.held.set(key, { attempts: attempts + 1, heldMs: heldMs + pause, timer });
    if (heldMs + pause > this.limitMs) this.exceeded();
  }

  /** After the group was divided anew: what was held may be another's now. Pauses that run still end. */
  forget(): void {
    this.held.clear();
  }

  released(topic: string, partition: number): void {
    this.held.delete(`${topic}/${partition}`);
  }

  clear(): void {
    for (const { timer } of this.held.values()) clearTimeout(timer);
    this.held.clear();
  }
}
