import { AppError, stopwatch } from '#libs/kernel';
import type { Linker } from './linker.js';

/** Between two looks, in milliseconds. */
const LOOK_MS = 1000;
/** Facts that never come to rest are linked all the same after this many looks. */
const MOST_LOOKS = 300;

/** Links what arrived when nothing more has come between two looks: a delivery is linked once, not once a batch. */
export class RestingLinker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private seen: string | undefined;
  private looks = 0;

  constructor(
    private readonly linker: Pick<Linker, 'facts' | 'linkWhatIsNew'>,
    private readonly told: { failed: (code: string) => void; linked: (seconds: number) => void },
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.running = this.look().then(() => {
        if (!this.stopping) this.start();
      });
    }, LOOK_MS);
  }

  /** Waits for the run that is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** One look. Fulfils always: a failure is told, and the next look tries again. */
  async look(): Promise<void> {
    try {
      const { now, linked } = await this.linker.facts();
      const rests = now === this.seen || this.looks >= MOST_LOOKS;
      if (now !== linked && rests) {
        const millis = stopwatch();
        // Nothing where there are more records than link by themselves.
        const report = await this.linker.linkWhatIsNew();
        if (report) this.told.linked(millis() / 1000);
      }
      this.looks = now === linked || rests ? 0 : this.looks + 1;
      this.seen = now;
    } catch (error) {
      this.told.failed(error instanceof AppError ? error.code : 'E-LINKING');
    }
  }
}
