import fc from 'fast-check';
import { caseRecords, recordOf } from '../cases/case-file.js';
import { clusterSteps } from './cluster.js';
import { comparePair } from './compare.js';
import { buildEpoch } from './epoch.js';
import { featuresOf } from './features.js';
import { howOf } from './how.js';
import { MODEL_1 } from './model.js';
import type { Features, PairDecision, PairScore } from './types.js';
import { type Obstacle, whyNot, whyNotWords } from './why-not.js';

const scoresOf =
  (table: Record<string, number>): PairScore =>
  (a, b) => ({ score: table[a < b ? a + b : b + a] ?? -700, anchor: true });

describe('how a cluster came to be', () => {
  it('replays the merges: groups, best and weakest pair of each, weakest of all', () => {
    const score = scoresOf({ ab: 2000, cd: 1500, ac: 900, ad: 700, bc: 800, bd: 600 });
    const origins = [{ a: 'a', b: 'b', relation: 'ORIGIN' }];
    const { clusters, steps } = clusterSteps('abcd'.split(''), score, [], origins, MODEL_1);
    expect(clusters).toEqual([['a', 'b', 'c', 'd']]);
    const how = howOf(clusters[0] as string[], [['a', 'b'], ['c'], ['d']], steps, score);
    expect(how.given).toEqual([['a', 'b']]);
    expect(how.steps.map(({ left, right }) => `${left.join('')}+${right.join('')}`)).toEqual(['c+d', 'ab+cd']);
    const last = how.steps.at(-1);
    expect([last?.best, last?.weakest]).toEqual([
      { a: 'a', b: 'c', score: 900 },
      { a: 'b', b: 'd', score: 600 },
    ]);
    expect(how.weakest).toEqual({ a: 'b', b: 'd', score: 600 });
  });

  it('a single record has no steps and no pair', () => {
    expect(howOf(['a'], [['a']], [], scoresOf({}))).toEqual({ given: [], steps: [] });
  });

  it('the steps of any cluster lead from its given groups to all its members', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 2000 }), { minLength: 28, maxLength: 28 }), (values) => {
        const ids = 'abcdefgh'.split('');
        const table: Record<string, number> = {};
        for (const [at, a] of ids.entries()) for (const b of ids.slice(at + 1)) table[a + b] = values.pop() as number;
        const { clusters, steps } = clusterSteps(ids, scoresOf(table), [], [], MODEL_1);
        const given = ids.map((id) => [id]);
        for (const members of clusters) {
          const how = howOf(members, given, steps, scoresOf(table));
          const last = how.steps.at(-1);
          expect(how.steps.length).toBe(members.length - 1);
          if (last) expect([...last.left, ...last.right].sort()).toEqual(members);
          for (const { best, weakest } of how.steps) expect(best.score).toBeGreaterThanOrEqual(weakest.score);
        }
      }),
    );
  });
});

const example = caseRecords('worked-example.json');
const features = new Map(example.map((item) => [item.id, featuresOf(recordOf(item))]));
const epoch = buildEpoch(features.values(), MODEL_1);
const matter = (no: string): Features[] =>
  example.filter((item) => item.matter === no).flatMap(({ id }) => features.get(id) ?? []);
const why = (left: string, right: string, words: PairDecision[] = []) =>
  whyNot(matter(left), matter(right), new Map(), words, epoch, MODEL_1);
const kinds = (obstacles: readonly Obstacle[]): string[] => [...new Set(obstacles.map(({ kind }) => kind))].sort();

describe('why two matters are not one', () => {
  it.each([
    ['1', '4'],
    ['1', '2'],
    ['4', '5'],
    ['3', '6'],
  ])('%s and %s: best pair with its bars, and what keeps them apart', (left, right) => {
    const found = why(left, right);
    expect(found.best.comparison.bars.reduce((sum, { bits }) => sum + bits, 0)).toBe(found.best.score);
    expect(found.best.score).toBeGreaterThanOrEqual(found.weakest.score);
    expect(found.link < found.needed || found.obstacles.length > 0).toBe(true);
    expect(found.obstacles.every(({ sentence }) => /\p{Script=Han}/u.test(sentence))).toBe(true);
  });

  it('says what would change it, by the comparison itself', () => {
    const { best, single, together } = why('1', '4');
    expect(single.length).toBeGreaterThan(3);
    for (const [at, change] of single.entries()) {
      expect(change.score).toBeGreaterThanOrEqual(best.score);
      if (at > 0) expect(change.score).toBeLessThanOrEqual(single[at - 1]?.score ?? 0);
      expect(whyNotWords(change.fields[0] as string)).toMatch(/\p{Script=Han}/u);
    }
    expect(together?.relation).toBe('AUTO');
    expect(together?.score).toBeGreaterThanOrEqual(MODEL_1.thresholds.auto);
  });

  it('names an officer’s word before everything else', () => {
    const [a, b] = [matter('1')[0]?.recordId as string, matter('4')[0]?.recordId as string];
    expect(why('1', '4', [{ a, b, kind: 'CANNOT' }]).obstacles[0]).toMatchObject({ kind: 'CANNOT', a, b });
    expect(kinds(why('1', '4', [{ a, b, kind: 'MUST' }]).obstacles)).not.toContain('CANNOT');
  });

  it('names a veto with its pair', () => {
    const [left] = matter('1') as [Features];
    const other = { ...left, recordId: 'zz', status: 'CLEARED' as const, day: left.day - 10 };
    const { obstacles, best } = whyNot([left], [other], new Map(), [], epoch, MODEL_1);
    expect(best.comparison.veto).toBe('CLEARED');
    expect(comparePair(left, other, epoch, MODEL_1).score).toBe(best.score);
    expect(obstacles.filter(({ kind }) => kind === 'CLEARED')).toHaveLength(1);
  });
});
