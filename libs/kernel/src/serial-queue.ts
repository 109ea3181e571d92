/** Runs asynchronous work one after another, in the order of the calls. */
export class SerialQueue {
  private tail: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.tail.then(work, work);
    this.tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Fulfils when everything asked for so far has ended. */
  async idle(): Promise<void> {
    await this.tail;
  }
}
