import type { Connections } from './statements.js';

/** Counts who waits for one of `places` connections and who has one. */
export class Turnstile {
  private used = 0;
  private asked = 0;

  constructor(private readonly places: number) {}

  /** Runs `work`, which calls `entered` once it has its connection. */
  async pass<T>(work: (entered: () => void) => Promise<T>): Promise<T> {
    let inside = 0;
    this.asked += 1;
    try {
      return await work(() => {
        inside = 1;
        this.used += 1;
      });
    } finally {
      this.asked -= 1;
      this.used -= inside;
    }
  }

  /** A caller that is about to be given a free connection does not count as waiting. */
  get connections(): Connections {
    const free = Math.max(0, this.places - this.used);
    return { used: this.used, free, waiting: Math.max(0, this.asked - this.used - free) };
  }
}
