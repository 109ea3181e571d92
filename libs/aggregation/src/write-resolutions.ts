import { derivedId } from '#libs/kernel';
import type { Row, Statements } from '#libs/persistence';
import type { KnownRecord } from './known-record.js';
import type { Registries } from './registries.js';
import type { ResolvedPerson, ResolvedUnit } from './resolution.js';
import { removeFrom, rowsFor, select } from './rows-for.js';

/**
 * Writes what registry and roster made of the records; what they could not tell goes to the officers' queue.
 * `scope`: the records that this is all about, those that are gone among them; 'all' for every record there is.
 */
export async function writeResolutions(
  statements: Statements,
  records: readonly Pick<KnownRecord, 'recordId' | 'resolution'>[],
  scope: readonly string[] | 'all',
): Promise<void> {
  const units: Row[] = [];
  const persons: Row[] = [];
  const queue: Row[] = [];
  for (const { recordId, resolution } of records) {
    units.push(...unitRows(recordId, resolution.units));
    for (const { raw, match } of resolution.units)
      if (!match.unitNow) queue.push(queueItem('UNIT', recordId, raw, match.candidates.slice(0, 5)));
    resolution.persons.forEach((person, position) => {
      persons.push(personRow(recordId, position, person));
      if (person.candidates.length > 1) {
        const candidates = person.candidates
          .slice(0, 5)
          .map(({ personId, name, post, unitId }) => ({ personId, name, post, unitId }));
        queue.push(queueItem('PERSON', recordId, person.raw, candidates));
      }
    });
  }
  for (const table of ['record_unit', 'record_person']) {
    if (scope === 'all') await statements.query(`DELETE FROM ${table}`);
    else await removeFrom(statements, table, 'record_id', scope);
  }
  await statements.insert('record_unit', units);
  await statements.insert('record_person', persons);
  await writeQueue(statements, new Map(queue.map((item) => [String(item.item_id), item])), scope);
}

/** One row a unit. A body whose functions went to several stands under each of them until an officer chooses. */
function unitRows(recordId: string, units: readonly ResolvedUnit[]): Row[] {
  const rows: Row[] = [];
  for (const { raw, match } of units) {
    const heirs = match.former && !match.unitNow ? match.candidates.map(({ unitId }) => unitId) : [];
    for (const now of heirs.length > 0 ? heirs : [match.unitNow ?? match.unitId ?? null])
      rows.push({
        record_id: recordId,
        position: rows.length,
        raw,
        unit_id: match.unitId ?? null,
        unit_now: now,
        method: match.method,
        confidence: match.confidence,
        reason: match.reason,
      });
  }
  return rows;
}

/**
 * The queue holds what officers must decide (OPEN) and what needs no decision any more (RESOLVED: the tables tell it now,
 * or the record is gone). What an officer has closed in another way stays as it is.
 */
async function writeQueue(
  statements: Statements,
  wanted: ReadonlyMap<string, Row>,
  scope: readonly string[] | 'all',
): Promise<void> {
  const held =
    scope === 'all'
      ? await statements.query<Row>('SELECT * FROM officer_queue')
      : await select(statements, 'officer_queue', 'record_id', scope);
  const known = new Map(held.map((row) => [row.item_id, row]));
  for (const { item_id = '', candidates, state } of held) {
    const item = wanted.get(String(item_id));
    if (!item && state === 'OPEN')
      await statements.query(`UPDATE officer_queue SET state = 'RESOLVED' WHERE item_id = ?`, [item_id]);
    else if (item && (state === 'RESOLVED' || (state === 'OPEN' && candidates !== item.candidates)))
      await statements.query(`UPDATE officer_queue SET state = 'OPEN', candidates = ? WHERE item_id = ?`, [
        item.candidates ?? '[]',
        item_id,
      ]);
  }
  await statements.insert(
    'officer_queue',
    [...wanted.values()].filter((item) => !known.has(String(item.item_id))),
  );
}

const personRow = (recordId: string, position: number, person: ResolvedPerson): Row => ({
  record_id: recordId,
  position,
  name: person.name ?? null,
  person_id: person.post?.personId ?? null,
  unit_id: person.unitId ?? null,
  post: person.post?.post ?? null,
  confidence: person.confidence,
  reason: person.reason,
});

const queueItem = (kind: string, recordId: string, raw: string, candidates: unknown[]): Row => ({
  item_id: derivedId('queue', kind, recordId, raw),
  kind,
  record_id: recordId,
  raw,
  candidates: JSON.stringify(candidates),
  state: 'OPEN',
});

/** Notes and nil returns are about units too. */
export async function writeStatementUnits(
  statements: Statements,
  registries: Registries,
  division: string,
  scope: readonly string[] | 'all',
): Promise<void> {
  await writeUnits(statements, registries, division, scope, ['situation_note', 'note', 'date']);
  await writeUnits(statements, registries, division, scope, ['nil_return', 'payload', 'periodTo']);
}

interface StatementRow {
  record_id: string;
  unit_raw: string;
  unit_id: string | null;
  content: string;
}

async function writeUnits(
  statements: Statements,
  registries: Registries,
  division: string,
  scope: readonly string[] | 'all',
  [table, content, day]: ['situation_note', 'note', 'date'] | ['nil_return', 'payload', 'periodTo'],
): Promise<void> {
  const sql = `SELECT record_id, unit_raw, unit_id, ${content} AS content FROM ${table} WHERE unit_raw IS NOT NULL`;
  const rows =
    scope === 'all'
      ? await statements.query<StatementRow>(sql)
      : await rowsFor<StatementRow>(statements, scope, (marks) => `${sql} AND record_id IN (${marks})`);
  const byUnit = new Map<string | null, string[]>();
  for (const row of rows) {
    const said = JSON.parse(row.content) as Record<string, string> & { unit?: { uscc?: string } };
    const { uscc } = said.unit ?? {};
    const match = registries.index.resolve(row.unit_raw, {
      date: said[day] ?? '',
      division,
      ...(uscc ? { uscc } : {}),
    });
    const unitId = match.unitNow ?? match.unitId ?? null;
    if (unitId !== row.unit_id) byUnit.set(unitId, [...(byUnit.get(unitId) ?? []), row.record_id]);
  }
  for (const [unitId, ids] of byUnit) {
    for (let start = 0; start < ids.length; start += 1000) {
      const part = ids.slice(start, start + 1000);
      const marks = part.map(() => '?').join(',');
      await statements.query(`UPDATE ${table} SET unit_id = ? WHERE record_id IN (${marks})`, [unitId, ...part]);
    }
  }
}
