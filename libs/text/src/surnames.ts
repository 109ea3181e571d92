import { readProjectFile } from '#libs/kernel';

const [singleLine = '', compoundLine = ''] = readProjectFile('libs/text/data/surnames.txt').split('\n');
const SINGLE: ReadonlySet<string> = new Set(singleLine.trim());
const COMPOUND: ReadonlySet<string> = new Set(compoundLine.trim().split(/\s+/u));
const NOT_NAMES: ReadonlySet<string> = new Set(
  readProjectFile('libs/text/data/not-names.txt').split(/\s+/u).filter(Boolean),
);

/** Length of the surname that `text` begins with at `from`: 2 for a compound one (欧阳), 1 for a single one, else 0. */
export function surnameLength(text: string, from = 0): 0 | 1 | 2 {
  if (COMPOUND.has(text.slice(from, from + 2))) return 2;
  return SINGLE.has(text[from] ?? '') ? 1 : 0;
}

/** Ordinary words that look like a surname with a given name (安置, 高度, 施工, 许可). */
export const isOrdinaryWord = (text: string): boolean => NOT_NAMES.has(text);
