import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { csvRows, projectFile, readProjectFile } from '#libs/kernel';
import { rowsOf, type TempDatabase, tempDatabase } from '#libs/testkit';
import { importRegistry, type RegistryKind } from './registry-import.js';
import { importRoster } from './roster.js';
import { AGGREGATION_MIGRATIONS } from './start.js';
import { tableDay } from './table-day.js';
import { readTable, type TableRow } from './table-file.js';

let temp: TempDatabase;
beforeEach(async () => {
  temp = await tempDatabase(AGGREGATION_MIGRATIONS);
});
afterEach(() => temp.remove());

const load = (rows: readonly TableRow[]): Promise<RegistryKind | number> =>
  temp.db.transaction<RegistryKind | number>((statements) =>
    Object.hasOwn(rows[0] ?? {}, 'isFirstLeader') ? importRoster(statements, rows) : importRegistry(statements, rows),
  );

const write = (name: string, bytes: string | Uint8Array): string => {
  const path = join(temp.folder, name);
  writeFileSync(path, bytes);
  return path;
};

const caseFile = (name: string): string => projectFile(`libs/aggregation/cases/registry/${name}.csv`);

/** The four tables without the ids and marks that are ours. */
const tables = async () => ({
  units: await rowsOf(temp.db, 'SELECT * FROM unit ORDER BY unit_id'),
  aliases: await rowsOf(
    temp.db,
    'SELECT unit_id, alias, kind, valid_from, valid_to FROM unit_alias ORDER BY unit_id, alias',
  ),
  events: await rowsOf(
    temp.db,
    'SELECT type, date, from_units, to_units, functions, note FROM unit_event ORDER BY date, type',
  ),
  roster: await rowsOf(temp.db, 'SELECT * FROM roster_post ORDER BY unit_id, name, valid_from'),
});

it('loads units with their aliases, dated aliases, events and roster, known by header', async () => {
  const kinds: unknown[] = [];
  for (const name of ['units', 'aliases', 'events', 'roster']) kinds.push(await load(await readTable(caseFile(name))));
  expect(kinds).toEqual(['units', 'aliases', 'events', 9]);
  const { units, aliases, events, roster } = await tables();
  expect(units).toHaveLength(13);
  expect(units[0]).toMatchObject({ unit_id: 'U-11', division: '990101', valid_from: null, valid_to: '2019-03-14' });
  expect(aliases.filter(({ unit_id }) => unit_id === 'U-12').map(({ alias }) => alias)).toEqual([
    '中共青禾区住房和城乡建设局党组',
    '住建局',
    '区住建局',
    '青禾区建设局',
  ]);
  expect(events).toHaveLength(5);
  expect(events[2]).toMatchObject({ from_units: '["U-16"]', to_units: '["U-17","U-18"]' });
  expect(roster.find(({ name }) => name === '邬立')).toMatchObject({ valid_from: '2021-01-01', is_first_leader: 0 });
});

it('the same file again changes nothing', async () => {
  const names = ['units', 'aliases', 'events', 'roster'];
  for (const name of names) await load(await readTable(caseFile(name)));
  const before = await tables();
  for (const name of [...names].reverse()) await load(await readTable(caseFile(name)));
  expect(await tables()).toEqual(before);
});

it('a corrected file takes the place of what it said before, and leaves what it does not speak of', async () => {
  for (const name of ['units', 'aliases', 'events']) await load(await readTable(caseFile(name)));
  await load([{ unitId: 'U-12', name: '青禾区住房建设局', division: '990101', aliases: '区住建局' }]);
  await load(
    [{ unitId: 'U-12', alias: '青禾区建设局', kind: '曾用名', validFrom: '2001-01-01', validTo: '2010-12-31' }].map(
      (row) => ({ ...row }),
    ),
  );
  await load([{ type: 'MERGE', date: '2019-03-18', from: 'U-14', to: 'U-15', functions: '土地', note: '' }]);
  const { units, aliases, events } = await tables();
  expect(units.find(({ unit_id }) => unit_id === 'U-12')?.name).toBe('青禾区住房建设局');
  expect(units).toHaveLength(13);
  const own = aliases.filter(({ unit_id }) => unit_id === 'U-12');
  expect(own.map(({ alias, valid_to }) => `${alias} ${valid_to}`)).toEqual([
    '中共青禾区住房和城乡建设局党组 ',
    '区住建局 ',
    '青禾区建设局 2010-12-31',
  ]);
  expect(events.map(({ date }) => date)).toEqual([
    '2019-03-15',
    '2019-03-18',
    '2024-02-01',
    '2024-02-01',
    '2024-02-01',
  ]);
});

