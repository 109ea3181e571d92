import fc from 'fast-check';
import { clusterComponent, clusterSteps, type OriginPair } from './cluster.js';
import { MODEL_1 } from './model.js';
import type { PairDecision, PairScore } from './types.js';

/** Scores from a table of `a-b`; pairs that are not in it are far apart. */
function scores(table: Record<string, number>, weak: readonly string[] = []): PairScore {
  return (a, b) => {
    const key = a < b ? `${a}-${b}` : `${b}-${a}`;
    return { score: table[key] ?? -2000, anchor: !weak.includes(key) };
  };
}

const clusters = (
  ids: string,
  table: Record<string, number>,
  given: { weak?: string[]; decisions?: PairDecision[]; origins?: [string, string][] } = {},
): string[] => {
  const origins: OriginPair[] = (given.origins ?? []).map(([a, b]) => ({ a, b, relation: 'ORIGIN' }));
  return clusterComponent(ids.split(''), scores(table, given.weak), given.decisions ?? [], origins, MODEL_1).map(
    (members) => members.join(''),
  );
};

describe('clusterComponent', () => {
  it('joins what agrees on the average', () =>
    expect(clusters('abc', { 'a-b': 900, 'b-c': 900, 'a-c': 500 })).toEqual(['abc']));

  it('refuses to chain two matters through a third', () =>
    expect(clusters('abc', { 'a-b': 1000, 'b-c': 900, 'a-c': -800 })).toEqual(['ab', 'c']));

  it('refuses a pair below the floor whatever the average', () =>
    expect(clusters('abc', { 'a-b': 5000, 'b-c': 5000, 'a-c': -900 })).toEqual(['ab', 'c']));

  it('asks for an anchor', () => expect(clusters('ab', { 'a-b': 900 }, { weak: ['a-b'] })).toEqual(['a', 'b']));

  it('breaks ties by the smallest ids', () =>
    expect(clusters('abcd', { 'a-b': 700, 'c-d': 700, 'b-c': 700, 'a-c': -800, 'b-d': -800 })).toEqual(['ab', 'cd']));

  it('counts an origin once, however many copies it has', () => {
    const table = { 'a-x': 700, 'b-x': 100, 'c-x': 100, 'a-b': 2000, 'a-c': 2000, 'b-c': 2000 };
    expect(clusters('abcx', table)).toEqual(['abc', 'x']);
    expect(
      clusters('abcx', table, {
        origins: [
          ['a', 'b'],
          ['b', 'c'],
        ],
      }),
    ).toEqual(['abcx']);
  });

  it('lets CANNOT win over an origin edge and a high score', () =>
    expect(
      clusters(
        'abc',
        { 'a-b': 2000, 'b-c': 2000, 'a-c': 2000 },
        {
          origins: [['a', 'b']],
          decisions: [{ a: 'b', b: 'a', kind: 'CANNOT' }],
        },
      ),
    ).toEqual(['ac', 'b']));

  it('keeps UNSURE pairs apart', () =>
    expect(clusters('ab', { 'a-b': 2000 }, { decisions: [{ a: 'a', b: 'b', kind: 'UNSURE' }] })).toEqual(['a', 'b']));

  it('follows MUST against any score and raises a contradiction without resolving it', () => {
    const must: PairDecision[] = [
      { a: 'a', b: 'b', kind: 'MUST' },
      { a: 'b', b: 'c', kind: 'MUST' },
    ];
    expect(clusters('abc', {}, { decisions: must })).toEqual(['abc']);
    const result = clusterSteps(
      ['a', 'b', 'c'],
      scores({}),
      [...must, { a: 'a', b: 'c', kind: 'CANNOT' }],
      [],
      MODEL_1,
    );
    expect(result.clusters).toEqual([['a'], ['b'], ['c']]);
    expect(result.clashes).toEqual([{ a: 'a', b: 'c' }]);
  });

  it('cuts an oversize component at its weakest bonds, the same way each time', () => {
    const model = { ...MODEL_1, thresholds: { ...MODEL_1.thresholds, component: 2 } };
    const table = { 'a-b': 900, 'b-c': 650, 'c-d': 900, 'a-c': 640, 'b-d': 640, 'a-d': 640 };
    const result = clusterSteps(['d', 'b', 'c', 'a'], scores(table), [], [], model);
    expect(result).toMatchObject({
      oversize: true,
      clusters: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    });
  });
});

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const pair = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).filter(([a, b]) => a !== b);

describe('properties', () => {
  const input = fc.record({
    scores: fc.array(fc.integer({ min: -1500, max: 1500 }), { minLength: 21, maxLength: 21 }),
    decisions: fc.array(
      fc.record({ pair, kind: fc.constantFrom('MUST' as const, 'CANNOT' as const, 'UNSURE' as const) }),
      { maxLength: 3 },
    ),
    origins: fc.array(pair, { maxLength: 3 }),
    order: fc.shuffledSubarray(names, { minLength: names.length }),
    component: fc.constantFrom(3, 100),
  });

  it('gives one partition for every order of records, decisions and origins', () => {
    fc.assert(
      fc.property(input, ({ scores: values, decisions, origins, order, component }) => {
        const table: Record<string, number> = {};
        let next = 0;
        for (const [index, a] of names.entries())
          for (const b of names.slice(index + 1)) table[`${a}-${b}`] = values[next++] as number;
        const model = { ...MODEL_1, thresholds: { ...MODEL_1.thresholds, component } };
        const said = decisions.map(({ pair: [a, b], kind }) => ({ a, b, kind }));
        const edges = origins.map(([a, b]) => ({ a, b, relation: 'ORIGIN' }));
        const straight = clusterComponent(names, scores(table), said, edges, model);
        const mixed = clusterComponent(
          order,
          scores(table),
          [...said].reverse().map(({ a, b, kind }) => ({ a: b, b: a, kind })),
          [...edges].reverse(),
          model,
        );
        expect(mixed).toEqual(straight);
        expect(straight.flat().sort()).toEqual(names);
        for (const { a, b, kind } of said)
          if (kind === 'CANNOT')
            expect(straight.some((members) => members.includes(a) && members.includes(b))).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
