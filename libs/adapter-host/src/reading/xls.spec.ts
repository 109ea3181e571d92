import * as XLSX from '@e965/xlsx';
import JSZip from 'jszip';
import { readHere } from './read-here.js';
import { collect, HEADERS, letter, OPTIONS, refusalOf } from './testing.js';

/** Bytes of an Excel 97 workbook. */
function xls(rows: unknown[][], edit: (book: XLSX.WorkBook, sheet: XLSX.WorkSheet) => void = () => undefined): Buffer {
  const book = XLSX.utils.book_new();
  const sheet = XLSX.utils.aoa_to_sheet(rows, { cellDates: true });
  XLSX.utils.book_append_sheet(book, sheet, '信访档案');
  edit(book, sheet);
  return XLSX.write(book, { type: 'buffer', bookType: 'biff8' }) as Buffer;
}

/** Puts a page header record into the first sheet of an Excel 97 workbook. */
function withHeader(bytes: Buffer, text: string): Buffer {
  const folder = XLSX.CFB.read(bytes, { type: 'buffer' }) as { FileIndex: { name: string; content?: Uint8Array }[] };
  const entry = folder.FileIndex.find(({ name }) => name === 'Workbook');
  const stream = Buffer.from(entry?.content as Uint8Array);
  const body = Buffer.concat([Buffer.from([text.length & 255, text.length >> 8, 1]), Buffer.from(text, 'utf16le')]);
  const head = Buffer.from([0x14, 0, body.length & 255, body.length >> 8]);
  const book = XLSX.CFB.utils.cfb_new();
  XLSX.CFB.utils.cfb_add(book, '/Workbook', Buffer.concat([stream, head, body]));
  return Buffer.from(XLSX.CFB.write(book, { type: 'buffer' }) as Uint8Array);
}

test('rows, dates, merged cells and hidden rows of an Excel 97 workbook', async () => {
  const second = letter('') as unknown[];
  second[1] = 45356;
  const bytes = xls([['档案'], HEADERS, letter('1'), second], (_, sheet) => {
    sheet['!merges'] = [{ s: { r: 2, c: 0 }, e: { r: 3, c: 0 } }];
    sheet['!rows'] = [{}, {}, {}, { hidden: true }];
  });
  expect(bytes.subarray(0, 4).toString('hex')).toBe('d0cf11e0');
  const { rows, sheets } = await collect(readHere(bytes, OPTIONS));
  expect(rows.map(({ row }) => [row.place.row, row.fields.letterNo, row.fields.receivedDate])).toEqual([
    [3, '1', '2024-03-05'],
    [4, '1', '2024-03-05'],
  ]);
  expect(sheets).toMatchObject([{ headerRow: 2, name: '信访档案' }]);
});

test('a mark in a cell, a page header, a sheet name or a property', async () => {
  const good = [HEADERS, letter('1')];
  const made = [
    xls([...good, letter('2', '机密★10年')]),
    withHeader(xls(good), '&C秘密★5年'),
    xls(good, (book) => XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['甲']]), '机密')),
    xls(good, (book) => {
      book.Props = { Subject: '绝密★长期' };
    }),
  ];
  for (const bytes of made) expect(await refusalOf(readHere(bytes, OPTIONS))).toBe('E-SECRECY-MARK');
  expect(await refusalOf(readHere(withHeader(xls(good), '&C内部资料'), OPTIONS))).toBe('none after 1 rows');
});

test('a zip of a workbook, an old workbook and a csv', async () => {
  const zip = new JSZip();
  zip.file('甲.xls', xls([HEADERS, letter('1')]));
  zip.file('子夹/乙.csv', [HEADERS, letter('2')].map((row) => row.join(',')).join('\n'));
  zip.file('__MACOSX/._甲.xls', 'x');
  const { rows } = await collect(readHere(await zip.generateAsync({ type: 'nodebuffer' }), OPTIONS));
  expect(rows.map(({ row }) => [row.place.sheet, row.fields.letterNo])).toEqual([
    ['甲.xls/信访档案', '1'],
    ['子夹/乙.csv', '2'],
  ]);
});