it('a roster replaces whole the units it names and no other', async () => {
  await load(await readTable(caseFile('roster')));
  const row = {
    unitId: 'U-12',
    name: '向晴',
    post: '党组书记、局长',
    order: '1',
    isFirstLeader: '是',
    rank: '',
    duties: '',
    from: '2024年3月',
    to: '至今',
  };
  expect(await load([row, row])).toBe(1);
  const { roster } = await tables();
  expect(roster.map(({ unit_id, name }) => `${unit_id} ${name}`)).toEqual([
    'U-12 向晴',
    'U-13 沈佳',
    'U-13 罗建平',
    'U-15 宋岚',
    'U-15 祁文涛',
  ]);
  expect(roster[0]).toMatchObject({ valid_from: '2024-03-01', valid_to: '' });
});

it('homonyms of two units are two persons, two posts of one unit are one', async () => {
  await load(await readTable(caseFile('roster')));
  const ids = async (name: string) =>
    (await rowsOf(temp.db, 'SELECT DISTINCT person_id FROM roster_post WHERE name = ?', [name])).length;
  expect(await ids('祁文涛')).toBe(2);
  expect(await ids('沈佳')).toBe(2);
  await load(
    ['副主任', '主任'].map((post) => ({
      unitId: 'U-17',
      name: '鲁平',
      post,
      order: '1',
      isFirstLeader: '否',
      rank: '',
      duties: '',
      from: '',
      to: '',
    })),
  );
  expect(await ids('鲁平')).toBe(1);
});

describe('files', () => {
  const text = readProjectFile('libs/aggregation/cases/registry/units.csv');
  const rows = csvRows(text);

  it.each([
    ['UTF-8', () => text],
    ['UTF-8 with a mark', () => `\ufeff${text}`],
    ['UTF-8 with Windows line ends', () => text.replaceAll('\n', '\r\n')],
    ['GB18030', () => iconv.encode(text, 'gb18030')],
  ] as const)('CSV in %s', async (name, bytes) => {
    expect(await readTable(write(`${name}.csv`, bytes()))).toEqual(rows);
  });

  it('xlsx, with dates as cells and a blank row', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('单位');
    sheet.addRow(Object.keys(rows[0] ?? {}));
    sheet.addRow([]);
    for (const row of rows)
      sheet.addRow(
        Object.entries(row).map(([field, value]) => (/^valid/u.test(field) && value ? new Date(value) : value)),
      );
    const path = write('units.xlsx', new Uint8Array(await book.xlsx.writeBuffer()));
    expect(await readTable(path)).toEqual(rows);
  });

  it.each([
    ['a picture', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xff]), 'E-TABLE'],
    ['a broken workbook', 'PK\u0003\u0004 nothing', 'E-TABLE-READ'],
    ['empty', '', 'E-TABLE-HEADER'],
    ['only a header', 'unitId,name,division\n', 'E-TABLE-HEADER'],
  ] as const)('%s is refused', async (_, bytes, code) => {
    const path = write('table.csv', bytes);
    const refusal = await readTable(path)
      .then(load)
      .catch((error: { code: string }) => error.code);
    expect(refusal).toMatch(new RegExp(`^${code}`, 'u'));
  });

  it('a missing file is said', async () => {
    await expect(readTable(join(temp.folder, 'none.csv'))).rejects.toMatchObject({ code: 'E-FILE-MISSING' });
  });
});

describe('a bad row is named by line and column, and nothing is written', () => {
  const cases = csvRows(readProjectFile('libs/aggregation/cases/bad-tables.csv'));
  it.each(cases.map((row) => [row.what ?? '', row] as const))('%s', async (_, { table = '', says = '' }) => {
    const path = write('bad.csv', table.split('|').join('\n').replaceAll(';', ','));
    const error = await readTable(path)
      .then(load)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'invalid', message: expect.stringContaining(says) as string });
    expect(Object.values(await tables()).flat()).toEqual([]);
  });
});

describe('days of tables', () => {
  const cases = csvRows(readProjectFile('libs/aggregation/cases/table-days.csv'));
  it.each(cases.map(({ said = '', first = '', last = '' }) => [said, first, last] as const))(
    '%s',
    (said, first, last) => {
      expect([tableDay(said, 'first') ?? 'none', tableDay(said, 'last') ?? 'none']).toEqual([first, last]);
    },
  );
});
