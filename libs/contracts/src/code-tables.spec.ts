import { readdirSync } from 'node:fs';
import { projectFile } from '#libs/kernel';
import { type CodeTable, codeTable } from './code-tables.js';

const IDS = (
  'T01 T02 T03 T04 T05a T05b T05c T05d T05e T06 T06a T07 T07b T07c T07d T07e T07f T08 T09 T09b ' +
  'T10 T11 T12 T13 T14 T15 T16 T17 T17b T18 T19 T20 methods'
).split(' ');

/** Faults of a table: what would make a look-up ambiguous or a tree broken. */
function faults(table: CodeTable): string[] {
  const found: string[] = [];
  const owner = new Map<string, string>();
  for (const entry of table.entries) {
    if (!/^[0-9A-Z_]+$/u.test(entry.code) || !entry.label) found.push(`shape ${entry.code}`);
    if (!Number.isInteger(entry.sort)) found.push(`sort ${entry.code}`);
    if (entry.parent && !table.get(entry.parent)) found.push(`parent of ${entry.code}`);
    for (const name of [entry.code, entry.label, ...entry.synonyms]) {
      const key = name.normalize('NFKC');
      if (owner.has(key) && owner.get(key) !== entry.code) found.push(`${name}: ${owner.get(key)} and ${entry.code}`);
      owner.set(key, entry.code);
      if (table.find(name)?.code !== entry.code) found.push(`find ${name}`);
    }
  }
  if (new Set(table.entries.map((entry) => entry.code)).size !== table.entries.length) found.push('code twice');
  if (new Set(table.entries.map((entry) => entry.sort)).size !== table.entries.length) found.push('sort twice');
  return found;
}

it('there is a file for every table and no other', () => {
  const files = readdirSync(projectFile('libs/contracts/tables')).map((file) => file.replace(/\.csv$/u, ''));
  expect(files.sort()).toEqual([...IDS].sort());
});

it.each(IDS)('%s: codes unique, parents exist, every code and spelling leads to its one entry', (id) => {
  const table = codeTable(id);
  expect(table.entries.length).toBeGreaterThan(3);
  expect(faults(table)).toEqual([]);
});

it.each([
  ['T03', '廉洁纪律', '3'],
  ['T04', '受贿', '4A03'],
  ['T04', '滥用职权', '4B'],
  ['T04', '滥用职权罪', '4B01'],
  ['T05a', '集体访', '02'],
  ['T05b', '检举控告', '01'],
  ['T05c', '990000', '990000'],
  ['T06', '多计工程款', 'A504'],
  ['T07', '初核', '2'],
  ['T08', '正科级', '141'],
  ['T08', '副处级', '132'],
  ['T08', 'ｊ３１', 'J31'],
  ['T09b', '县（区）管', '4'],
  ['T09b', ' 市 管 ', '3'],
  ['T13', '村（社区）干部', '5'],
  ['T17', '匿名', 'R5'],
  ['T19', '职能不涉及该单位（无管辖/未开展过审计）', 'N4'],
  ['methods', '下沉了解', 'M10'],
])('%s reads %s as %s', (id, written, code) => {
  expect(codeTable(id).find(written)?.code).toBe(code);
});

it.each([
  ['T08', '主任科员', 'an old non-leading post is not guessed'],
  ['T17', '署', 'a part of a label is not a label'],
  ['T02', '', 'an empty cell means nothing'],
])('%s does not know %j: %s', (id, written) => {
  expect(codeTable(id).find(written)).toBeUndefined();
});

it('groups hold their children, and unknown codes label themselves', () => {
  const children = (id: string, parent: string) => codeTable(id).entries.filter((entry) => entry.parent === parent);
  expect(children('T04', '4A')).toHaveLength(17);
  expect(children('T05c', '030000').map((entry) => entry.label)).toContain('贪污贿赂');
  expect(codeTable('T05c').entries.filter((entry) => !entry.parent)).toHaveLength(17);
  expect(codeTable('T06').get('A301')?.extra).toEqual({ discipline: '3', offence: '4A' });
  expect(codeTable('T03').label('7')).toBe('7');
  expect(codeTable('T03').sort('7')).toBeGreaterThan(codeTable('T03').sort('6'));
});
