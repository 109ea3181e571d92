const FILTER_BITS = 18;
const slot = (text: string, at: number): number =>
  (Math.imul(text.charCodeAt(at), 0x9e3779b1) ^ Math.imul(text.charCodeAt(at + 1), 0x85ebca6b)) >>> (32 - FILTER_BITS);

/** Finds any of many names of two or more characters in a text. */
export class NameFinder {
  private readonly filter = new Uint8Array(1 << FILTER_BITS);
  /** Names by their first two characters, longest first. */
  private readonly byHead = new Map<string, string[]>();

  constructor(names: Iterable<string>) {
    for (const name of names) {
      this.filter[slot(name, 0)] = 1;
      const head = name.slice(0, 2);
      const held = this.byHead.get(head);
      if (held) held.push(name);
      else this.byHead.set(head, [name]);
    }
    for (const held of this.byHead.values()) held.sort((x, y) => y.length - x.length || (x < y ? -1 : 1));
  }

  /** Every occurrence, overlapping ones too. */
  each(text: string, visit: (name: string, at: number) => void): void {
    for (let at = 0; at + 2 <= text.length; at++)
      for (const name of this.startingAt(text, at)) if (text.startsWith(name, at)) visit(name, at);
  }

  /** Occurrences from left to right, the longest at each place; what is found is passed over. */
  eachLongest(text: string, visit: (name: string, at: number) => void): void {
    for (let at = 0; at + 2 <= text.length; ) {
      const name = this.startingAt(text, at).find((candidate) => text.startsWith(candidate, at));
      if (name !== undefined) visit(name, at);
      at += name?.length ?? 1;
    }
  }

  private startingAt(text: string, at: number): readonly string[] {
    return this.filter[slot(text, at)] === 1 ? (this.byHead.get(text.slice(at, at + 2)) ?? NONE) : NONE;
  }
}

const NONE: readonly string[] = [];
