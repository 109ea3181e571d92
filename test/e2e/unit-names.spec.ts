import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { command, storedRows, workFolder } from './hub-process.js';

// Names of a file to units, at the command line.

const folder = workFolder('unit-names');
afterAll(() => folder.remove());
const env = { HUB_DATA: join(folder.path, 'data') };

function fileOf(name: string, lines: readonly string[]): string {
  const path = join(folder.path, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const UNITS = [
  'unitId,name,division,validTo,aliases',
  'U-1,青禾区住房和城乡建设局,990101,,区住建局',
  'U-2,青禾区第一中学,990101,,一中',
  'U-3,青禾区和顺镇第一中学,990101,,一中',
  'U-4,青禾农村商业银行,990101,,',
  'U-5,红石区住房和城乡建设局,990102,,区住建局',
];

const answers = async (args: readonly string[]): Promise<string[]> => {
  const ended = await command(['units', 'resolve', ...args, '--csv'], env);
  expect([ended.code, ended.err]).toEqual([0, '']);
  expect(ended.out.split('\n')[0]).toBe('raw,unitId,method,confidence,candidates');
  const rows = parse(ended.out, { columns: true }) as unknown as Record<string, string>[];
  return rows.map(({ raw, unitId, method, candidates }) => [raw, unitId, method, candidates].join('|'));
};

beforeAll(async () => {
  const ended = await command(['units', 'import', fileOf('units.csv', UNITS)], env);
  expect([ended.code, ended.err]).toEqual([0, '']);
});

test('one name a line: answers in the same order, empty where unsure', async () => {
  const file = fileOf('names.txt', ['一中', '区住建局党组', '青禾农商行', '蓝田县水务局', '有关部门']);
  expect(await answers([file])).toEqual([
    '一中||alias|U-2;U-3',
    '区住建局党组|U-1|generated|U-1',
    '青禾农商行|U-4|abbreviation|U-4',
    '蓝田县水务局||none|',
    '有关部门||tooWide|',
  ]);
});

test('a table may say when, and of which division its sender is', async () => {
  const file = fileOf('names.csv', [
    'date,name,division',
    '2023-05-01,区住建局,990101',
    '2023-05-01,区住建局,990102',
    ',"青禾区第一中学",',
  ]);
  expect(await answers([file])).toEqual([
    '区住建局|U-1|alias|U-1',
    '区住建局|U-5|alias|U-5',
    '青禾区第一中学|U-2|full|U-2;U-3',
  ]);
});

test('for people and as one object', async () => {
  const file = fileOf('one.txt', ['区住建局', '一中']);
  const shown = await command(['units', 'resolve', file], env);
  expect(shown.out).toMatch(/✓ 区住建局\n {4}U-1 青禾区住房和城乡建设局\n/u);
  expect(shown.out).toMatch(/？ 一中\n {4}U-2 青禾区第一中学；U-3 青禾区和顺镇第一中学\n/u);
  const { out } = await command(['units', 'resolve', file, '--json'], env);
  expect((JSON.parse(out) as { rows: unknown[] }).rows).toEqual([
    expect.objectContaining({ raw: '区住建局', unitId: 'U-1', unitNow: 'U-1' }),
    expect.objectContaining({ raw: '一中', candidates: [expect.anything(), expect.anything()] }),
  ]);
});

test('pairs of the site are learned, replace what was learned, and stand in the trail by number only', async () => {
  const pairs = fileOf('pairs.csv', ['简称,全称', '农商行,青禾农村商业银行', '不是,青禾农村商业银行']);
  const ended = await command(['units', 'learn', pairs, '--json'], env);
  expect([ended.code, JSON.parse(ended.out)]).toEqual([0, { pairs: 1, skipped: [3] }]);
  await command(['units', 'learn', pairs], env);
  expect(await storedRows(env.HUB_DATA, 'SELECT pairs FROM abbreviation_model')).toEqual([{ pairs: 1 }]);
  const trail = await storedRows(env.HUB_DATA, `SELECT detail FROM audit_entry WHERE action = 'units.learned'`);
  expect(trail.map(({ detail }) => JSON.parse(String(detail)))).toEqual(Array(2).fill({ pairs: 1, skipped: 1 }));
});

test.each([
  [['learn', 'empty.txt'], /E-PAIRS-NONE/u],
  [['choose', 'none', 'U-1', '--officer', '甲'], /E-QUEUE-UNKNOWN/u],
  [['choose', 'none', 'U-1'], /--officer/u],
  [['revoke', 'none', '--officer', '甲'], /E-DECISION-UNKNOWN/u],
  [['resolve', 'missing.txt'], /E-FILE-MISSING/u],
])('wrong use says why: %j', async ([verb = '', ...args], words) => {
  fileOf('empty.txt', ['']);
  const at = args.map((each) => (each.endsWith('.txt') ? join(folder.path, each) : each));
  const ended = await command(['units', verb, ...at], env);
  expect([ended.code === 0, ended.err]).toEqual([false, expect.stringMatching(words)]);
});
