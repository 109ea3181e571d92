import { csvRows, fixedClock, projectFile, readProjectFile } from '#libs/kernel';
import { clueOf, deliver, eventOf, recordIdFor, rowsOf, type TempDatabase, tempDatabase } from '#libs/testkit';
import { EventIngest } from './ingest.js';
import { Linker } from './linker.js';
import { importRegistry } from './registry-import.js';
import { importRoster } from './roster.js';
import { AGGREGATION_MIGRATIONS } from './start.js';
import { readTable } from './table-file.js';

const CASES = 'libs/aggregation/cases';
const unitCases = csvRows(readProjectFile(`${CASES}/unit-resolution.csv`));
const personCases = csvRows(readProjectFile(`${CASES}/persons.csv`));
/** As the departments read them: 王某, 王, 老王. */
const MASKED = /[某×]|^.$|^[老小].$/u;

let temp: TempDatabase;

/** All cases are records of one database: what the tables say of one must not depend on the others. */
beforeAll(async () => {
  temp = await tempDatabase(AGGREGATION_MIGRATIONS);
  for (const name of ['units', 'aliases', 'events', 'roster']) {
    const rows = await readTable(projectFile(`${CASES}/registry/${name}.csv`));
    await temp.db.transaction(async (statements) => {
      if (name === 'roster') await importRoster(statements, rows);
      else await importRegistry(statements, rows);
    });
  }
  const clock = fixedClock('2024-05-16T02:00:00Z');
  const units = unitCases.map((row, index) => {
    const clue = clueOf({
      units: [row.raw ?? ''],
      occurFrom: row.date ?? '',
      occurTo: row.date ?? '',
      ...(row.summary ? { summary: row.summary } : {}),
    });
    if (row.uscc) clue.units = clue.units.map((unit) => ({ ...unit, uscc: row.uscc ?? '' }));
    return eventOf('DIS', `unit-${index}`, clue);
  });
  const persons = personCases.map((row, index) => {
    const { name, post, personUnit, from, to } = row;
    const person = {
      ...(name ? { name, masked: MASKED.test(name) } : {}),
      ...(post ? { postRaw: post, postNorm: post } : {}),
      ...(personUnit ? { unitRaw: personUnit } : {}),
    };
    const time = from ? { occurFrom: from, occurTo: to ?? from } : {};
    return eventOf('CMG', `person-${index}`, clueOf({ units: [row.unit ?? ''], persons: [person], ...time }));
  });
  await deliver(new EventIngest(temp.db, clock), [...units, ...persons]);
  await new Linker(temp.db, clock, { division: '990101', limit: 1000 }).linkWhatIsNew();
});
afterAll(() => temp.remove());

const queued = (kind: string, recordId: string) =>
  rowsOf(temp.db, 'SELECT candidates FROM officer_queue WHERE kind = ? AND record_id = ?', [kind, recordId]);

describe('units of clues', () => {
  it.each(unitCases.map((row, index) => [`${row.raw} ${row.date} ${row.summary}`.trim(), row, index] as const))(
    '%s',
    async (_, row, index) => {
      const recordId = recordIdFor('DIS', `unit-${index}`);
      const rows = await rowsOf(
        temp.db,
        'SELECT unit_id, unit_now, method, reason FROM record_unit WHERE record_id = ? ORDER BY position',
        [recordId],
      );
      expect({
        unitId: rows[0]?.unit_id ?? '',
        unitNow: rows.map((found) => found.unit_now ?? '').join(' '),
        method: rows[0]?.method,
        queue: (await queued('UNIT', recordId)).length > 0 ? 'yes' : '',
      }).toEqual({ unitId: row.unitId, unitNow: row.unitNow, method: row.method, queue: row.queue });
      expect(rows[0]?.reason).toMatch(/\p{Script=Han}/u);
    },
  );
});

describe('persons of clues', () => {
  it.each(personCases.map((row, index) => [row.what ?? '', row, index] as const))('%s', async (_, row, index) => {
    const recordId = recordIdFor('CMG', `person-${index}`);
    const [found] = await rowsOf(
      temp.db,
      `SELECT p.person_id, p.confidence, p.reason, r.name, r.unit_id FROM record_person p
       LEFT JOIN roster_post r ON r.person_id = p.person_id WHERE p.record_id = ?`,
      [recordId],
    );
    const [item] = await queued('PERSON', recordId);
    expect({
      person: found?.person_id ? `${found.name} ${found.unit_id}` : '',
      queue: item ? String((JSON.parse(String(item.candidates)) as unknown[]).length) : '',
    }).toEqual({ person: row.person, queue: row.queue });
    expect(Number(found?.confidence) > 0).toBe(row.person !== '');
    expect(found?.reason).toMatch(/\p{Script=Han}/u);
  });
});

it('candidates of 一中 are those of the sender’s own division', async () => {
  const index = unitCases.findIndex(({ raw }) => raw === '一中');
  const [item] = await queued('UNIT', recordIdFor('DIS', `unit-${index}`));
  const ids = (JSON.parse(String(item?.candidates)) as { unitId: string }[]).map(({ unitId }) => unitId);
  expect(ids).toEqual(['U-31', 'U-33']);
});
