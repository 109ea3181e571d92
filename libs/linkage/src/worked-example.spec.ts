import { caseRecords, recordOf } from '../cases/case-file.js';
import { linkBatch } from './batch.js';
import { independentOrigins } from './lineage.js';

const example = caseRecords('worked-example.json');
const around = caseRecords('distractors.json');

const truthOf = (items: typeof example): string[][] => {
  const matters = new Map<string, string[]>();
  for (const { id, matter } of items) matters.set(matter, [...(matters.get(matter) ?? []), id].sort());
  return [...matters.values()].sort((x, y) => ((x[0] as string) < (y[0] as string) ? -1 : 1));
};

describe.each([
  ['alone', example],
  ['among other records of the same and other units', [...example, ...around]],
])('worked example %s', (_, items) => {
  const result = linkBatch(items.map(recordOf));

  it('finds the matters', () => {
    expect(result.clusters.map(({ members }) => members)).toEqual(truthOf(items));
  });

  it('counts independent origins 2, 1, 1, 1, 1, 1', () => {
    const byId = new Map(items.map((item) => [item.id, recordOf(item)]));
    const counts = truthOf(example).map((members) => {
      const found = members.map((id) => byId.get(id)).filter((record) => record !== undefined);
      return [members[0], independentOrigins(found, result.origins).count];
    });
    expect(counts).toEqual([
      ['m1-aud', 2],
      ['m2-cmg', 1],
      ['m3-dis', 1],
      ['m4-aud21', 1],
      ['m5-audA', 1],
      ['m6-dis', 1],
    ]);
  });
});
