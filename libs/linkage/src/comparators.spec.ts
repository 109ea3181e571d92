import { csvRows, readProjectFile } from '#libs/kernel';
import { recordOf } from '../cases/case-file.js';
import { comparePair } from './compare.js';
import { amountLevel, compareTimes, type Verdict } from './compare-facts.js';
import { buildEpoch } from './epoch.js';
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

it.each([
  ['454300.00', true],
  ['9300.00', false],
])('unlike words of two hands who name one official and a sum of %s: excused %s', (amount, excused) => {
  const base = { matter: '1', channel: '01', units: ['U31'], persons: [{ name: '陶永福' }], received: '2023-06-01' };
  const words = [
    '镇政府在堤防加固中代签工资领取表，以误餐费名义发放。',
    '花名册上的人谁也没见过，身份证都是骗去的，气死人。',
  ];
  const [a, b] = words.map((text, at) =>
    featuresOf(
      recordOf({
        ...base,
        id: `r${at}`,
        department: at === 0 ? 'AUD' : 'PET',
        title: at === 0 ? '虚列劳务费套取资金' : '骗身份证办卡领钱',
        text,
        amount: at === 0 ? '454300.00' : amount,
      }),
    ),
  ) as [Features, Features];
  const { bars } = comparePair(a, b, buildEpoch([a, b]), MODEL_1);
  const against = bars.filter(({ field, bits }) => bits < 0 && ['body', 'title'].includes(field));
  expect(against.length).toBeGreaterThan(0);
  const lost = against.reduce((sum, { bits }) => sum + bits, 0);
  expect(bars.find(({ field }) => field === 'wording')?.bits).toBe(excused ? Math.round(-0.8 * lost) : undefined);
});
