import iconv from 'iconv-lite';
import { readHere } from './read-here.js';
import { readJson, readNdjson } from './read-json.js';
import { collect, fileOf, HEADERS, letter, OPTIONS, removeFiles, workbook } from './testing.js';

afterAll(removeFiles);

const csv = (rows: unknown[][]): string => rows.map((row) => row.join(',')).join('\r\n');

const expected = {
  letterNo: '20240001',
  receivedDate: '2024-03-05',
  reportedName: '周某某',
  unit: '青禾区住建局',
  amount: '12.86',
  amountUnit: '万元',
  mainProblem: '违规发放补贴',
};

describe('the same row through every door', () => {
  const rows = [HEADERS, letter('20240001')];
  const table = csv(rows);
  const forms: [string, () => Promise<Buffer> | Buffer | string][] = [
    ['xlsx under the name of an xls', () => workbook(rows)],
    ['csv in UTF-8', () => table],
    ['csv in UTF-8 with a byte order mark', () => `\ufeff${table}`],
    ['csv in GB18030', () => iconv.encode(table, 'gb18030')],
    ['csv in UTF-16', () => iconv.encode(table, 'utf-16le', { addBOM: true })],
    ['tab separated', () => rows.map((row) => row.join('\t')).join('\n')],
  ];
  for (const [name, make] of forms)
    test(name, async () => {
      const { rows: read, sheets } = await collect(readHere(await fileOf(await make()), OPTIONS));
      expect(read.map(({ row }) => row.fields)).toEqual([expected]);
      expect(read[0]?.row).toMatchObject({ kind: 'letters', place: { row: 2 } });
      expect(read[0]?.errors).toEqual([]);
      expect(sheets).toMatchObject([{ layout: 'letters', headerRow: 1, unknownColumns: [] }]);
    });

  const record = {
    信件编号: '20240001',
    receivedDate: '2024/3/5',
    被反映人: '周某某',
    unit: '青禾区住建局',
    '金额（万元）': 12.86,
    mainProblem: '违规发放补贴',
  };
  test('JSON by field names and Chinese headers', async () => {
    const { rows: read } = await collect(readJson(JSON.stringify([record, record]), OPTIONS));
    expect(read.map(({ row }) => row.fields)).toEqual([expected, expected]);
    expect(read.map(({ row }) => row.place.row)).toEqual([1, 2]);
  });

  test('NDJSON, in pieces of any size', async () => {
    const bytes = Buffer.from(`${JSON.stringify(record)}\n\n${JSON.stringify(record)}`);
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
    }
    const { rows: read } = await collect(readNdjson(pieces(), OPTIONS));
    expect(read.map(({ row }) => row.fields)).toEqual([expected, expected]);
    expect(read.map(({ row }) => row.place.row)).toEqual([1, 3]);
  });
});
