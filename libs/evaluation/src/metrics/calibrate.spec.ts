import fc from 'fast-check';
import { AUTO_PRECISION, calibrate, type LabelledScore, REVIEW_SHARE } from './calibrate.js';

const labels = (score: number, same: boolean, count: number): LabelledScore[] =>
  Array.from({ length: count }, () => ({ score, same }));

it.each([
  [
    'too few that are one matter',
    [...labels(900, true, 267), ...labels(-900, false, 60)],
    /“同一事项”267 对.*至少需要 268 对和 50 对/u,
  ],
  ['too few that are not', [...labels(900, true, 400), ...labels(-900, false, 49)], /“不同事项”49 对/u],
  ['wrong ones on top', [...labels(900, true, 300), ...labels(900, false, 60)], /任何分值以上的准确率下限都达不到/u],
])('refuses: %s', (_, given, message) => expect(() => calibrate(given)).toThrow(message));

it('finds the lowest score that is sure, and the one below which hardly any is one matter', () => {
  const given = [
    ...labels(900, true, 300),
    ...labels(700, true, 100),
    ...labels(700, false, 1),
    ...labels(600, true, 20),
    ...labels(600, false, 10),
    ...labels(100, true, 10),
    ...labels(100, false, 40),
    ...labels(-300, true, 1),
    ...labels(-300, false, 99),
  ];
  const { auto, review } = calibrate(given);
  expect(auto).toMatchObject({ score: 900, pairs: 300, share: 1 });
  expect(review).toMatchObject({ score: 100, pairs: 100, share: 0.01 });
});

it('never gives a threshold that its own labels do not carry', () => {
  const label = fc.record({
    score: fc.integer({ min: -500, max: 1500 }),
    chance: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(label, { minLength: 800, maxLength: 1200 }), (drawn) => {
      const given = drawn.map(({ score, chance }) => ({ score, same: chance < 1 / (1 + 2 ** (-(score - 300) / 40)) }));
      let found: ReturnType<typeof calibrate>;
      try {
        found = calibrate(given);
      } catch {
        return;
      }
      expect(found.auto.low).toBeGreaterThanOrEqual(AUTO_PRECISION);
      expect(found.review.share).toBeLessThan(REVIEW_SHARE);
      expect(found.review.score).toBeLessThanOrEqual(found.auto.score);
    }),
    { numRuns: 30 },
  );
});
