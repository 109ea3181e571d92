import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

/** A step of long work, as a bar for a person; nothing where output goes to a file. */
export class Progress {
  private bar: SingleBar | undefined;

  constructor(
    private readonly terminal: Terminal,
    private readonly label: string,
  ) {}

  /** Shows `done` of `of`; the total may still grow. */
  readonly show = (done: number, of: number = done): void => {
    if (!this.terminal.interactive) return;
    if (!this.bar) {
      const format = `${this.label} {bar} {value}/{total} 已用 {duration_formatted}`;
      this.bar = new SingleBar({
        format,
        stream: process.stderr,
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
      });
      this.bar.start(Math.max(of, 1), done);
    }
    this.bar.setTotal(Math.max(of, 1));
    this.bar.update(done);
  };

  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}
