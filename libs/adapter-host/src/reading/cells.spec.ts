import iconv from 'iconv-lite';
import { HEADERS, letter, one, read } from './testing.js';

const CASES: [string, Record<string, unknown>, Record<string, unknown>][] = [
  ['day cell', { 收件日期: new Date(Date.UTC(2024, 2, 5)) }, { receivedDate: '2024-03-05' }],
  ['serial', { 收件日期: 45356 }, { receivedDate: '2024-03-05' }],
  ['serial as text', { 收件日期: '45356' }, { receivedDate: '2024-03-05' }],
  ['full-width date', { 收件日期: '２０２４年３月５日' }, { receivedDate: '2024-03-05' }],
  ['no full date stays', { 收件日期: '2024年春' }, { receivedDate: '2024年春' }],
  ['a year is a year', { 发生时间: 2021 }, { occurred: '2021' }],
  ['a year in a day column stays', { 收件日期: 2024 }, { receivedDate: '2024' }],
  ['a formula that came to nothing', { 被举报人姓名: { formula: 'A1', result: '' } }, {}],
  ['× is an answer', { 是否匿名: '×' }, { anonymous: false }],
  ['无 is none', { 是否匿名: '无' }, {}],
  ['a month is a month', { 发生时间: 202106 }, { occurred: '202106' }],
  ['integer with unit', { 人数: '１２人' }, { persons: 12 }],
  ['yes', { 是否匿名: '是' }, { anonymous: true }],
  ['no', { 是否匿名: 0 }, { anonymous: false }],
  ['code as number', { 信件编号: 202400000012 }, { letterNo: '202400000012' }],
  ['binary tail', { '金额（元）': 0.1 + 0.2 }, { amount: '0.3', amountUnit: '元' }],
  ['null markers', { 被举报人姓名: '不详', '金额（元）': '——', 发生时间: 'N/A', 人数: '/' }, {}],
  ['zero-width and full-width blanks', { 被举报人姓名: '\u200b周某\ufeff某　' }, { reportedName: '周某某' }],
  ['result of a formula', { 人数: { formula: '1+1', result: 2 } }, { persons: 2 }],
  ['rich text', { 被举报人姓名: { richText: [{ text: '周' }, { text: '某某' }] } }, { reportedName: '周某某' }],
];
test.each(CASES)('%s', async (_, cells, expected) => {
  const { row, errors } = await one(cells);
  expect(errors).toEqual([]);
  expect(row.fields).toEqual({
    letterNo: '20240001',
    unit: '青禾区住建局',
    mainProblem: '违规发放补贴',
    ...expected,
  });
});

const INVALID: [string, Record<string, unknown>, string, string][] = [
  ['number of 18 digits', { 信件编号: 2.02400000012345e17 }, 'E-ID-PRECISION', 'letterNo'],
  ['destroyed ID number', { 被举报人证件号码: '9.90101E+17' }, 'E-ID-PRECISION', 'reportedId'],
  ['destroyed ID number as number', { 被举报人证件号码: 9.90101e17 }, 'E-ID-PRECISION', 'reportedId'],
  ['error value', { 单位: { error: '#REF!' } }, 'E-CELL-ERROR', 'unit'],
  ['formula in a name', { 被举报人姓名: { formula: 'A1&"x"' } }, 'E-CELL-FORMULA', 'reportedName'],
  ['formula as text', { 被举报人姓名: '=HYPERLINK("x")' }, 'E-CELL-FORMULA', 'reportedName'],
  ['nothing above', { 单位: '同上' }, 'E-CELL-SAME', 'unit'],
];
test.each(INVALID)('%s makes the row invalid', async (_, cells, code, field) => {
  const { errors } = await one(cells);
  expect(errors).toMatchObject([{ code, field, message: expect.any(String), remedy: expect.any(String) }]);
});

test('the 1904 date system', async () => {
  const { row } = await one({ 收件日期: new Date(Date.UTC(2024, 2, 5)), 批准时间: 43894 }, (_, book) => {
    book.properties.date1904 = true;
  });
  expect(row.fields).toMatchObject({ receivedDate: '2024-03-05', approvedAt: '2024-03-05' });
});

test('a day cell shown as a month has no day', async () => {
  const { row } = await one({ 发生时间: new Date(Date.UTC(2021, 5, 1)) }, (sheet) => {
    sheet.getCell('D2').numFmt = 'yyyy"年"m"月"';
  });
  expect(row.fields.occurred).toBe('2021-06');
});

test('a cell of 20 MB spoils its row and no other', async () => {
  const line = (no: string, problem: string): string => `${no},2024-03-05,周某某,青禾区住建局,1,${problem}`;
  const { rows } = await read([HEADERS.join(','), line('1', 'x'.repeat(20 << 20)), line('2', '未整改')].join('\n'));
  expect(rows.map(({ errors }) => errors.map(({ code }) => code))).toEqual([['E-CELL-TOO-LONG'], []]);
}, 60_000);

test('a quote that swallows the next lines spoils one row, says so, and loses none after', async () => {
  const lines = [
    HEADERS,
    letter('1'),
    ['2', '"2024-03-05', ...letter('2').slice(2)],
    letter('3', '"未整改"'),
    letter('4'),
  ];
  const { rows } = await read(lines.map((line) => line.join(',')).join('\n'));
  expect(rows.at(-1)?.row.fields.letterNo).toBe('4');
  expect(rows.flatMap(({ errors }) => errors.map(({ code }) => code))).toEqual(['E-ROW-QUOTE']);
});

test('a well quoted cell of prose with line breaks and many commas is an ordinary row', async () => {
  const prose = `"一、路面开裂\n二、${'渗水,起泡,空鼓,脱落,'.repeat(6)}无人管\n三、请查处"`;
  const lines = [HEADERS, letter('1'), letter('2', prose), letter('3')];
  const { rows } = await read(lines.map((line) => line.join(',')).join('\n'));
  expect(rows.map(({ row, errors }) => [row.fields.letterNo, errors.length])).toEqual([
    ['1', 0],
    ['2', 0],
    ['3', 0],
  ]);
});

test('lines of two encodings and a NUL in one csv', async () => {
  const line = letter('2').join(',');
  const bytes = Buffer.concat([
    Buffer.from(`${HEADERS.join(',')}\n${letter('1').join(',').replace('某', '某\0')}\n`),
    iconv.encode(`${line}\n`, 'gb18030'),
  ]);
  const { rows, sheets } = await read(bytes);
  expect(rows.map(({ row }) => row.fields.unit)).toEqual(['青禾区住建局', '青禾区住建局']);
  expect(rows[0]?.row.fields.reportedName).toBe('周某某');
  expect(sheets[0]?.encodings).toEqual(['utf-8', 'gb18030']);
});
