import { cleanText, isNullMarker, isSameAsAbove } from '#libs/text';

/** What a short cell says instead of a value: nothing is there (`null`), or what stands above (`same`). */
export type Marker = 'null' | 'same' | 'value';

/** No marker is longer. */
const LONGEST = 20;
const REMEMBERED = 4096;
const known = new Map<string, Marker>();

/** Judges a cell; answers for short texts are kept, as a column repeats its few values. */
export function markerOf(raw: string): Marker {
  if (raw.length > LONGEST) return 'value';
  const first = raw.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return 'value';
  let marker = known.get(raw);
  if (marker === undefined) {
    const text = cleanText(raw);
    marker = text === '' || isNullMarker(text) ? 'null' : isSameAsAbove(text) ? 'same' : 'value';
    if (known.size >= REMEMBERED) known.clear();
    known.set(raw, marker);
  }
  return marker;
}
