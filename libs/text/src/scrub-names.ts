import { findAllNames } from './name-mentions.js';
import type { CutKind, Span } from './scrub-spans.js';

const NUMBERED = /【人员(\d{1,4})】/gu;

/**
 * Replaces names of persons who are not to be kept by 【人员1】, 【人员2】 …, one number a person.
 * `told` are names that the text itself gave as the writer's or a witness's.
 */
export function cutNames(
  text: string,
  told: ReadonlySet<string>,
  standing: readonly Span[],
  keep: ReadonlySet<string>,
  cut: Partial<Record<CutKind, number>>,
): string {
  const names = new Set(told);
  for (const name of findAllNames(text)) names.add(name);
  const places: { start: number; end: number; name: string }[] = [];
  for (const name of names) {
    if (keep.has(name)) continue;
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length))
      places.push({ start: at, end: at + name.length, name });
  }
  if (places.length === 0) return text;
  places.sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  for (const found of text.matchAll(NUMBERED)) last = Math.max(last, Number(found[1]));
  const numbers = new Map<string, number>();
  let out = '';
  let at = 0;
  let stand = 0;
  for (const place of places) {
    if (place.start < at) continue;
    while (stand < standing.length && (standing[stand] as Span).end <= place.start) stand++;
    const near = standing[stand];
    if (near && near.start < place.end) continue;
    let number = numbers.get(place.name);
    if (number === undefined) {
      number = ++last;
      numbers.set(place.name, number);
    }
    out += `${text.slice(at, place.start)}【人员${number}】`;
    at = place.end;
  }
  if (numbers.size > 0) cut.person = (cut.person ?? 0) + numbers.size;
  return out + text.slice(at);
}
