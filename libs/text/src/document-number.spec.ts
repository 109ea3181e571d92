import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { documentKind, findDocumentNumbers, normalizeDocumentNumber } from './document-number.js';

const rows = (name: string): Record<string, string>[] => csvRows(readProjectFile(`libs/text/cases/${name}.csv`));
const pieces = fc.constantFrom(
  ...'青审报移检建诉字第号年文《》“。：-0012345ZQ [](){}（）〔〕【】',
  '2023',
  '二〇二三',
  '刑初',
  '法院',
  '文号：',
  '之一',
);
const assembled = fc.array(pieces, { maxLength: 16 }).map((parts) => parts.join(''));

describe('document numbers', () => {
  it.each(rows('document-numbers'))('$raw is $norm ($kind)', ({ raw = '', norm = '', kind }) => {
    expect(normalizeDocumentNumber(raw)).toBe(norm);
    expect(documentKind(norm)).toBe(kind);
  });

  it.each(rows('document-numbers-prose'))('finds the numbers of $text', ({ text = '', found = '' }) => {
    expect(
      findDocumentNumbers(text)
        .map(({ kind, norm }) => `${kind}:${norm}`)
        .join(' '),
    ).toBe(found);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), assembled), (text) => {
        const once = normalizeDocumentNumber(text);
        expect(normalizeDocumentNumber(once)).toBe(once);
        for (const { raw, norm } of findDocumentNumbers(text)) expect(normalizeDocumentNumber(raw)).toBe(norm);
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same whatever brackets, 第, 字 and blanks are typed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('[]', '［］', '()', '（）', '【】', '〔〕', '{}'),
        fc.integer({ min: 1, max: 99_999 }),
        fc.constantFrom('', '第', '第0', ' 第 ', '0'),
        fc.constantFrom('', '字'),
        (brackets, serial, before, word) => {
          const digits = before.endsWith('0') && serial > 9999 ? '' : before;
          expect(normalizeDocumentNumber(`青审移${word}${brackets[0]}2023${brackets[1]}${digits}${serial}号`)).toBe(
            `青审移〔2023〕${serial}号`,
          );
        },
      ),
    );
  });
});
