import fc from 'fast-check';
import { Dice } from '#libs/testkit';
import { recordOf } from '../cases/case-file.js';
import { generate } from '../cases/generate.js';
import { type BatchResult, linkBatch, linkFeatures } from './batch.js';
import { comparePair } from './compare.js';
import { buildEpoch } from './epoch.js';
import { featuresOf } from './features.js';
import { MODEL_1, type Model } from './model.js';
import type { Features, LinkRecord, PairDecision } from './types.js';

const partition = (result: BatchResult): string =>
  JSON.stringify([result.clusters, [...result.origins].sort(), result.epoch.version]);

function shuffled<T>(values: readonly T[], seed: number): T[] {
  const dice = new Dice(seed);
  const left = [...values];
  const mixed: T[] = [];
  while (left.length > 0) mixed.push(...left.splice(dice.below(left.length), 1));
  return mixed;
}

function decisionsFor(records: readonly LinkRecord[], seed: number): PairDecision[] {
  const dice = new Dice(seed);
  return Array.from({ length: 4 }, () => ({
    a: dice.of(records).recordId,
    b: dice.of(records).recordId,
    kind: dice.of(['MUST', 'CANNOT', 'UNSURE'] as const),
  })).filter(({ a, b }) => a !== b);
}

const CAP_5: Model = { ...MODEL_1, cap: 5 };

describe.each([
  ['as shipped', MODEL_1],
  ['with keys dead above 5', CAP_5],
])('linkBatch %s', (_, model) => {
  it('gives one partition for 8 orders of records and decisions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const records = generate(seed, 40, 2).map(recordOf);
        const decisions = decisionsFor(records, seed);
        const features = records.map(featuresOf);
        const straight = partition(linkBatch(records, decisions, model));
        for (let order = 1; order <= 8; order++) {
          const mixed = linkFeatures(shuffled(features, seed + order), shuffled(decisions, order), model);
          expect(partition(mixed)).toBe(straight);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('forgets a record that was added and withdrawn', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.nat({ max: 59 }), (seed, position) => {
        const records = generate(seed, 60, 2).map(recordOf);
        const gone = records[position] as LinkRecord;
        const left = records.filter((record) => record !== gone);
        const decision: PairDecision = { a: gone.recordId, b: (left[0] as LinkRecord).recordId, kind: 'MUST' };
        expect(partition(linkBatch(left, [decision], model))).toBe(partition(linkBatch(left, [], model)));
      }),
      { numRuns: 20 },
    );
  });
});

describe('comparePair', () => {
  const records = generate(7, 150, 3).map(recordOf);
  const features = records.map(featuresOf);
  const epoch = buildEpoch(features);
  const stored = features.map((item) => JSON.parse(JSON.stringify(item)) as Features);
  const storedEpoch = JSON.parse(JSON.stringify(epoch)) as typeof epoch;

  it('is symmetric, adds up to its bars in whole hundredths of a bit, and survives storage', () => {
    let compared = 0;
    for (const [index, a] of features.entries())
      for (const [other, b] of features.slice(0, index).entries()) {
        const one = comparePair(a, b, epoch, MODEL_1);
        const text = JSON.stringify(one);
        expect(JSON.stringify(comparePair(b, a, epoch, MODEL_1))).toBe(text);
        expect(one.bars.reduce((sum, { bits }) => sum + bits, 0)).toBe(one.score);
        expect(one.bars.every(({ bits }) => Number.isInteger(bits))).toBe(true);
        const again = comparePair(stored[index] as Features, stored[other] as Features, storedEpoch, MODEL_1);
        expect(JSON.stringify(again)).toBe(text);
        compared++;
      }
    expect(compared).toBe((150 * 149) / 2);
  });
});

describe('quality and work on generated records', () => {
  const items = [21, 22, 23, 24].map((seed) => generate(seed, 600, 12));

  it.each(items.map((records, index) => [index, records] as const))(
    'set %i: pairs right ≥ .97, pairs found ≥ .75, few candidates',
    (_, records) => {
      const result = linkBatch(records.map(recordOf));
      const truth = new Map(records.map(({ id, matter }) => [id, matter]));
      const sizes = new Map<string, number>();
      for (const { matter } of records) sizes.set(matter, (sizes.get(matter) ?? 0) + 1);
      const pairsOf = (size: number): number => (size * (size - 1)) / 2;
      const wanted = [...sizes.values()].reduce((sum, size) => sum + pairsOf(size), 0);
      let made = 0;
      let right = 0;
      for (const { members } of result.clusters)
        for (const [index, a] of members.entries())
          for (const b of members.slice(0, index)) {
            made++;
            if (truth.get(a) === truth.get(b)) right++;
          }
      expect(right / made).toBeGreaterThanOrEqual(0.97);
      expect(right / wanted).toBeGreaterThanOrEqual(0.75);
      expect(result.candidates / records.length).toBeLessThan(60);
    },
  );
});
