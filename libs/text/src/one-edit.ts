import { distance } from 'fastest-levenshtein';

/** Shorter names differ by one character too often to mean the same. */
const SHORTEST = 5;

/** Names that differ by one character: both leave the same when a character is taken from one or from each. */
export class OneEditIndex<T> {
  private readonly byRest = new Map<string, Map<string, T[]>>();

  add(name: string, of: T): void {
    for (const rest of restsOf(name)) {
      const names = this.byRest.get(rest) ?? new Map<string, T[]>();
      this.byRest.set(rest, names.set(name, [...(names.get(name) ?? []), of]));
    }
  }

  /** All whose name differs from `name` by one character put in, left out or exchanged. */
  find(name: string): T[] {
    const found = new Map<string, T[]>();
    for (const rest of restsOf(name))
      for (const [other, of] of this.byRest.get(rest) ?? []) if (distance(name, other) === 1) found.set(other, of);
    return [...found.values()].flat();
  }
}

function restsOf(name: string): ReadonlySet<string> {
  if (name.length < SHORTEST) return new Set();
  return new Set([name, ...Array.from(name, (_, at) => name.slice(0, at) + name.slice(at + 1))]);
}
