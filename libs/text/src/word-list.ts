import { readProjectFile } from '#libs/kernel';

/** Words of a data file of this library (parted by white space), longest first, so that alternatives try the longer one first. */
export const longestFirst = (file: string): string[] =>
  readProjectFile(`libs/text/data/${file}`)
    .split(/\s+/u)
    .filter(Boolean)
    .sort((a, b) => b.length - a.length);
