import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { cleanText, isNullMarker, isSameAsAbove, matchingText } from './hygiene.js';

const rows = (name: string): Record<string, string>[] => csvRows(readProjectFile(`libs/text/cases/${name}.csv`));
/** Cases write invisible characters as `\u200b`. */
const unescaped = (text = ''): string =>
  text.replace(/\\u([0-9a-f]{4})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

describe('text hygiene', () => {
  it.each(rows('hygiene'))('cleans $raw', ({ raw, clean }) => {
    expect(cleanText(unescaped(raw))).toBe(unescaped(clean));
  });

  it.each(rows('matching'))('compares $raw as $matching', ({ raw, matching }) => {
    expect(matchingText(unescaped(raw))).toBe(matching);
  });

  it.each(rows('null-markers'))('takes $raw as $meaning', ({ raw = '', meaning }) => {
    const cell = raw === '(blank)' ? ' \t' : raw;
    expect(isNullMarker(cell) ? 'nothing' : isSameAsAbove(cell) ? 'above' : 'value').toBe(meaning);
  });

  it('changes nothing the second time and leaves nothing invisible', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const once = cleanText(text);
        expect(cleanText(once)).toBe(once);
        expect(once).not.toMatch(/[\u200b-\u200f\ufeff\u0000-\u0008]|^\s|\s$| {2}/u);
        expect(once).not.toMatch(/\p{Surrogate}/u);
        expect(matchingText(matchingText(text))).toBe(matchingText(text));
      }),
      { numRuns: 2000 },
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(' ', '\n', '\u200b', '\u0301', '\u3000', '（', '…', 'e', 'Ａ', '①', '\ud800', '\udc00'),
          { maxLength: 20 },
        ),
        (parts) => {
          const once = cleanText(parts.join(''));
          expect(cleanText(once)).toBe(once);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
