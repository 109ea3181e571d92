import { derivedId } from '#libs/kernel';
import type { Row, Statements } from '#libs/persistence';
import type { KnownRecord } from './known-record.js';
import type { Registries } from './registries.js';
import type { ResolvedPerson } from './resolution.js';

/** Writes what registry and roster made of the records; what they could not tell goes to the officers' queue. */
export async function writeResolutions(statements: Statements, records: readonly KnownRecord[]): Promise<void> {
  await statements.query('DELETE FROM record_unit');
  await statements.query('DELETE FROM record_person');
  await statements.query(`DELETE FROM officer_queue WHERE state = 'OPEN'`);
  const units: Row[] = [];
  const persons: Row[] = [];
  const queue: Row[] = [];
  for (const { recordId, resolution } of records) {
    resolution.units.forEach(({ raw, match }, position) => {
      units.push({
        record_id: recordId,
        position,
        raw,
        unit_id: match.unitId ?? null,
        unit_now: match.unitNow ?? match.unitId ?? null,
        method: match.method,
        confidence: match.confidence,
        reason: match.reason,
      });
      if (!match.unitId) queue.push(queueItem('UNIT', recordId, raw, match.candidates.slice(0, 5)));
    });
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
  await statements.insert('record_unit', units);
  await statements.insert('record_person', persons);
  await statements.insert('officer_queue', [...new Map(queue.map((item) => [item.item_id, item])).values()]);
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

/** Notes are about units too. */
export async function writeNoteUnits(statements: Statements, registries: Registries, division: string): Promise<void> {
  const rows = await statements.query<{ record_id: string; unit_raw: string; note: string }>(
    'SELECT record_id, unit_raw, note FROM situation_note WHERE unit_raw IS NOT NULL',
  );
  const byUnit = new Map<string, string[]>();
  for (const row of rows) {
    const date = (JSON.parse(row.note) as { date: string }).date;
    const match = registries.index.resolve(row.unit_raw, { date, division });
    const unitId = match.unitNow ?? match.unitId;
    if (unitId) byUnit.set(unitId, [...(byUnit.get(unitId) ?? []), row.record_id]);
  }
  await statements.query('UPDATE situation_note SET unit_id = NULL');
  for (const [unitId, ids] of byUnit) {
    for (let start = 0; start < ids.length; start += 1000) {
      const part = ids.slice(start, start + 1000);
      const marks = part.map(() => '?').join(',');
      await statements.query(`UPDATE situation_note SET unit_id = ? WHERE record_id IN (${marks})`, [unitId, ...part]);
    }
  }
}
