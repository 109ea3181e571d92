import { fixedClock, projectFile } from '#libs/kernel';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { clueOf, deliver, eventOf, recordIdFor, rowsOf, type TempDatabase, tempDatabase } from '#libs/testkit';
import { EventIngest } from './ingest.js';
import { Linker } from './linker.js';
import { importRegistry } from './registry-import.js';
import { AGGREGATION_MIGRATIONS } from './start.js';
import { readTable } from './table-file.js';
import { chooseUnit, openUnitItems, revokeUnitChoice, type UnitChoice } from './unit-decisions.js';

// 一中 is an alias of U-31 and of U-33; 区征收办 is nowhere. An officer says which unit they mean.

const AT = '2024-05-16T02:00:00.000Z';
const clock = fixedClock(AT);
const TABLES = ['units', 'aliases', 'events'];
const CLUES = [
  ['school', '一中', '2023-05-01'],
  ['school-long-ago', '一中', '2009-05-01'],
  ['office', '区征收办', '2023-05-01'],
] as const;

let temp: TempDatabase;

const load = async (name: string, change = (row: Record<string, string>) => row): Promise<void> => {
  const rows = (await readTable(projectFile(`libs/aggregation/cases/registry/${name}.csv`))).map(change);
  await temp.db.transaction((statements) => importRegistry(statements, rows));
};
const link = () => new Linker(temp.db, clock, { division: '990101', limit: 1000 }).linkWhatIsNew();

beforeEach(async () => {
  temp = await tempDatabase([...SECURITY_MIGRATIONS, ...AGGREGATION_MIGRATIONS]);
  for (const name of TABLES) await load(name);
  const events = CLUES.map(([id, raw, day]) =>
    eventOf('DIS', id, clueOf({ units: [raw], occurFrom: day, occurTo: day })),
  );
  await deliver(new EventIngest(temp.db, clock), events);
  await link();
});
afterEach(() => temp.remove());

const items = () => temp.db.read(openUnitItems);
const itemOf = async (id: string): Promise<string> => {
  const item = (await items()).find(({ recordId }) => recordId === recordIdFor('DIS', id));
  if (!item) throw new Error(`${id} is not in the queue`);
  return item.itemId;
};
const unitOf = async (id: string) => {
  const [row] = await rowsOf(temp.db, 'SELECT unit_now, method FROM record_unit WHERE record_id = ?', [
    recordIdFor('DIS', id),
  ]);
  return [row?.unit_now ?? '', row?.method];
};
const aliases = () => rowsOf(temp.db, 'SELECT * FROM unit_alias ORDER BY unit_id, alias, valid_from');
const choose = (choice: Partial<UnitChoice> & Pick<UnitChoice, 'itemId'>) =>
  temp.db.transaction((statements) => chooseUnit(statements, { unitId: 'U-31', officer: '甲', ...choice }, AT));
const revoke = (id: string) => temp.db.transaction((statements) => revokeUnitChoice(statements, id, '乙', AT));

test('the queue shows what may be meant', async () => {
  const [school] = (await items()).filter(({ raw }) => raw === '一中');
  expect(school?.candidates).toEqual([
    { unitId: 'U-31', name: '青禾区第一中学' },
    { unitId: 'U-33', name: '青禾区和顺镇第一中学' },
  ]);
});

test.each([
  ['school', 'U-33'],
  ['office', 'U-12'],
])('a choice for %s is an alias with its decision; revoked, all is as before', async (id, unitId) => {
  const before = { unit: await unitOf(id), aliases: await aliases(), items: await items() };
  const decision = await choose({ itemId: await itemOf(id), unitId });
  await link();
  expect(await unitOf(id)).toEqual([unitId, 'decision']);
  expect((await items()).map(({ recordId }) => recordId)).not.toContain(recordIdFor('DIS', id));
  expect((await aliases()).filter((row) => row.decision_id === decision)).toEqual([
    expect.objectContaining({ unit_id: unitId, source: 'decision' }),
  ]);

  await revoke(decision);
  await link();
  expect({ unit: await unitOf(id), aliases: await aliases(), items: await items() }).toEqual(before);
  await expect(revoke(decision)).rejects.toMatchObject({ code: 'E-DECISION-UNKNOWN' });
});

test('a choice holds in its time only', async () => {
  await choose({ itemId: await itemOf('school'), from: '2020-01-01' });
  await link();
  expect([await unitOf('school'), await unitOf('school-long-ago')]).toEqual([
    ['U-31', 'decision'],
    ['', 'alias'],
  ]);
});

test('a registry file that is loaded again leaves the choice as it is', async () => {
  const decision = await choose({ itemId: await itemOf('school') });
  for (const name of TABLES) await load(name);
  await link();
  expect(await unitOf('school')).toEqual(['U-31', 'decision']);
  await revoke(decision);
  await link();
  expect(await unitOf('school')).toEqual(['', 'alias']);
});

test.each<[string, Partial<UnitChoice>]>([
  ['E-QUEUE-UNKNOWN', { itemId: 'none' }],
  ['E-UNIT-UNKNOWN', { unitId: 'U-99' }],
  ['E-DATE', { from: '昨天' }],
  ['E-DATE', { from: '2024-01-01', to: '2023-01-01' }],
])('%s: %j', async (code, wrong) => {
  const before = await aliases();
  await expect(choose({ itemId: await itemOf('school'), ...wrong })).rejects.toMatchObject({ code });
  expect(await aliases()).toEqual(before);
});

test('the same is not decided twice', async () => {
  const itemId = await itemOf('school');
  await choose({ itemId });
  await expect(choose({ itemId })).rejects.toMatchObject({ code: 'E-DECISION-STANDS' });
});
