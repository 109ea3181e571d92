import { readFile as readBytesOf } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { annotate, annotateBytes, readBytes, readFile } from './read-file.js';
import { readHere } from './read-here.js';
import { collect, fileOf, HEADERS, letter, OPTIONS, refusalOf, removeFiles, workbook } from './testing.js';

afterAll(removeFiles);

const rows = (count: number): unknown[][] => [HEADERS, ...Array.from({ length: count }, (_, i) => letter(`L${i + 1}`))];
const table = (count: number): string =>
  rows(count)
    .map((row) => row.join(','))
    .join('\r\n');

test('the thread hands over the same rows as the reader itself, in batches', async () => {
  const bytes = Buffer.from(table(1201));
  const seen: number[] = [];
  const sizes: number[] = [];
  const there = [];
  for await (const item of readFile(await fileOf(bytes), { ...OPTIONS, progress: (count) => seen.push(count) }))
    if (item.type === 'rows') {
      sizes.push(item.rows.length);
      there.push(...item.rows);
    }
  expect(there).toEqual((await collect(readHere(bytes, OPTIONS))).rows);
  expect(sizes).toEqual([500, 500, 201]);
  expect(seen).toEqual([1000, 2000]);
});

test('refusals cross the thread with code, words and remedy', async () => {
  expect(await refusalOf(readFile(await fileOf(table(2), '机密.csv'), OPTIONS))).toBe('E-SECRECY-MARK');
  await expect(collect(readBytes(Buffer.from(''), OPTIONS))).rejects.toMatchObject({
    code: 'E-FILE-EMPTY',
    kind: 'invalid',
    message: '文件是空的',
    remedy: expect.any(String),
  });
  const cut = rows(2).map((row) => row.slice(0, 5));
  await expect(collect(readBytes(await workbook(cut), OPTIONS))).rejects.toThrow('“反映的主要问题”');
});

test('a file that takes too long, or too much memory, is refused and the process lives', async () => {
  const bytes = Buffer.from(table(60_000));
  expect(await refusalOf(readBytes(bytes, { ...OPTIONS, limits: { millis: 5 } }))).toBe('E-FILE-TIMEOUT');
  const strings = await workbook([HEADERS, ...Array.from({ length: 40_000 }, (_, i) => letter(`L${i}`, `问题${i}`))]);
  expect(await refusalOf(readBytes(strings, { ...OPTIONS, limits: { heapMb: 8 } }))).toBe('E-FILE-MEMORY');
});

test('a reader that stops early ends the thread', async () => {
  for await (const item of readBytes(Buffer.from(table(5000)), OPTIONS)) if (item.type === 'rows') break;
});

describe('the copy with a column of errors', () => {
  const results = new Map([['信访档案\u00003', '“单位”必填（填写单位全称）']]);

  test('workbook: same cells, error in the last column, nothing can start a formula', async () => {
    const made = [['档案'], HEADERS, letter('=1+1', '-违规'), letter('-3.5', '@甲')];
    const out = await fileOf('', 'out.xlsx');
    await annotate(await fileOf(await workbook(made)), results, out);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(out);
    const sheet = book.getWorksheet('信访档案');
    const line = (row: number): unknown[] => ((sheet?.getRow(row).values ?? []) as unknown[]).slice(1);
    expect(line(2)).toEqual([...HEADERS, '错误']);
    expect(line(3)).toEqual([
      "'=1+1",
      '2024-03-05',
      '周某某',
      '青禾区住建局',
      12.86,
      "'-违规",
      '“单位”必填（填写单位全称）',
    ]);
    expect(line(4)).toEqual(['-3.5', '2024-03-05', '周某某', '青禾区住建局', 12.86, "'@甲"]);
  });

  test('merged cells come back filled, so that the mended copy can be sent', async () => {
    const bytes = await workbook([HEADERS, letter('1'), letter('2')], (sheet) => sheet.mergeCells('A2:A3'));
    const { bytes: copy, contentType } = await annotateBytes(bytes, results);
    expect(contentType).toContain('spreadsheetml');
    const { rows } = await collect(readHere(copy, OPTIONS));
    expect(rows.map(({ row }) => row.fields.letterNo)).toEqual(['1', '1']);
  });

  test.each(['utf-8', 'gb18030', 'utf-16le'])('csv in %s stays in it', async (encoding) => {
    const bytes = iconv.encode(table(2), encoding, { addBOM: encoding === 'utf-16le' });
    const out = await fileOf('', 'out.csv');
    await annotate(await fileOf(bytes), new Map([['\u00002', '缺“单位”']]), out);
    const text = iconv.decode(await readBytesOf(out), encoding);
    expect(text.split('\r\n').slice(0, 3)).toEqual([
      `${HEADERS.join(',')},错误`,
      `${letter('L1').join(',')},缺“单位”`,
      `${letter('L2').join(',')},`,
    ]);
  });

  test('lines of a stream come back as a list', async () => {
    const { bytes, contentType } = await annotateBytes(Buffer.from('{"a":1}\n'), new Map([['\u00001', '无法判断']]));
    expect(contentType).toBe('text/csv');
    expect(bytes.toString()).toBe('\ufeff行,错误\r\n1,无法判断\r\n');
  });
});

test('many files at once wait for one another; one given up frees its place', async () => {
  const bytes = Buffer.from(table(2));
  for (let round = 0; round < 5; round++) for await (const _ of readBytes(bytes, OPTIONS)) break;
  const threads = (): number => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, threads());
  }, 5);
  const before = threads();
  const read = await Promise.all(Array.from({ length: 9 }, () => collect(readBytes(bytes, OPTIONS))));
  clearInterval(watch);
  expect(read.map((one) => one.rows.length)).toEqual(Array(9).fill(2));
  expect(most - before).toBeLessThanOrEqual(4);
}, 30_000);
