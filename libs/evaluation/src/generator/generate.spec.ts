import { FAMILIES, STYLES } from './families.js';
import { generate } from './generate.js';
import { DIFFICULTIES } from './matter.js';
import { THINGS } from './words.js';

it('families: sixty and more, half of them never seen in tuning, each with three styles and five facts', () => {
  expect(FAMILIES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(FAMILIES.map(({ id }) => id)).size).toBe(FAMILIES.length);
  for (const use of ['tuning', 'test'])
    expect(FAMILIES.filter((family) => family.use === use)).toHaveLength(FAMILIES.length / 2);
  for (const { id, texts, how, thing, sum } of FAMILIES) {
    expect([id, how.length]).toEqual([id, 5]);
    expect([id, THINGS.has(thing)]).toEqual([id, true]);
    expect(sum[0]).toBeLessThan(sum[1]);
    for (const style of STYLES) {
      expect([id, style, texts[style].includes('{how1}'), texts[style].includes('{sum}')]).toEqual([
        id,
        style,
        true,
        true,
      ]);
      for (const fact of how) expect(fact[style].length).toBeGreaterThan(2);
    }
  }
});

describe('generate', () => {
  const made = generate(1500, 5, 'tuning');

  it('gives the same set for the same numbers, and another for another seed', () => {
    expect(generate(1500, 5, 'tuning')).toEqual(made);
    expect(generate(1500, 6, 'tuning').records).not.toEqual(made.records);
  });

  it('leaves no slot open, names each record once, and keeps an origin inside its matter', () => {
    expect(JSON.stringify(made)).not.toMatch(/\{\w+\}(?!")/u);
    expect(new Set(made.records.map(({ department, sourceRecordId }) => `${department} ${sourceRecordId}`)).size).toBe(
      1500,
    );
    const matterOf = new Map<string, string>();
    for (const { truth } of made.records) {
      expect(matterOf.get(truth.origin) ?? truth.matter).toBe(truth.matter);
      matterOf.set(truth.origin, truth.matter);
    }
  });

  it('touches every department and every difficulty', () => {
    expect(new Set(made.records.map(({ department }) => department)).size).toBe(5);
    for (const difficulty of DIFFICULTIES)
      expect([difficulty, made.difficulties[difficulty] > 0]).toEqual([difficulty, true]);
  });
});
