import { edgeOf } from '#libs/aggregation';
import { DEPARTMENTS, type Hub } from '#libs/embedded';
import type { GeneratedRecord } from '#libs/evaluation';
import type { Linked, Truth } from './figures.js';

const CODES = new Map(DEPARTMENTS.map(({ name, code }) => [name, code as string]));

/** Record ids of the hub by `department code|number of the department`. */
export async function recordIds(hub: Hub): Promise<Map<string, string>> {
  const rows = await hub.db.read((statements) =>
    statements.query<Record<string, string>>(
      `SELECT record_id, department, source_record_id FROM record WHERE state = 'ACTIVE'`,
    ),
  );
  return new Map(rows.map((row) => [`${row.department}|${row.source_record_id}`, row.record_id as string]));
}

/** Matters, origins and edges as the hub's own linker left them in its tables. */
export async function readLinked(hub: Hub): Promise<Linked> {
  return hub.db.read(async (statements) => {
    const partition = async (table: string, column: string): Promise<Map<string, string>> => {
      const rows = await statements.query<Record<string, string>>(`SELECT record_id, ${column} AS class FROM ${table}`);
      return new Map(rows.map((row) => [row.record_id as string, row.class as string]));
    };
    const edges = await statements.query('SELECT * FROM edge');
    return {
      matters: await partition('cluster_member', 'matter_id'),
      origins: await partition('origin_member', 'origin_id'),
      edges: edges.map(edgeOf),
    };
  });
}

/** The generator's truth by the hub's record ids, and these in the order of arrival. */
export async function truthOf(
  hub: Hub,
  records: readonly GeneratedRecord[],
): Promise<{ truth: Truth & { matters: Map<string, string> }; arrival: string[] }> {
  const ids = await recordIds(hub);
  const truth = {
    matters: new Map<string, string>(),
    origins: new Map<string, string>(),
    units: new Map<string, string>(),
  };
  const arrival: string[] = [];
  for (const { department, sourceRecordId, truth: own } of records) {
    const id = ids.get(`${CODES.get(department)}|${sourceRecordId}`);
    if (id === undefined) throw new Error(`${department}: a generated record is not in the hub`);
    arrival.push(id);
    truth.matters.set(id, own.matter);
    truth.origins.set(id, own.origin);
    if (own.unitId) truth.units.set(id, own.unitId);
  }
  return { truth, arrival };
}
