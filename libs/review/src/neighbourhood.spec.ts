import fc from 'fast-check';
import {
  type BatchResult,
  comparePair,
  type Features,
  featuresOf,
  isBond,
  linkFeatures,
  MODEL_1,
  type PairDecision,
} from '#libs/linkage';
import { Dice } from '#libs/testkit';
import { recordOf } from '../../linkage/cases/case-file.js';
import { generate } from '../../linkage/cases/generate.js';
import { changedFields, evidenceDiffers, evidenceOf } from './evidence.js';
import { type Neighbourhood, partition } from './neighbourhood.js';
import { changeBetween, raisesCorroboration, unitLines } from './preview.js';

/** What the aggregator reads: everything that `seeds` reach over bonds found under `before`, and over MUST. */
function around(
  seeds: readonly string[],
  all: readonly Features[],
  batch: BatchResult,
  words: readonly PairDecision[],
): Neighbourhood {
  const { edges } = batch;
  const ids = new Set(seeds);
  for (const id of ids) {
    for (const edge of edges)
      if (isBond(edge, MODEL_1) && (edge.a === id || edge.b === id)) ids.add(edge.a === id ? edge.b : edge.a);
    for (const { a, b, kind } of words) if (kind === 'MUST' && (a === id || b === id)) ids.add(a === id ? b : a);
  }
  const features = new Map(all.filter(({ recordId }) => ids.has(recordId)).map((item) => [item.recordId, item]));
  const inside = edges.filter(({ a, b }) => features.has(a) && features.has(b));
  return { features, edges: inside, epoch: batch.epoch, model: MODEL_1 };
}

const wordsFor = (all: readonly Features[], dice: Dice, count: number): PairDecision[] =>
  Array.from({ length: count }, () => ({
    a: dice.of(all).recordId,
    b: dice.of(all).recordId,
    kind: dice.of(['MUST', 'CANNOT', 'CANNOT', 'UNSURE'] as const),
  })).filter(({ a, b }) => a !== b);

it('a neighbourhood is divided as a run over all records divides it, before and after new words', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const dice = new Dice(seed);
      const all = generate(seed, 50, 2).map((item) => featuresOf(recordOf(item)));
      const before = wordsFor(all, dice, 3);
      // The second word strikes two records that are one matter, where there is one.
      const was = linkFeatures(all, before, MODEL_1);
      const [x, y] = was.clusters.find(({ members }) => members.length > 1)?.members ?? [];
      const added = [...wordsFor(all, dice, 1), ...(x && y ? [{ a: x, b: y, kind: 'CANNOT' as const }] : [])];
      const key = (word: PairDecision): string => [word.a, word.b].sort().join();
      const after = [...before.filter((word) => !added.some((other) => key(other) === key(word))), ...added];
      const is = linkFeatures(all, after, MODEL_1, was.epoch);
      const hood = around(
        added.flatMap(({ a, b }) => [a, b]),
        all,
        was,
        before,
      );
      for (const [words, whole] of [
        [before, was],
        [after, is],
      ] as const) {
        const inside = (members: readonly string[]): boolean => members.some((id) => hood.features.has(id));
        const found = partition(hood, words);
        expect(found.clusters).toEqual(whole.clusters.map(({ members }) => members).filter(inside));
        const roots = [...whole.origins].filter(([id]) => hood.features.has(id)).sort();
        expect([...found.roots].sort()).toEqual(roots);
      }
    }),
    { numRuns: 60 },
  );
});

describe('evidence', () => {
  const [first, second] = generate(7, 10, 1).map((item) => featuresOf(recordOf(item))) as [Features, Features];
  const [a, b] = first.recordId < second.recordId ? [first, second] : [second, first];
  const epoch = linkFeatures([a, b], [], MODEL_1).epoch;
  const compared = comparePair(a, b, epoch, MODEL_1);
  const evidence = evidenceOf(a, b, compared, { model: 'm', epoch: 'e', versions: [1, 1] });
  const changed: [string, Features][] = [
    ['amount', { ...a, amount: { min: 1, max: 1, approx: false } }],
    ['unit', { ...a, units: ['U-elsewhere'] }],
    ['topic', { ...a, domain: 'D99', disciplines: [] }],
  ];

  it('holds no content, and adds up', () => {
    const text = JSON.stringify(evidence);
    expect(text).not.toMatch(/[\u4e00-\u9fff]/u);
    expect(evidence.bars.reduce((sum, { bits }) => sum + bits, 0)).toBe(evidence.score);
  });
  it('nothing changed', () => expect(changedFields(evidence, a, b)).toEqual([]));
  it.each(changed.filter(([field]) => field in evidence.facts))('%s changed', (field, other) => {
    expect(changedFields(evidence, other, b)).toEqual([field]);
    expect(evidenceDiffers(evidence, comparePair(other, b, epoch, MODEL_1))).toBe(true);
  });
  it('a field that no bar names is none of it', () =>
    expect(changedFields(evidence, { ...a, day: a.day + 1 }, b)).toEqual([]));
});

describe('what changes', () => {
  const count = (members: readonly string[], roots: ReadonlyMap<string, string>): number =>
    new Set(members.map((id) => roots.get(id))).size;
  const own = new Map(['a', 'b', 'c'].map((id) => [id, id]));
  const one = new Map([...own, ['b', 'a']]);
  const change = changeBetween(
    { clusters: [['a'], ['b'], ['c']], roots: own },
    { clusters: [['a', 'b'], ['c']], roots: own },
    count,
  );

  it('names the matters that go and come, and none that stays', () => {
    expect(change.before.map(({ members }) => members.join(''))).toEqual(['a', 'b']);
    expect(change.after.map(({ members, origins }) => [members.join(''), origins])).toEqual([['ab', 2]]);
  });
  it('sees corroboration rise by a merge, not by one of a single origin', () => {
    expect(raisesCorroboration(change)).toBe(true);
    const copies = { clusters: [['a', 'b']], roots: one };
    expect(raisesCorroboration(changeBetween({ clusters: [['a'], ['b']], roots: one }, copies, count))).toBe(false);
  });
  it('sees it rise where a letter is told apart from its copy inside a matter', () =>
    expect(
      raisesCorroboration(
        changeBetween({ clusters: [['a', 'b']], roots: one }, { clusters: [['a', 'b']], roots: own }, count),
      ),
    ).toBe(true));
  it('counts the lines of each unit', () =>
    expect(
      unitLines(
        change,
        (id) => (id === 'a' ? ['U', 'V'] : ['V']),
        () => 5,
      ).map(({ unitId, before, after }) => [unitId, before, after]),
    ).toEqual([
      ['U', 5, 5],
      ['V', 5, 4],
    ]));
});
