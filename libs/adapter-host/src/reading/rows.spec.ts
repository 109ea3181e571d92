import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { hmac256 } from '#libs/kernel';
import { readHere } from './read-here.js';
import { collect, HEADERS, letter, OPTIONS, workbook } from './testing.js';

const read = async (bytes: Uint8Array | string) => collect(readHere(Buffer.from(bytes as Uint8Array), OPTIONS));
const fieldsOf = async (bytes: Uint8Array | string) => (await read(bytes)).rows.map(({ row }) => row.fields);

/** One row below a header, as (header, cell) pairs beside a number, a unit and a problem. */
async function one(cells: Record<string, unknown>, edit?: Parameters<typeof workbook>[1]) {
  const all: Record<string, unknown> = {
    信件编号: '20240001',
    单位: '青禾区住建局',
    主要问题: '违规发放补贴',
    ...cells,
  };
  const { rows } = await read(await workbook([Object.keys(all), Object.values(all)], edit));
  return rows[0]!;
}

describe('finding the header', () => {
  test('title rows, line breaks, full-width blanks, stars', async () => {
    const headers = ['*信件\n编号', '　收件 日期', '被举报人姓名', '单位：', '金额(万元)', '反映的主要问题（必填）'];
    const bytes = await workbook([['青禾区信访档案'], ['2024 年'], [], headers, letter('1')], (sheet) => {
      sheet.mergeCells('A1:F2');
    });
    const { rows, sheets } = await read(bytes);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row.fields).toMatchObject({ letterNo: '1', amountUnit: '万元', receivedDate: '2024-03-05' });
    expect(sheets[0]?.headerRow).toBe(4);
  });

  test('a header of two lines, the upper merged over groups', async () => {
    const rows = [
      ['问题编号', '责任单位', '处置方式1', '', '问题描述'],
      ['', '', '一级', '二级', ''],
      ['W1', '青禾区住建局', '谈话', '提醒', '违规发放补贴'],
    ];
    const bytes = await workbook(rows, (sheet) => {
      sheet.mergeCells('C1:D1');
      for (const column of ['A', 'B', 'E']) sheet.mergeCells(`${column}1:${column}2`);
    });
    expect(await fieldsOf(bytes)).toEqual([
      { findingNo: 'W1', unit: '青禾区住建局', groupA: '谈话', groupB: '提醒', problemDesc: '违规发放补贴' },
    ]);
  });

  test('the same header again on the next page is skipped', async () => {
    const { rows, skipped } = await read(await workbook([HEADERS, letter('1'), HEADERS, letter('2')]));
    expect(rows.map(({ row }) => row.place.row)).toEqual([2, 4]);
    expect(skipped).toEqual([{ row: 3, reason: '重复的表头' }]);
  });

  test('unknown columns are named and nothing of them is kept', async () => {
    const { rows, sheets } = await read(
      await workbook([
        [...HEADERS, '经办科室'],
        [...letter('1'), '一科'],
      ]),
    );
    expect(sheets[0]?.unknownColumns).toEqual(['经办科室']);
    expect(JSON.stringify(rows)).not.toContain('一科');
  });

  test('absent fields are those without a header', async () => {
    const { row } = await one({ 人数: '' });
    expect([...row.absent].sort()).toEqual([
      'amount',
      'anonymous',
      'approvedAt',
      'disposal',
      'hasInstruction',
      'occurred',
      'receivedDate',
      'reportedId',
      'reportedIdHash',
      'reportedName',
    ]);
  });

  test('sheets of several layouts, hidden ones too; a sheet of remarks is left aside', async () => {
    const bytes = await workbook([HEADERS, letter('1')], (sheet, book) => {
      sheet.getRow(2).hidden = true;
      sheet.getColumn(2).hidden = true;
      sheet.getCell('D2').note = '实为征收办';
      book.addWorksheet('说明').addRow(['本表由各科室填写']);
      book.addWorksheet('问题', { state: 'hidden' }).addRows([
        ['问题编号', '责任单位', '问题描述'],
        ['W1', '住建局', '未整改'],
      ]);
    });
    const { rows, sheets } = await read(bytes);
    expect(rows.map(({ row }) => row.kind)).toEqual(['letters', 'findings']);
    expect(sheets).toMatchObject([
      { layout: 'letters', hiddenRows: 1, hiddenColumns: 1, hidden: false, comments: 1 },
      { name: '说明' },
      { layout: 'findings', hidden: true },
    ]);
  });
});

