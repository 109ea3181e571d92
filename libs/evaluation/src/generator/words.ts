import { csvRows, readProjectFile } from '#libs/kernel';

const DATA = 'libs/evaluation/data';

/** Names and phrases of the fictitious county; what they are for is said by their use. */
export interface Words {
  surnames: string;
  given: string[];
  syllablesA: string;
  syllablesB: string;
  towns: string[];
  villageHeads: string[];
  schools: string[];
  hospitals: string[];
  soes: string[];
  posts: Record<string, string[]>;
  firmPatterns: string[];
  openers: string[];
  closers: string[];
  asides: string[];
  officialTails: string[];
  /** Two characters that hands or readers of print take for each other. */
  typoPairs: string[];
  /** Characters of given names that sound alike. */
  homophones: string[];
  /** Charge of the procuratorate by discipline. */
  charges: Record<string, string>;
}

export const WORDS = JSON.parse(readProjectFile(`${DATA}/words.json`)) as Words;

export const table = (name: string): Record<string, string>[] => csvRows(readProjectFile(`${DATA}/${name}.csv`));

/** Patterns by kind of thing. */
export const THINGS: ReadonlyMap<string, string[]> = new Map(
  table('things').map((row) => [row.kind ?? '', (row.patterns ?? '').split(';').filter(Boolean)]),
);
