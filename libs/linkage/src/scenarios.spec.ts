import { readProjectFile } from '#libs/kernel';
import { type CaseRecord, recordOf } from '../cases/case-file.js';
import { linkBatch } from './batch.js';
import { independentOrigins } from './lineage.js';
import type { PairDecision } from './types.js';

interface Scenario {
  name: string;
  records: CaseRecord[];
  decisions?: PairDecision[];
  /** Sets of one origin. */
  roots?: string[][];
  /** `[record, sources]` of the matter that holds the record. */
  independent?: [string, number][];
  clashes?: [string, string][];
  /** Pairs that an officer is shown. */
  review?: [string, string][];
}

const scenarios = JSON.parse(readProjectFile('libs/linkage/cases/scenarios.json')) as Scenario[];

function setsBy(ids: readonly string[], keyOf: (id: string) => string): string[][] {
  const sets = new Map<string, string[]>();
  for (const id of [...ids].sort()) sets.set(keyOf(id), [...(sets.get(keyOf(id)) ?? []), id]);
  return [...sets.values()];
}

function check({ records, decisions, roots, independent, clashes, review }: Scenario): void {
  const result = linkBatch(records.map(recordOf), decisions ?? []);
  const ids = records.map(({ id }) => id);
  const matterOf = new Map(records.map(({ id, matter }) => [id, matter]));
  expect(result.clusters.map(({ members }) => members)).toEqual(setsBy(ids, (id) => matterOf.get(id) ?? ''));
  if (roots) expect(setsBy(ids, (id) => result.origins.get(id) ?? '')).toEqual(roots);
  for (const [record, count] of independent ?? []) {
    const cluster = result.clusters.find(({ members }) => members.includes(record));
    const members = records.filter(({ id }) => cluster?.members.includes(id)).map(recordOf);
    expect([record, independentOrigins(members, result.origins).count]).toEqual([record, count]);
  }
  for (const [a, b] of review ?? [])
    expect(result.edges.find((edge) => edge.a === a && edge.b === b && edge.type === 'MATTER')?.relation).toBe(
      'REVIEW',
    );
  expect(result.clashes.map(({ a, b }) => [a, b])).toEqual(clashes ?? []);
}

it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (_, scenario) => check(scenario));
