import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile } from '#libs/kernel';
import { command, type Receipt, RunningHub, workFolder } from './hub-process.js';
import { csv, HEADER, patched, record, row, rows, workbook, zipOf } from './petition-files.js';

// Files that are refused whole, through the file door of a running hub and through the command line.

const folder = workFolder('refused');
let hub: RunningHub;

beforeAll(async () => {
  hub = await RunningHub.start(join(folder.path, 'served'));
});
afterAll(async () => {
  await hub.stop();
  await folder.remove();
});

const SHEET = 'xl/worksheets/sheet1.xml';
const marked = rows(400);
marked[299] = row('P300', { 概况信息: '机密★10年' });

const REFUSED: [string, () => Promise<Uint8Array> | Uint8Array | string, string, RegExp][] = [
  ['a PDF named xlsx', () => '%PDF-1.7\n%âãÏÓ', 'E-FILE-TYPE', /PDF/],
  ['a web page named xls', () => '<html><table><tr><td>信访件编号</td></tr></table></html>', 'E-FILE-TYPE', /网页/],
  ['password', () => readFileSync(projectFile('test/e2e/fixtures/password.xlsx')), 'E-FILE-PASSWORD', /密码/],
  ['zip bomb', () => zipOf({ 'a.csv': new Uint8Array(60_000_000) }), 'E-FILE-ZIP-BOMB', /展开/],
  [
    'a bomb for a sheet',
    () =>
      patched([HEADER, ...rows(2)], SHEET, (xml) =>
        xml.replace('</sheetData>', `${' '.repeat(60_000_000)}</sheetData>`),
      ),
    'E-FILE-ZIP-BOMB',
    /展开/,
  ],
  ['2^20 columns, csv', () => csv([HEADER, Array.from({ length: 1 << 20 }, () => 'x')]), 'E-FILE-COLUMNS', /列数/],
  [
    '2^20 columns, xlsx',
    () => patched([HEADER, ...rows(2)], SHEET, (xml) => xml.replace('</row>', '<c r="BDWGN1"><v>1</v></c></row>')),
    'E-FILE-COLUMNS',
    /列数/,
  ],
  ['empty file', () => '', 'E-FILE-EMPTY', /空/],
  ['empty workbook', () => workbook([]), 'E-FILE-EMPTY', /空/],
  ['only a header', () => workbook([HEADER]), 'E-FILE-HEADER-ONLY', /只有表头/],
  ['only a header, csv', () => csv([HEADER]), 'E-FILE-HEADER-ONLY', /只有表头/],
  [
    'missing required column',
    () =>
      workbook([HEADER.filter((name) => name !== '信访目的'), row('P1').filter((_, at) => HEADER[at] !== '信访目的')]),
    'E-FILE-COLUMN-MISSING',
    /信访目的/,
  ],
  [
    'no known header',
    () =>
      csv([
        ['甲', '乙'],
        ['1', '2'],
      ]),
    'E-FILE-HEADER',
    /表头/,
  ],
  ['secrecy mark in row 300', () => workbook([HEADER, ...marked]), 'E-SECRECY-MARK', /国家秘密/],
  ['secrecy mark in row 300, csv', () => csv([HEADER, ...marked]), 'E-SECRECY-MARK', /国家秘密/],
  [
    'secrecy mark as sheet name',
    () => workbook([HEADER, ...rows(2)], (_, book) => void book.addWorksheet('机密')),
    'E-SECRECY-MARK',
    /国家秘密/,
  ],
  [
    'secrecy mark as property',
    () =>
      workbook([HEADER, ...rows(2)], (_, book) => {
        book.subject = '秘密★5年';
      }),
    'E-SECRECY-MARK',
    /国家秘密/,
  ],
  ['a cut workbook', async () => (await workbook([HEADER, ...rows(50)])).subarray(0, 3000), 'E-FILE-BROKEN', /损坏/],
  ['a JSON array that never ends', () => '['.repeat(200_000), 'E-JSON', /JSON/],
  ['a JSON array of 501', () => JSON.stringify(Array.from({ length: 501 }, () => ({}))), 'E-JSON-TOO-MANY', /500/],
];

function checkRefusal(receipt: Receipt, code: string, message: RegExp): void {
  expect(receipt.refusal).toEqual({
    code,
    message: expect.stringMatching(message),
    remedy: expect.stringMatching(/\p{Script=Han}{3}/u),
  });
  expect(receipt.rows).toEqual({
    received: 0,
    accepted: 0,
    refused: 0,
    invalid: 0,
    duplicate: 0,
    skipped: expect.any(Number),
  });
  expect(receipt.records).toEqual({ new: 0, newVersion: 0, unchanged: 0 });
  expect(receipt.items).toEqual([]);
}

test.each(REFUSED)('%s: refused with words, and the next delivery is taken', async (name, make, code, message) => {
  const file = await make();
  const started = performance.now();
  const { status, receipt } = await hub.file('petition/files', file);
  expect(status).toBe(422);
  checkRefusal(receipt, code, message);
  expect(performance.now() - started).toBeLessThan(5000);
  const next = await hub.json('petition/records', [record(`next-${name.replace(/\W/gu, '')}`)]);
  expect([next.status, next.receipt.rows.accepted]).toEqual([200, 1]);
  expect(await hub.alive()).toBe(true);
});

describe('the command line ends with 3 and one JSON object', () => {
  const env = { HUB_DATA: join(folder.path, 'here') };

  test.each(REFUSED.filter(([name]) => ['password', 'zip bomb', 'secrecy mark in row 300'].includes(name)))(
    '%s',
    async (_, make, code, message) => {
      const path = join(folder.path, '报送.xlsx');
      writeFileSync(path, await make());
      const ended = await command(['import', 'petition', path, '--json'], env);
      expect([ended.code, ended.err]).toEqual([3, '']);
      checkRefusal(ended.receipt(), code, message);
      expect(ended.receipt().annotated).toBe(null);
    },
  );

  test('a person reads the reason and what to do', async () => {
    const path = join(folder.path, '空.csv');
    writeFileSync(path, '');
    const ended = await command(['import', 'petition', path], env);
    expect(ended.code).toBe(3);
    expect(ended.out).toMatch(/整份拒收 E-FILE-EMPTY\n {2}文件是空的\n {2}处理办法：/u);
  });
});
