/** Repeatable chance (xorshift32): the same seed gives the same throws everywhere. */
export class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = (seed ^ 0x9e3779b9) >>> 0 || 1;
    for (let warm = 0; warm < 8; warm++) this.below(2);
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    this.state ^= this.state << 13;
    this.state ^= this.state >>> 17;
    this.state ^= this.state << 5;
    this.state >>>= 0;
    return this.state % limit;
  }

  of<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }

  shuffled<T>(values: readonly T[]): T[] {
    const left = [...values];
    const mixed: T[] = [];
    while (left.length > 0) mixed.push(...left.splice(this.below(left.length), 1));
    return mixed;
  }
}
