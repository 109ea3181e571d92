import * as XLSX from '@e965/xlsx';
import JSZip from 'jszip';
import { readHere } from './read-here.js';
import { readJson } from './read-json.js';
import { HEADERS, letter, OPTIONS, refusalOf, workbook } from './testing.js';

const many = (count: number): (string | number)[][] => Array.from({ length: count }, (_, i) => letter(`2024${i}`));

/** A workbook whose part `name` was changed in the package itself. */
async function patched(name: string, change: (xml: string) => string, rows = [HEADERS, ...many(2)]): Promise<Buffer> {
  const zip = await JSZip.loadAsync(await workbook(rows));
  const xml = (await zip.file(name)?.async('string')) ?? '';
  zip.file(name, change(xml));
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

async function zipOf(files: Record<string, Uint8Array | string>): Promise<Buffer> {
  const zip = new JSZip();
  for (const [name, content] of Object.entries(files)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** A zip of one csv whose directory entry was changed: `at` counts from the entry's start. */
async function directoryPatched(at: number, value: number): Promise<Buffer> {
  const bytes = await zipOf({ 'a.csv': table([HEADERS, ...many(50)]) });
  bytes[bytes.indexOf('PK\x01\x02', 0, 'latin1') + at] = value;
  return bytes;
}

function oleOf(streams: Record<string, Uint8Array>): Buffer {
  const folder = XLSX.CFB.utils.cfb_new();
  for (const [name, content] of Object.entries(streams)) XLSX.CFB.utils.cfb_add(folder, `/${name}`, content);
  return Buffer.from(XLSX.CFB.write(folder, { type: 'buffer' }) as Uint8Array);
}

/** Beginning of an Excel 97 stream whose next record says that the rest is encrypted. */
const ENCRYPTED_XLS = Uint8Array.from([0x09, 0x08, 4, 0, 0, 6, 5, 0, 0x2f, 0, 6, 0, 1, 0, 1, 0, 1, 0]);

const SHEET = 'xl/worksheets/sheet1.xml';
const table = (rows: unknown[][]): string => rows.map((row) => row.join(',')).join('\n');
const marked = many(400);
marked[299] = letter('2024300', '机密★10年');

const REFUSED: [string, () => Promise<Uint8Array> | Uint8Array | string, string][] = [
  ['nothing', () => '', 'E-FILE-EMPTY'],
  ['blank lines', () => '\n\n,,\n', 'E-FILE-EMPTY'],
  ['an empty sheet', () => workbook([]), 'E-FILE-EMPTY'],
  ['only a header', () => workbook([HEADERS]), 'E-FILE-HEADER-ONLY'],
  ['only a header, csv', () => table([HEADERS]), 'E-FILE-HEADER-ONLY'],
  [
    'no known header',
    () =>
      workbook([
        ['姓名', '年龄'],
        ['周某某', 40],
      ]),
    'E-FILE-HEADER',
  ],
  ['missing required column', () => workbook([HEADERS.slice(0, 5), letter('1').slice(0, 5)]), 'E-FILE-COLUMN-MISSING'],
  ['a PDF', () => '%PDF-1.7 ...', 'E-FILE-TYPE'],
  ['a web page named xls', () => '<html><table><tr><td>信件编号</td></tr></table></html>', 'E-FILE-TYPE'],
  ['noise', () => Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 13), 'E-FILE-TYPE'],
  [
    'a Word document',
    () =>
      zipOf({
        '[Content_Types].xml':
          '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
      }),
    'E-FILE-TYPE',
  ],
  ['an old Word document', () => oleOf({ WordDocument: new Uint8Array(5000) }), 'E-FILE-TYPE'],
  [
    'xlsx with a password',
    () => oleOf({ EncryptionInfo: new Uint8Array(100), EncryptedPackage: new Uint8Array(5000) }),
    'E-FILE-PASSWORD',
  ],
  ['xls with a password', () => oleOf({ Workbook: ENCRYPTED_XLS }), 'E-FILE-PASSWORD'],
  ['a cut zip', async () => (await workbook([HEADERS, ...many(2)])).subarray(0, 2000), 'E-FILE-BROKEN'],
  ['a zip with a password', () => directoryPatched(8, 1), 'E-FILE-PASSWORD'],
  ['a zip that lies about a size', () => directoryPatched(25, 1), 'E-FILE-BROKEN'],
  [
    'a zip in a zip',
    async () => zipOf({ 'a.zip': await zipOf({ 'a.csv': table([HEADERS, ...many(2)]) }) }),
    'E-FILE-ZIP-NESTED',
  ],
  ['a zip bomb', () => zipOf({ 'a.csv': new Uint8Array(60_000_000) }), 'E-FILE-ZIP-BOMB'],
  [
    'a bomb for a sheet',
    () => patched(SHEET, (xml) => xml.replace('</sheetData>', `${' '.repeat(60_000_000)}</sheetData>`)),
    'E-FILE-ZIP-BOMB',
  ],
  [
    'entities',
    () =>
      patched(SHEET, (xml) =>
        xml.replace('<worksheet', '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'),
      ),
    'E-FILE-BROKEN',
  ],
  ['2^20 columns, csv', () => table([HEADERS, Array.from({ length: 1 << 20 }, () => 'x')]), 'E-FILE-COLUMNS'],
  [
    '2^20 columns, xlsx',
    () => patched(SHEET, (xml) => xml.replace('</row>', '<c r="BDWGN1"><v>1</v></c></row>')),
    'E-FILE-COLUMNS',
  ],
  [
    'a row number beyond all',
    () => patched(SHEET, (xml) => xml.replace('<row r="2"', '<row r="9000000"')),
    'E-FILE-TOO-MANY-ROWS',
  ],
  ['a quote that never ends', () => `${table([HEADERS, ...many(2)])}\n"`, 'E-FILE-BROKEN'],
  ['mark in row 300', () => workbook([HEADERS, ...marked]), 'E-SECRECY-MARK'],
  ['mark in row 300, csv', () => table([HEADERS, ...marked]), 'E-SECRECY-MARK'],
  [
    'mark in an unknown column',
    () =>
      workbook([
        [...HEADERS, '其他'],
        [...letter('1'), '秘密'],
      ]),
    'E-SECRECY-MARK',
  ],
  [
    'mark as sheet name',
    () => workbook([HEADERS, ...many(2)], (_, book) => void book.addWorksheet('机密')),
    'E-SECRECY-MARK',
  ],
  [
    'mark in a page header',
    () =>
      workbook([HEADERS, ...many(2)], (sheet) => {
        sheet.headerFooter.oddHeader = '&L青禾区&C&"黑体"&14秘密★5年';
      }),
    'E-SECRECY-MARK',
  ],
  [
    'mark in a page footer',
    () =>
      workbook([HEADERS, ...many(2)], (sheet) => {
        sheet.headerFooter.oddFooter = '&R机密';
      }),
    'E-SECRECY-MARK',
  ],
  [
    'mark as a property',
    () =>
      workbook([HEADERS, ...many(2)], (_, book) => {
        book.subject = '绝密★长期';
      }),
    'E-SECRECY-MARK',
  ],
  [
    'mark in a comment',
    () =>
      workbook([HEADERS, ...many(2)], (sheet) => {
        sheet.getCell('B2').note = '机密★10年';
      }),
    'E-SECRECY-MARK',
  ],
  [
    'mark in a hidden sheet',
    () =>
      workbook([HEADERS, ...many(2)], (_, book) => {
        book.addWorksheet('甲', { state: 'veryHidden' }).addRow(['秘密★']);
      }),
    'E-SECRECY-MARK',
  ],
  [
    'mark in the second file of a zip',
    async () => zipOf({ 'a.csv': table([HEADERS, ...many(2)]), 'b.csv': table([HEADERS, ...marked]) }),
    'E-SECRECY-MARK',
  ],
];

describe('whole files that are refused before any row', () => {
  for (const [name, make, code] of REFUSED)
    test(`${name}: ${code}`, async () => {
      const made = await make();
      const bytes = typeof made === 'string' ? Buffer.from(made) : made;
      expect(await refusalOf(readHere(bytes, OPTIONS))).toBe(code);
    });

  test('the message names what is missing and quotes nothing of the rows', async () => {
    const bytes = await workbook([HEADERS.slice(0, 5), letter('20249999').slice(0, 5)]);
    await expect(refusalOfMessage(bytes)).resolves.toMatch(/“反映的主要问题”/);
    await expect(refusalOfMessage(bytes)).resolves.not.toMatch(/20249999|周某某/);
  });
});

async function refusalOfMessage(bytes: Uint8Array): Promise<string> {
  try {
    for await (const _ of readHere(bytes, OPTIONS));
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

const JSON_REFUSED: [string, string, string][] = [
  ['no JSON', '{"信件编号":', 'E-JSON'],
  ['a text', '"a"', 'E-JSON'],
  ['no records', '[]', 'E-JSON-EMPTY'],
  ['nothing', ' ', 'E-JSON-EMPTY'],
  ['too many', JSON.stringify(Array.from({ length: 501 }, () => ({}))), 'E-JSON-TOO-MANY'],
  ['a deep nest', '['.repeat(200_000), 'E-JSON'],
];

test.each(JSON_REFUSED)('JSON body with %s: refused', async (_, body, code) => {
  expect(await refusalOf(readJson(body, OPTIONS))).toBe(code);
});
