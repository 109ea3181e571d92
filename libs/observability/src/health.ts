import type { Log } from './log.js';

/** A named condition for taking requests: resolves when it holds, rejects when not. */
export interface Check {
  name: string;
  /** True: requests are taken all the same; where it does not hold, that is told beside. */
  beside?: boolean;
  run(): Promise<unknown>;
}

/** Milliseconds within which a check must answer. */
const CHECK_WITHIN = 2000;

/** Whether this process may be sent requests: all checks hold and it is not stopping. */
export class Readiness {
  private stopping = false;

  constructor(
    private readonly checks: readonly Check[] = [],
    private readonly log?: Log,
    private readonly within = CHECK_WITHIN,
  ) {}

  stop(): void {
    this.stopping = true;
  }

  /** Names of what does not hold: `failing` keeps requests away and is empty when ready, `beside` does not. */
  async state(): Promise<{ failing: string[]; beside: string[] }> {
    if (this.stopping) return { failing: ['stopping'], beside: [] };
    const held = await Promise.all(this.checks.map((check) => this.holds(check)));
    const fallen = this.checks.filter((_, index) => !held[index]);
    const names = (beside: boolean): string[] =>
      fallen.filter((check) => (check.beside ?? false) === beside).map(({ name }) => name);
    return { failing: names(false), beside: names(true) };
  }

  private async holds(check: Check): Promise<boolean> {
    const answer = await endsWithin(this.within, () => check.run());
    if (answer.done) return true;
    this.log?.warn('ready.check', { step: check.name, ...(answer.error === undefined ? {} : { error: answer.error }) });
    return false;
  }
}

/** How a piece of work ended: `error` is absent where it took too long. */
export async function endsWithin(
  millis: number,
  work: () => Promise<unknown>,
): Promise<{ done: boolean; error?: unknown }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<{ done: boolean }>((resolve) => {
    timer = setTimeout(() => resolve({ done: false }), millis);
  });
  const ended = Promise.resolve()
    .then(work)
    .then(
      () => ({ done: true }),
      (error: unknown) => ({ done: false, error: error ?? 'nothing' }),
    );
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
}
