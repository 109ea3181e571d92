import ExcelJS from 'exceljs';
import JSZip from 'jszip';
import { fieldsOf, HEADERS, letter, one, read, workbook } from './testing.js';

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
    'reportedRank',
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

test('a workbook whose dimension lies is read by its cells', async () => {
  const book = new ExcelJS.Workbook();
  book.addWorksheet('表').addRows([HEADERS, letter('1')]);
  const zip = await JSZip.loadAsync(await book.xlsx.writeBuffer());
  const xml = (await zip.file('xl/worksheets/sheet1.xml')?.async('string')) ?? '';
  zip.file('xl/worksheets/sheet1.xml', xml.replace(/<dimension[^>]*>/, '<dimension ref="A1:XFD1048576"/>'));
  expect(await fieldsOf(await zip.generateAsync({ type: 'nodebuffer' }))).toHaveLength(1);
});
