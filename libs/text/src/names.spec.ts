import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { leastMillis } from '#libs/testkit';
import { findPersonNames, isPersonName, splitNames } from './names.js';

const cases = (file: string) => csvRows(readProjectFile(`libs/text/cases/${file}`));

describe('names of a cell', () => {
  it.each(cases('names.csv').map((row) => [row.input ?? '', row.names ?? ''] as const))('%s', (input, expected) => {
    const names = splitNames(input.replaceAll('\\n', '\n'));
    expect(
      names.map(({ name, masked, title }) => `${name}${masked ? '*' : ''}${title ? `/${title}` : ''}`).join('|'),
    ).toBe(expected);
  });
});

describe('names in prose', () => {
  it.each(cases('names-in-prose.csv').map((row) => [row.text ?? '', row.names ?? ''] as const))(
    '%s',
    (text, expected) => {
      expect(findPersonNames(text).join('|')).toBe(expected);
    },
  );

  it('finds only what could be a name, and never throws', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        (text) =>
          findPersonNames(text).every((name) => isPersonName(name)) &&
          splitNames(text).every(({ name }) => name !== ''),
      ),
    );
  });
});

describe('hostile text of 8000 characters', () => {
  it.each(['王', '局长', '局长王', '王芳、', '都在场', '和', '村民李小红', '·', '利用职务'])(
    'repeated %j takes linear time',
    (piece) => {
      const text = piece.repeat(Math.ceil(8000 / piece.length)).slice(0, 8000);
      expect(
        leastMillis(() => {
          findPersonNames(text);
          splitNames(text);
        }),
      ).toBeLessThan(400);
    },
  );
});
