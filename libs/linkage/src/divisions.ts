/** Divisions as publishers mask them (P市, P3区), one or several in a row. */
export const MASKED_DIVISIONS = /(?:[a-z]\d{0,2}[市区县州])+/gu;
const MASKED = /[a-z]\d{0,2}[市区县州]/gu;
/** A district or county that a clause begins with, alone or behind its city: 青禾区龙泉路…. */
const LEADING = /(?<![\p{L}\p{N}])(?:[\p{Script=Han}]{2,3}市)?([\p{Script=Han}]{2,3}[县区])(?=[\p{Script=Han}]{2})/gu;
const NO_DIVISION = /[小社片景园校厂矿新老城辖住郊库灾地本该全我各]区|[本该全我各]县/u;

/** County-level divisions and cities that a text names, sorted, each once. `clauses` is plain text with a blank for each border. */
export function divisionsOf(clauses: string): string[] {
  const found = new Set<string>();
  for (const [name] of clauses.matchAll(MASKED)) found.add(name);
  for (const match of clauses.matchAll(LEADING))
    if (!NO_DIVISION.test(match[1] as string)) found.add(match[1] as string);
  return [...found].sort();
}

const isMasked = (name: string): boolean => /^[a-z]/u.test(name);
const letters = (name: string): string => name.replace(/[市区县州]$/u, '');

/** One division, or a city and a part of it. A masked and a spelt name may always be one. */
function compatible(x: string, y: string): boolean {
  if (x === y || isMasked(x) !== isMasked(y)) return true;
  if (!isMasked(x)) return false;
  const [short, long] = x.length < y.length ? [letters(x), letters(y)] : [letters(y), letters(x)];
  return short.length === 1 ? long[0] === short : short === long;
}

/** Both texts name divisions and no two of them may be one. */
export function divisionsApart(a: readonly string[], b: readonly string[]): boolean {
  if (a.length === 0 || b.length === 0) return false;
  return !a.some((x) => b.some((y) => compatible(x, y)));
}
