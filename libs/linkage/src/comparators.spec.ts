import { csvRows, readProjectFile } from '#libs/kernel';
import { recordOf } from '../cases/case-file.js';
import { amountLevel, compareTimes, type Verdict } from './compare-facts.js';
import { featuresOf } from './features.js';
import { MODEL_1 } from './model.js';
import { matchNames, thingsInText } from './things.js';
import type { Features } from './types.js';

const rowsOf = (file: string): [string, Record<string, string>][] =>
  csvRows(readProjectFile(`libs/linkage/cases/${file}`)).map((row) => [Object.values(row).join(' | '), row]);

const plain = (text: string, id = 'r'): Features =>
  featuresOf(
    recordOf({ id, matter: '', department: 'DIS', channel: '01', title: '反映', text, received: '2023-01-01' }),
  );

const days = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

function withAmount(written: string): Features {
  const [low, high] = written.replace(/[~>]/u, '').split('-') as [string, string?];
  const min = Number(low) * 100;
  const amount = { min, max: high === undefined ? min : Number(high) * 100, approx: written.startsWith('~') };
  return { ...plain('无'), amount: written.startsWith('>') ? { min, approx: false } : amount };
}

function withTime(written: string): Features {
  const [from, to] = written.split('/') as [string, string];
  return { ...plain('无'), time: { from: days(from), to: days(to), precision: 'RANGE', relative: false } };
}

describe('names', () => {
  it.each(rowsOf('names.csv'))('%s', (_, { a, b, match }) => {
    expect(matchNames(a as string, b as string)).toBe(match);
    expect(matchNames(b as string, a as string)).toBe(match);
  });
});

describe('names in running text', () => {
  it.each(rowsOf('things.csv'))('%s', (_, { text, things }) => {
    const found = thingsInText(text as string).map(({ name }) => name);
    expect(found.sort().join('|')).toBe(things);
  });
});

describe('amounts', () => {
  it.each(rowsOf('amounts.csv'))('%s', (_, { a, b, level }) => {
    const [left, right] = [withAmount(a as string), withAmount(b as string)];
    expect([amountLevel(left, right), amountLevel(right, left)]).toEqual([level || undefined, level || undefined]);
  });
});

describe('times', () => {
  it.each(rowsOf('times.csv'))('%s', (_, { a, b, level }) => {
    const verdict: Verdict = { bars: [], number: false, contract: false, timeAgrees: false, timeApart: false };
    compareTimes(withTime(a as string), withTime(b as string), MODEL_1, verdict);
    expect(verdict.bars.map((bar) => bar.level)).toEqual(level ? [level] : []);
  });
});

describe('fingerprints', () => {
  it.each(rowsOf('frames.csv'))('equal: %s', (_, { a, b }) => {
    expect(plain(a as string, 'x').fingerprint).toBe(plain(b as string, 'y').fingerprint);
  });

  it('differ where a text says nothing', () => {
    expect(plain('详见附件。', 'x').fingerprint).not.toBe(plain('详见附件', 'y').fingerprint);
  });
});