describe('rows', () => {
  test('sum lines and the foot are skipped, data that begins alike is not', async () => {
    const rows = [
      HEADERS,
      letter('1'),
      ['合计', '', '', '', 12.86, ''],
      ['制表人：周某某', '', '', '审核人：王某某', '', ''],
      ['备注：以上数据截至三月底', '', '', '', '', ''],
      ['说明2024', '2024-03-05', '周某某', '青禾区住建局', 1, '违规发放补贴'],
    ];
    const { rows: kept, skipped } = await read(await workbook(rows));
    expect(kept.map(({ row }) => row.place.row)).toEqual([2, 6]);
    expect(skipped).toEqual([
      { row: 3, reason: '合计行' },
      { row: 4, reason: '表尾说明' },
      { row: 5, reason: '表尾说明' },
    ]);
  });

  test('merged cells fill down, blanks do not; 同上 copies', async () => {
    const headers = ['信件编号', '被举报人姓名', '单位', '主要问题'];
    const rows = [
      headers,
      ['1', '周某某', '青禾区住建局', '违规发放补贴'],
      ['', '王某某', '', ''],
      ['2', '李某某', '同上', ''],
    ];
    const bytes = await workbook(rows, (sheet) => {
      sheet.mergeCells('A2:A3');
      sheet.mergeCells('C2:C3');
    });
    expect(await fieldsOf(bytes)).toEqual([
      { letterNo: '1', reportedName: '周某某', unit: '青禾区住建局', mainProblem: '违规发放补贴' },
      { letterNo: '1', reportedName: '王某某', unit: '青禾区住建局' },
      { letterNo: '2', reportedName: '李某某', unit: '青禾区住建局' },
    ]);
  });

  test('a value in the column beside is moved back with a warning', async () => {
    const { row, warnings } = await one({ 批准时间: '初步核实', 处置方式: '' });
    expect(row.fields.disposal).toBe('初步核实');
    expect(row.fields.approvedAt).toBeUndefined();
    expect(warnings.map(({ code }) => code)).toEqual(['W-CELL-MOVED']);
  });

  test('dropped columns are counted and leave at most a flag', async () => {
    const read = await one({
      举报人姓名: '孙某甲',
      联系电话: '13900000000',
      领导批示: '请核查',
      留置起止: '1月',
      人数: '无',
    });
    expect(read.cut).toEqual({ informantName: 1, informantPhone: 1, instruction: 1, custody: 1 });
    expect(read.row.fields).toEqual({
      letterNo: '20240001',
      unit: '青禾区住建局',
      mainProblem: '违规发放补贴',
      hasInstruction: true,
    });
    expect((await one({ 领导批示: '无' })).row.fields.hasInstruction).toBe(false);
  });

  test('an ID number is replaced by its digest', async () => {
    const read = await one({ 被举报人证件号码: '99010119900307661X' });
    expect(read.row.fields.reportedIdHash).toBe(hmac256(OPTIONS.idKey, '99010119900307661X'));
    expect(read.cut).toEqual({ idNumber: 1 });
    const wrong = await one({ 被举报人证件号码: '990101199003076612' });
    expect(wrong.errors.map(({ code }) => code)).toEqual(['E-ID-INVALID']);
    expect(JSON.stringify([read, wrong])).not.toContain('9901011990');
  });

  test('an ID number used as a code becomes a digest that stays the same', async () => {
    const [a, b] = [await one({ 信件编号: '99010119900307661X' }), await one({ 信件编号: '99010119900307661x' })];
    expect(a.row.fields.letterNo).toMatch(/^ID-[0-9a-f]{24}$/);
    expect(b.row.fields.letterNo).toBe(a.row.fields.letterNo);
    expect((await one({ 信件编号: '990101202403076611' })).row.fields.letterNo).toBe('990101202403076611');
  });

  test('an ID or phone number inside any text is cut', async () => {
    const read = await one({ 主要问题: '周某某（电话13800138000）违规发放补贴', 处置方式: '联系13900139000' });
    expect(JSON.stringify(read)).not.toMatch(/1380013|1390013/);
    expect(read.cut.phone).toBe(2);
  });
});

describe('cells', () => {
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
});

test('a workbook whose dimension lies is read by its cells', async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('表').addRows([HEADERS, letter('1')]);
  const JSZip = (await import('jszip')).default;
  const zip = await JSZip.loadAsync(await book.xlsx.writeBuffer());
  const xml = (await zip.file('xl/worksheets/sheet1.xml')?.async('string')) ?? '';
  zip.file('xl/worksheets/sheet1.xml', xml.replace(/<dimension[^>]*>/, '<dimension ref="A1:XFD1048576"/>'));
  expect(await fieldsOf(await zip.generateAsync({ type: 'nodebuffer' }))).toHaveLength(1);
});
