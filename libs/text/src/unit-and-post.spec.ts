import fc from 'fast-check';
import { csvRows, readProjectFile } from '#libs/kernel';
import { leastMillis } from '#libs/testkit';
import { findUnits, splitReflected, splitUnitAndPost } from './unit-and-post.js';

const cases = (file: string) => csvRows(readProjectFile(`libs/text/cases/${file}`));

describe('unit and post of a cell', () => {
  it.each(cases('unit-and-post.csv').map((row) => [row.input ?? '', row] as const))('%s', (input, row) => {
    const { unit = '', post = '', postNorm = '', qualifier = '' } = splitUnitAndPost(input);
    expect({ unit, post, postNorm, qualifier }).toEqual({
      unit: row.unit,
      post: row.post,
      postNorm: row.postNorm,
      qualifier: row.qualifier,
    });
  });
});

describe('reflected persons and bodies', () => {
  it.each(cases('reflected.csv').map((row) => [row.input ?? '', row] as const))('%s', (input, row) => {
    const { units, persons } = splitReflected(input);
    const shown = persons.map(
      ({ name, masked, unit = '', post = '' }) => `${name}${masked ? '*' : ''}/${unit}/${post}`,
    );
    expect({ units: [...units].sort().join('|'), persons: shown.join('|') }).toEqual({
      units: (row.units ?? '').split('|').sort().join('|'),
      persons: row.persons,
    });
  });
});

describe('bodies in prose', () => {
  it.each(cases('units-in-prose.csv').map((row) => [row.text ?? '', row.units ?? ''] as const))(
    '%s',
    (text, expected) => {
      expect(findUnits(text).join('|')).toBe(expected);
    },
  );
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      splitUnitAndPost(text);
      splitReflected(text);
      findUnits(text);
    }),
  );
});

describe('hostile text of 8000 characters', () => {
  it.each(['局', '区', '和顺镇', '副局长', '、', '王', '（', '主任和', '公司 '])(
    'repeated %j takes linear time',
    (piece) => {
      const text = piece.repeat(Math.ceil(8000 / piece.length)).slice(0, 8000);
      expect(
        leastMillis(() => {
          findUnits(text);
          splitReflected(text);
          splitUnitAndPost(text);
        }),
      ).toBeLessThan(400);
    },
  );
});
