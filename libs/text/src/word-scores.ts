import { csvRows, readProjectFile } from '#libs/kernel';

/** One word list of a code with the weight of a hit. */
interface Weighted {
  code: string;
  weight: number;
}

/**
 * Scores codes by the words of a data file: each word counts once a text, and a word inside a longer hit word does not count again.
 * One pass: words are looked up by their first UTF-16 unit, longest first.
 */
export class WordScores {
  private readonly byStart: (string[] | undefined)[] = new Array(0x10000).fill(undefined);
  private readonly meaning = new Map<string, Weighted[]>();

  constructor(file: string) {
    for (const row of csvRows(readProjectFile(file)))
      for (const word of (row.words ?? '').split(/\s+/u).filter(Boolean)) {
        const weighted = { code: row.code ?? '', weight: Number(row.weight ?? 1) };
        const known = this.meaning.get(word);
        if (known) known.push(weighted);
        else {
          this.meaning.set(word, [weighted]);
          const start = word.charCodeAt(0);
          this.byStart[start] = [...(this.byStart[start] ?? []), word].sort((a, b) => b.length - a.length);
        }
      }
  }

  /** Words of the list that stand in `text`, in order, the longest at each place, without overlaps. */
  wordsIn(text: string): string[] {
    const out: string[] = [];
    for (let at = 0; at < text.length; at++) {
      const words = this.byStart[text.charCodeAt(at)];
      if (words === undefined) continue;
      for (const word of words) {
        if (!text.startsWith(word, at)) continue;
        out.push(word);
        at += word.length - 1;
        break;
      }
    }
    return out;
  }

  /** Codes with their summed weights, heaviest first; ties by the first word met, then by code. */
  rank(text: string, counts: (word: string) => boolean = () => true): { code: string; score: number }[] {
    const scores = new Map<string, number>();
    for (const word of new Set(this.wordsIn(text)))
      if (counts(word))
        for (const { code, weight } of this.meaning.get(word) as Weighted[])
          scores.set(code, (scores.get(code) ?? 0) + weight);
    return [...scores].map(([code, score]) => ({ code, score })).sort((a, b) => b.score - a.score);
  }
}
