import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { type AbbreviationModel, abbreviationScore, isAbbreviation, UNLEARNED } from './abbreviation.js';
import { AbbreviationIndex } from './abbreviation-index.js';
import { learnAbbreviations, type NamePair, readNamePairs } from './abbreviation-learning.js';

const rows = csvRows(readProjectFile('libs/text/cases/abbreviations.csv'));
const names = [...new Set(rows.flatMap((row) => (row.names ?? '').split(' ')))];

function answerOf(short: string, among: readonly string[], model: AbbreviationModel): string {
  const scored = among
    .map((name) => ({ name, score: abbreviationScore(short, name, model) ?? Number.NEGATIVE_INFINITY }))
    .sort((a, b) => b.score - a.score);
  const [best, next] = scored;
  return best && next && best.score - next.score >= Math.log(8) ? best.name : '';
}

describe('weighing without pairs of a site', () => {
  it.each(rows.map((row) => [row.short ?? '', row] as const))('%s', (short, row) => {
    expect(answerOf(short, (row.names ?? '').split(' '), UNLEARNED)).toBe(row.answer);
  });
});

test('the index finds what a look at every name finds', () => {
  const index = new AbbreviationIndex<string>(UNLEARNED);
  for (const name of names) index.add(name, name);
  const part = fc.constantFrom(...names).chain((name) => fc.subarray([...name]).map((kept) => kept.join('')));
  fc.assert(
    fc.property(part, (short) => {
      const found = [...index.find(short)].map(({ of }) => of).sort();
      expect(found).toEqual(names.filter((name) => abbreviationScore(short, name, UNLEARNED) !== undefined).sort());
    }),
  );
});

test('scores are finite numbers, and an abbreviation begins like its name', () => {
  const part = fc
    .constantFrom(...names)
    .chain((name) => fc.tuple(fc.constant(name), fc.subarray([...name], { minLength: 2 })));
  fc.assert(
    fc.property(part, ([name, kept]) => {
      const short = kept.join('');
      const score = abbreviationScore(short, name, UNLEARNED);
      expect(score === undefined ? short : Number.isFinite(score)).toBe(short.length === name.length ? name : true);
      expect(isAbbreviation(short, name)).toBe(short.length < name.length && short[0] === name[0]);
    }),
  );
});

/** A site that keeps the other end of 办公室: 青云办公室 is 青云室. */
const TAUGHT: readonly NamePair[] = [...'甲乙丙丁戊己庚辛壬癸'].flatMap((first) =>
  [...'春夏秋冬东西南北上下左右'].map((second) => ({ full: `${first}${second}办公室`, short: `${first}${second}室` })),
);

describe('learning', () => {
  const learned = learnAbbreviations(TAUGHT);

  it('takes up how a site shortens its names', () => {
    const preferred = (model: AbbreviationModel): string =>
      (abbreviationScore('青云室', '青云办公室', model) ?? 0) > (abbreviationScore('青云办', '青云办公室', model) ?? 0)
        ? '青云室'
        : '青云办';
    expect([preferred(UNLEARNED), preferred(learned)]).toEqual(['青云办', '青云室']);
  });

  it('holds another known short form, and the lack of one, against a name', () => {
    const score = (known: [string, string[]][]) =>
      abbreviationScore('和小', '和顺小学', { ...UNLEARNED, known: new Map(known) }) ?? 0;
    expect(score([['和顺小学', ['和小']]])).toBe(score([]));
    expect(score([['和顺小学', ['顺小']]])).toBeLessThan(score([]));
    expect(score([['和顺小学', []]])).toBeLessThan(score([]));
  });

  it('gives the same model from the same pairs, and hardly moves for one', () => {
    expect(learnAbbreviations(TAUGHT)).toEqual(learned);
    const one = learnAbbreviations([{ full: '和顺小学', short: '和小' }]);
    expect({ weights: one.weights, floor: one.floor }).toEqual({ weights: UNLEARNED.weights, floor: UNLEARNED.floor });
  });
});

test('pairs are read in three layouts; a line that holds none is told by its number', () => {
  const text = [
    '\uFEFF简称,全称',
    '和小,和顺小学',
    '质安站\t建设工程质量安全监督站',
    '青农商: 青禾/ns 农村/n 商业/n 银行/n ',
    'n: 青禾/ns 影院/n',
    '# 注',
    '',
    '山小,和顺小学',
    '只有一列',
  ].join('\r\n');
  expect(readNamePairs(text)).toEqual({
    pairs: [
      { short: '和小', full: '和顺小学' },
      { short: '质安站', full: '建设工程质量安全监督站' },
      { short: '青农商', full: '青禾农村商业银行' },
      { full: '青禾影院' },
    ],
    skipped: [8, 9],
  });
});
