import type { DepartmentCode } from '#libs/contracts';
import { readProjectFile } from '#libs/kernel';
import { type ClueParts, clueOf } from '#libs/testkit';
import { assessMatter, briefingRecord, type Standpoint } from './assessment.js';
import type { KnownRecord } from './known-record.js';
import { loadRegistries, type Registries } from './registries.js';
import { type Bench, loadOffice, openBench } from './testing.js';

interface Case {
  name: string;
  records: { department: DepartmentCode; clue: ClueParts }[];
  expect: Record<string, unknown>;
}

const cases = JSON.parse(readProjectFile('libs/aggregation/cases/assessments.json')) as Case[];

let bench: Bench;
let registries: Registries;
beforeAll(async () => {
  bench = await openBench();
  await loadOffice(bench.temp);
  registries = await bench.temp.db.read(loadRegistries);
});
afterAll(() => bench.remove());

const standpoint: Standpoint = { unitId: 'U-12', hasParent: (id) => id === 'U-13', roundStart: '2024-05-20' };

function known({ department, clue: parts }: Case['records'][number], index: number): KnownRecord {
  const clue = clueOf(parts);
  const recordId = `r${index}`;
  const resolution = registries.resolve(clue, '990101');
  return { recordId, department, sourceRecordId: recordId, version: 1, clue, resolution };
}

function check({ records, expect: wanted }: Case): void {
  const members = records.map(known);
  const roots = new Map(members.map(({ recordId }) => [recordId, recordId]));
  const matter = assessMatter('m', members, roots, standpoint);
  const turned = assessMatter('m', [...members].reverse(), roots, standpoint);
  expect({ ...turned, records: [...turned.records].sort() }).toEqual({
    ...matter,
    records: [...matter.records].sort(),
  });
  const found: Record<string, unknown> = {
    firstLeader: matter.severity.firstLeader,
    person: matter.severity.person,
    handling: matter.handling,
    key: matter.key,
    independentOrigins: matter.independentOrigins,
    contradicted: matter.checkability.adjustments.some(({ ruleId }) => ruleId.includes('CONTRADICTED')),
    title: matter.title ?? null,
  };
  expect(found).toMatchObject(wanted);
}

it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => check(one));

describe('without a unit of its own', () => {
  const one = cases.find(({ name }) => name.startsWith('the head of a unit below')) as Case;

  it('the head of a unit that stands below another is a next-level head, of one that stands alone a first leader', () => {
    const members = one.records.map(known);
    const assess = (below: boolean) =>
      assessMatter('m', members, new Map(), { hasParent: () => below }).severity.firstLeader;
    expect([assess(true), assess(false)]).toEqual([false, true]);
  });
});

it('the roster lifts the checkability of a record whose unit and person it knows', () => {
  const [known1, unknown] = (['区住建局', '蓝田县住建局'] as const).map((unit, index) =>
    briefingRecord(
      known({ department: 'DIS', clue: { units: [unit], persons: [{ name: '贺明远', postNorm: '局长' }] } }, index),
      standpoint,
    ),
  );
  expect(known1?.score).toBeGreaterThan(unknown?.score ?? 100);
});
