import { csvRows, readProjectFile } from '#libs/kernel';

/** Lines of `libs/linkage/data/<file>`; those beginning with `#` are remarks. */
export function dataLines(file: string): string[] {
  return readProjectFile(`libs/linkage/data/${file}`)
    .split(/\r?\n/u)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** Rows of `libs/linkage/data/<file>`. */
export const dataRows = (file: string): Record<string, string>[] =>
  csvRows(readProjectFile(`libs/linkage/data/${file}`));

const ESCAPED = /[.*+?^${}()|[\]\\]/gu;

/** An expression that matches any of the words, longest first. */
export function anyOf(words: Iterable<string>): string {
  return [...new Set(words)]
    .sort((x, y) => y.length - x.length || (x < y ? -1 : 1))
    .map((word) => word.replace(ESCAPED, '\\$&'))
    .join('|');
}
