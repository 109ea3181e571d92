import { AppError } from '#libs/kernel';

/** Bytes of bodies that a process holds at once: one workbook of the largest kind, or three long signed streams. */
const HELD_BYTES = 200 * 1024 * 1024;

/** Counts the bytes of bodies that are held in memory, all requests together. */
export class HeldBodies {
  private held = 0;

  constructor(private readonly limit: number) {}

  /** One body. Released when nothing of it is needed any more; then it may grow no further. */
  open(): { add(bytes: number): void; release(): void } {
    let mine = 0;
    return {
      add: (bytes) => {
        if (this.held + bytes > this.limit)
          throw new AppError('E-BUSY', 'transient', '同时报送的内容过多，未收', '稍后整批重发');
        this.held += bytes;
        mine += bytes;
      },
      release: () => {
        this.held -= mine;
        mine = 0;
      },
    };
  }
}

export const HELD = new HeldBodies(HELD_BYTES);
