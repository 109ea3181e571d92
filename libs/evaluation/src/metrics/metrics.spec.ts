import { csvRows, readProjectFile } from '#libs/kernel';
import { connectedComponents, greedyBestMatch, type ScoredPair } from './baselines.js';
import { adjustedRand, bcubed, pairwise, pairwiseOn, type Quality } from './partition.js';
import { fewestHits, wilson } from './wilson.js';

interface Case {
  name: string;
  found: Record<string, string>;
  truth: Record<string, string>;
  pairwise: number[];
  bcubed: number[];
  rand: number;
}

const cases = JSON.parse(readProjectFile('libs/evaluation/cases/partitions.json')) as Case[];
const rounded = ({ p, r, f1 }: Quality): number[] => [p, r, f1].map((value) => Number(value.toFixed(6)));

describe('measures of a partition', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const found = new Map(Object.entries(one.found));
    const truth = new Map(Object.entries(one.truth));
    expect(rounded(pairwise(found, truth))).toEqual(one.pairwise);
    expect(rounded(bcubed(found, truth))).toEqual(one.bcubed);
    expect(adjustedRand(found, truth)).toBeCloseTo(one.rand, 6);
    if (found.size === truth.size) expect(adjustedRand(truth, found)).toBeCloseTo(one.rand, 6);
  });

  it('over labelled pairs only these count', () => {
    const found = new Map(Object.entries({ a: '1', b: '1', c: '1', d: '2' }));
    const pairs = [
      { a: 'a', b: 'b', same: true },
      { a: 'a', b: 'c', same: false },
      { a: 'c', b: 'd', same: true },
      { a: 'x', b: 'y', same: false },
    ];
    expect(pairwiseOn(found, pairs)).toEqual({ p: 0.5, r: 0.5, f1: 0.5 });
  });
});

it.each(csvRows(readProjectFile('libs/evaluation/cases/wilson.csv')))('Wilson bounds of $hits of $n', (row) => {
  const { low, high } = wilson(Number(row.hits), Number(row.n));
  expect([low, high].map((value) => value.toFixed(6))).toEqual(
    [row.low, row.high].map((value) => Number(value).toFixed(6)),
  );
});

it('the fewest hits reach the bound, one fewer does not', () => {
  const n = fewestHits(0.99);
  expect(wilson(n, n).low).toBeGreaterThanOrEqual(0.99);
  expect(wilson(n - 1, n - 1).low).toBeLessThan(0.99);
});

describe('baselines', () => {
  const items = ['a', 'b', 'c', 'd'];
  const pairs: ScoredPair[] = [
    { a: 'a', b: 'b', score: 700 },
    { a: 'b', b: 'c', score: 650 },
    { a: 'c', b: 'd', score: 600 },
    { a: 'a', b: 'd', score: 599 },
  ];
  const sets = (found: ReadonlyMap<string, string>): string =>
    [...new Set(found.values())]
      .map((root) => items.filter((item) => found.get(item) === root).join(''))
      .sort()
      .join();

  it('components chain through a third', () => {
    expect(sets(connectedComponents(items, pairs, 600))).toBe('abcd');
    expect(sets(connectedComponents(items, pairs, 650))).toBe('abc,d');
  });

  it('the greedy match depends on who came first', () => {
    const twoDoors: ScoredPair[] = [
      { a: 'a', b: 'c', score: 700 },
      { a: 'b', b: 'c', score: 800 },
    ];
    expect(sets(greedyBestMatch(items, twoDoors, 600))).toBe('a,bc,d');
    expect(sets(greedyBestMatch(['c', 'a', 'b', 'd'], twoDoors, 600))).toBe('abc,d');
  });
});
