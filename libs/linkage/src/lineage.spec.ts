import fc from 'fast-check';
import type { DepartmentCode } from '#libs/contracts';
import { readProjectFile } from '#libs/kernel';
import { recordOf } from '../cases/case-file.js';
import { independentOrigins } from './lineage.js';
import { originRoots } from './origin.js';
import type { LinkRecord } from './types.js';

/** id, department, channel, `anonymous` or `ref:<department>`, day, text. */
type Member = [string, DepartmentCode, string, string?, string?, string?];

interface LineageCase {
  name: string;
  members: Member[];
  roots?: [string, string][];
  count: number;
}

const cases = JSON.parse(readProjectFile('libs/linkage/cases/lineage.json')) as LineageCase[];

function memberOf([id, department, channel, mark, day, text]: Member): LinkRecord {
  return recordOf({
    id,
    matter: '',
    department,
    channel,
    title: '反映工程质量问题',
    text: text ?? '该工程质量有问题。',
    received: day ?? '2023-01-01',
    anonymous: mark === 'anonymous',
    refs: mark?.startsWith('ref:') ? [[mark.slice(4), '信转〔2023〕15号', 'RECEIVED_FROM']] : [],
  });
}

function countOf({ members, roots }: LineageCase): number {
  const records = members.map(memberOf);
  const edges = (roots ?? []).map(([a, b]) => ({ a, b, relation: 'ORIGIN' as const }));
  return independentOrigins(records, originRoots(records, edges)).count;
}

it.each(cases.map((item) => [item.name, item] as const))('%s', (_, item) => expect(countOf(item)).toBe(item.count));

it('does not depend on the order of the members', () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(...cases)
        .chain((item) =>
          fc.tuple(fc.constant(item), fc.shuffledSubarray(item.members, { minLength: item.members.length })),
        ),
      ([item, members]) => countOf({ ...item, members }) === item.count,
    ),
  );
});
