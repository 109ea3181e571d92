import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { disciplinesOf, domainOf, makeTitle, offencesOf, summarize } from './classify.js';

const cases = (file: string, column: string): [string, string][] =>
  csvRows(readProjectFile(`libs/text/cases/${file}`)).map((row) => [row.text ?? '', row[column] ?? '']);

describe('classification by words', () => {
  it.each(cases('disciplines.csv', 'codes'))('disciplines of %s', (text, codes) => {
    expect(disciplinesOf(text).join(' ')).toBe(codes);
  });
  it.each(cases('domains.csv', 'code'))('domain of %s', (text, code) => {
    expect(domainOf(text)).toBe(code);
  });
  it.each(cases('offences.csv', 'codes'))('offences of %s', (text, codes) => {
    expect(offencesOf(text).sort().join(' ')).toBe(codes);
  });
});

describe('titles and summaries', () => {
  it('says the verb, whom and what', () => {
    expect(
      makeTitle({ unit: '区住建局', post: '副局长', name: '祁文涛', verb: '反映', problem: '收受礼金3万元。' }),
    ).toBe('反映区住建局副局长祁文涛收受礼金3万元');
  });

  it('cuts a title at 60 characters and a summary at 500', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 1200 });
    fc.assert(
      fc.property(text, (problem) => {
        expect(Array.from(makeTitle({ verb: '反映', problem })).length).toBeLessThanOrEqual(60);
        expect(Array.from(summarize(problem)).length).toBeLessThanOrEqual(500);
      }),
    );
  });

  it('ends a summary with a sentence where one ends in its second half', () => {
    expect(summarize(`${'甲'.repeat(400)}。${'乙'.repeat(400)}`)).toBe(`${'甲'.repeat(400)}。`);
    expect(summarize('一句话。')).toBe('一句话。');
  });
});
