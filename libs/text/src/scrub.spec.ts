import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { leastMillis } from '#libs/testkit';
import { IDENTITY_PATTERNS, scrubText } from './scrub.js';
import { scrubCell } from './scrub-cell.js';

const rows = csvRows(readProjectFile('libs/text/cases/scrub.csv'));
const written = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\z', '\u200b');
const keepOf = (row: Record<string, string>): string[] => (row.keep ?? '').split(' ').filter(Boolean);

function check(row: Record<string, string>): void {
  const result = scrubText(written(row.input ?? ''), { keep: keepOf(row) });
  expect(result.text).toBe(written(row.expected ?? ''));
}

describe('scrubbing', () => {
  it.each(rows.map((row) => [row.input, row] as const))('%s', (_input, row) => check(row));

  it.each(csvRows(readProjectFile('libs/text/cases/scrub-cells.csv')))('cell $input', ({ input = '', expected }) => {
    expect(scrubCell(input).text).toBe(expected);
  });

  it('knows the writer by name, except where the record is about a person of that name', () => {
    const letter = '秦淑柠称局长贺明远收礼，秦淑柠曾当面质问';
    expect(scrubText(letter, { keep: ['贺明远'], writers: ['秦淑柠'] })).toEqual({
      text: '【人员1】称局长贺明远收礼，【人员1】曾当面质问',
      cut: { person: 1 },
    });
    expect(scrubText(letter, { keep: ['贺明远', '秦淑柠'], writers: ['秦淑柠'] }).text).toBe(letter);
  });

  it('counts what was cut by kind', () => {
    const { cut } = scrubText('举报人：陈青山 电话13812345678，身份证990101197503140017。证人王秀兰可以作证');
    expect(cut).toEqual({ signature: 1, phone: 1, idNumber: 1, person: 1 });
  });

  it('numbers persons in the order of their first mention and goes on from earlier numbers', () => {
    expect(scrubText('证人【人员1】在场，知情人李小红、证人【人员1】').text).toBe(
      '证人【人员1】在场，知情人【人员2】、证人【人员1】',
    );
  });
});

/** Fragments of letters, put together at random: what stands next to what must not matter. */
const fragment = fc.oneof(
  fc.constantFrom(...rows.map((row) => written(row.input ?? ''))),
  fc.constantFrom(
    '我叫',
    '我是',
    '举报人：',
    '此致敬礼',
    '电话',
    '编号',
    '身份证',
    '，',
    '。',
    '\n',
    ' ',
    '　',
    '的',
    '和',
    '138',
    '1381234',
    '5678',
    '-',
    '2023',
    '.',
    '@',
    '栋',
    '号',
    '【',
    '】',
    '（',
    '）',
    '贺明远',
    '陈青山',
    '证人',
    '元',
    '万',
    'QQ',
    '微信',
    'http://',
  ),
  fc.integer({ min: 0, max: 99_999_999 }).map(String),
  fc.string({ maxLength: 6 }),
);
const letter = fc.array(fragment, { maxLength: 14 }).map((parts) => parts.join(''));

describe('scrubbing, for any text', () => {
  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(letter, fc.constantFrom([], ['贺明远']), (text, keep) => {
        const once = scrubText(text, { keep }).text;
        expect(scrubText(once, { keep })).toEqual({ text: once, cut: {} });
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves nothing that the identity patterns find', () => {
    fc.assert(
      fc.property(letter, (text) => {
        const { text: scrubbed } = scrubText(text);
        for (const pattern of IDENTITY_PATTERNS) expect(scrubbed).not.toMatch(pattern);
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps every name of the keep list as often as it stood there', () => {
    fc.assert(
      fc.property(letter, (text) => {
        const clean = text.replaceAll('\u200b', '');
        expect(scrubText(text, { keep: ['贺明远'] }).text.split('贺明远').length).toBe(clean.split('贺明远').length);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('hostile text of 8000 characters', () => {
  const LONGEST = 8000;
  const BUDGET_MS = 400;
  it.each([
    '1',
    '1 ',
    '1-',
    '13812345678 ',
    '我',
    '我是',
    '我是村',
    '举报人 ',
    'a',
    'a.',
    'a@',
    '一',
    '1栋',
    '王',
    '书记王',
    '（',
    '\n',
    ' ',
    '【',
    '尊敬的',
    '此致',
    '号',
    '住',
    '作为',
    '1组',
    '证人王',
    '、王芳',
    '我在',
    '在场只有我',
  ])('repeated %j takes linear time', (piece) => {
    const text = piece.repeat(Math.ceil(LONGEST / piece.length)).slice(0, LONGEST);
    scrubText(text.slice(0, 1000));
    expect(leastMillis(() => scrubText(text))).toBeLessThan(BUDGET_MS);
  });
});
