import { AppError, stopwatch } from '#libs/kernel';
import type { Linker, LinkReport } from './linker.js';

/** Between two looks, in milliseconds. */
const LOOK_MS = 250;
/** Looks that find nothing new before an epoch is built. */
const RESTS = 4;
/** Facts that never come to rest are linked all the same after this many looks. */
const MOST_LOOKS = 1200;

/**
 * Links what arrives: at once where it is a step under the epoch there is, and where an epoch has to be built,
 * when nothing more has come for a while.
 */
export class RestingLinker {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopping = false;
  private seen: string | undefined;
  private looks = 0;
  private rests = 0;

  constructor(
    private readonly linker: Pick<Linker, 'outstanding' | 'linkPending' | 'linkWhatIsNew'>,
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
      const millis = stopwatch();
      const report = (await this.linker.linkPending()) ?? (await this.whenAtRest());
      if (report) this.told.linked(millis() / 1000);
    } catch (error) {
      this.told.failed(error instanceof AppError ? error.code : 'E-LINKING');
    }
  }

  private async whenAtRest(): Promise<LinkReport | undefined> {
    const facts = await this.linker.outstanding();
    this.rests = facts !== undefined && facts === this.seen ? this.rests + 1 : 0;
    this.looks = facts === undefined ? 0 : this.looks + 1;
    this.seen = facts;
    if (this.rests < RESTS && this.looks < MOST_LOOKS) return undefined;
    // Nothing where there are more records than link by themselves.
    const report = await this.linker.linkWhatIsNew();
    this.rests = 0;
    this.looks = 0;
    return report;
  }
}
