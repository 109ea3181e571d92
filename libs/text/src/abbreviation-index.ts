import { type AbbreviationModel, abbreviationScore, isSubsequence } from './abbreviation.js';

/** Names by their characters: finds those that a short form may stand for without looking at the others. */
export class AbbreviationIndex<T> {
  private readonly byCharacter = new Map<string, { name: string; of: T }[]>();

  constructor(private readonly model: AbbreviationModel) {}

  add(name: string, of: T): void {
    for (const character of new Set(name)) {
      const known = this.byCharacter.get(character);
      if (known) known.push({ name, of });
      else this.byCharacter.set(character, [{ name, of }]);
    }
  }

  /** All that `short` may stand for, with their scores. */
  *find(short: string): Iterable<{ of: T; score: number }> {
    let rarest: { name: string; of: T }[] | undefined;
    for (const character of short) {
      const names = this.byCharacter.get(character);
      if (names === undefined) return;
      if (rarest === undefined || names.length < rarest.length) rarest = names;
    }
    for (const { name, of } of rarest ?? []) {
      if (!isSubsequence(short, name)) continue;
      const score = abbreviationScore(short, name, this.model);
      if (score !== undefined) yield { of, score };
    }
  }
}
