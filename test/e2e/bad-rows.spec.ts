import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { type Line, RunningHub, storedRows, workFolder } from './hub-process.js';
import { type CellValue, csv, HEADER, patched, record, row, rows, workbook } from './petition-files.js';

// Deliveries with something wrong in them that are taken all the same: the wrong row is named, the others are there.

const folder = workFolder('rows');
let hub: RunningHub;

beforeAll(async () => {
  hub = await RunningHub.start(join(folder.path, 'data'));
});
afterEach(async () => expect(await hub.alive()).toBe(true));
afterAll(async () => {
  await hub.stop();
  await folder.remove();
});

const outcomes = (items: readonly Line[]): string[] =>
  items.map(({ outcome, code }) => (code ? `${outcome} ${code}` : outcome));

/** A code, a Chinese message and a Chinese remedy. */
function checkWords({ code, message, remedy }: Line): void {
  expect([code, message, remedy]).toEqual([
    expect.stringMatching(/^[EW]-[A-Z-]+$/u),
    expect.stringMatching(/\p{Script=Han}/u),
    expect.stringMatching(/\p{Script=Han}/u),
  ]);
}

const date1904 = (sheet: { getCell(at: string): { value: CellValue } }, at: string): void => {
  // 2024-03-05 counted from 1904-01-01.
  sheet.getCell(at).value = 43894;
};

/** Name, bytes, and the outcome of each row. */
const FILES: [string, (n: string) => Promise<Uint8Array> | Uint8Array | string, string[]][] = [
  [
    'a row with #REF! in its text',
    (n) => workbook([HEADER, row(`${n}1`), row(`${n}2`, { 概况信息: { error: '#REF!' } }), row(`${n}3`)]),
    ['accepted', 'invalid E-CELL-ERROR', 'accepted'],
  ],
  [
    'a formula in a name: its result is not trusted',
    (n) =>
      workbook([HEADER, row(`${n}1`), row(`${n}2`, { 被反映人或单位: { formula: 'HYPERLINK("http://x","王大勇")' } })]),
    ['accepted', 'invalid E-CELL-FORMULA'],
  ],
  [
    'a missing number',
    (n) => csv([HEADER, row(`${n}1`), row(''), row(`${n}3`)]),
    ['accepted', 'invalid E-REQUIRED', 'accepted'],
  ],
  [
    'a cell of 20 MB',
    (n) => csv([HEADER, row(`${n}1`), row(`${n}2`, { 概况信息: '长'.repeat(7_000_000) }), row(`${n}3`)]),
    ['accepted', 'invalid E-CELL-TOO-LONG', 'accepted'],
  ],
  [
    'a cell of 20 MB in a workbook',
    (n) =>
      patched([HEADER, row(`${n}1`), row(`${n}2`, { 概况信息: 'PLACE' })], 'xl/sharedStrings.xml', (xml) =>
        xml.replace('PLACE', randomBytes(10_000_000).toString('hex')),
      ),
    ['accepted', 'invalid E-CELL-TOO-LONG'],
  ],
  ['NUL in a text', (n) => csv([HEADER, row(`${n}1`, { 概况信息: '反映\u0000违规发放\u0000补贴' })]), ['accepted']],
  [
    'two header rows: the second once more',
    (n) => csv([HEADER, row(`${n}1`), HEADER, row(`${n}2`)]),
    ['accepted', 'accepted'],
  ],
  [
    'two header rows: groups above the columns',
    (n) =>
      workbook([['登记信息', '', '', '反映内容', '', '信访人', ''], HEADER, row(`${n}1`), row(`${n}2`)], (sheet) => {
        for (const range of ['A1:C1', 'D1:E1', 'F1:G1']) sheet.mergeCells(range);
      }),
    ['accepted', 'accepted'],
  ],
  [
    'an unknown column',
    (n) =>
      csv([
        [...HEADER, '天气'],
        [...row(`${n}1`), '晴'],
      ]),
    ['accepted'],
  ],
  [
    'lines in two encodings',
    (n) => Buffer.concat([iconv.encode(csv([HEADER, row(`${n}1`)]), 'gb18030'), Buffer.from(csv([row(`${n}2`)]))]),
    ['accepted', 'accepted'],
  ],
  [
    'dates of 1904',
    (n) =>
      workbook([HEADER, row(`${n}1`)], (sheet, book) => {
        book.properties.date1904 = true;
        date1904(sheet, 'B2');
        sheet.getCell('B2').numFmt = 'yyyy-mm-dd';
      }),
    ['accepted'],
  ],
  [
    'a number as text of an ID destroyed by the table',
    (n) => csv([HEADER, row(`${n}1`), row('9.90101E+17')]),
    ['accepted', 'invalid E-ID-PRECISION'],
  ],
];

test.each(FILES)('file with %s', async (name, make, expected) => {
  const { status, receipt } = await hub.file(
    'petition/files',
    await make(`F${FILES.findIndex(([each]) => each === name)}-`),
  );
  expect([status, receipt.refusal]).toEqual([200, undefined]);
  expect(outcomes(receipt.items).map((each) => each.replace(/ W-.*/u, ''))).toEqual(expected);
  for (const item of receipt.items) if (item.outcome === 'invalid') checkWords(item);
  if (name === 'an unknown column') expect(receipt.sheets[0]?.unknownColumns).toEqual(['天气']);
  if (name.startsWith('two header rows: the second')) expect(receipt.rows.skipped).toBe(1);
});

test('what was stored of them is what the office meant', async () => {
  const stored = async (ending: string): Promise<string> => {
    const sql = 'SELECT payload FROM intake_record WHERE source_record_id LIKE ?';
    const found = await storedRows(join(folder.path, 'data'), sql, [`F%-${ending}`]);
    return found.map(({ payload }) => String(payload)).join('\n');
  };
  const dates = [...(await stored('1')).matchAll(/"receivedDate":"([^"]*)"/gu)].map(([, date]) => date);
  expect(new Set(dates)).toEqual(new Set(['2024-03-05']));
  expect(dates.length).toBe(FILES.length);
  expect(await stored('1')).toMatch(/违规发放补贴/u);
  expect(`${await stored('1')}${await stored('2')}`).not.toMatch(/\\u0000|天气|晴|�/u);
});

const streamed = (n: string): [string, unknown, string][] => [
  [
    '18 digits as a number',
    `{"信访件编号":990101197503140017,"登记时间":"2024-03-05","信访目的":"求决","概况信息":"供热"}`,
    'invalid E-NUMBER-PRECISION',
  ],
  ['__proto__', `{"__proto__":{"polluted":1},"信访件编号":"${n}a","登记时间":"2024-03-05"}`, 'invalid E-JSON-KEY'],
  ['constructor', record(`${n}b`, { constructor: { prototype: { polluted: 1 } } }), 'invalid E-JSON-KEY'],
  [
    'a lone surrogate',
    `{"信访件编号":"${n}c","登记时间":"2024-03-05","信访目的":"揭发控告","概况信息":"反映违规发放补贴\\ud800"}`,
    'accepted',
  ],
  [
    'NUL',
    `{"信访件编号":"${n}d","登记时间":"2024-03-05","信访目的":"揭发控告","概况信息":"反映\\u0000违规发放补贴"}`,
    'accepted',
  ],
  ['a secrecy mark', record(`${n}e`, { 概况信息: '绝密' }), 'refused E-SECRECY-MARK'],
  ['no object', '[1,2]', 'invalid E-JSON-RECORD'],
  ['20 MB', record(`${n}f`, { 概况信息: 'x'.repeat(20_000_000) }), 'invalid E-LINE-TOO-LONG'],
  ['a deep nest', `{"信访件编号":"${n}g","x":${'{"x":'.repeat(50)}1${'}'.repeat(50)}}`, 'invalid E-JSON-DEPTH'],
];

test('a stream with each kind of bad line between good ones, cut in the middle of its last', async () => {
  const cases = streamed('S');
  const good = rows(cases.length + 1).map((_, index) => record(`good${index}`));
  const lines = cases.flatMap(([, line], index) => [good[index], line]);
  const text = [...lines, good.at(-1), record('cut')].map((line) =>
    typeof line === 'string' ? line : JSON.stringify(line),
  );
  const bytes = Buffer.from(text.join('\n'));
  const { status, receipt } = await hub.ndjson(
    'petition/records',
    new Uint8Array(bytes.subarray(0, bytes.length - 40)),
  );
  expect(status).toBe(200);
  const expected = cases.flatMap(([, , outcome]) => ['accepted', outcome]);
  expect(outcomes(receipt.items)).toEqual([...expected, 'accepted', 'invalid E-JSON-CUT']);
  for (const item of receipt.items) if (item.outcome === 'invalid' || item.outcome === 'refused') checkWords(item);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test.each(streamed('J').filter(([name]) => name !== '20 MB' && name !== 'no object'))(
  'JSON body with %s',
  async (name, body, outcome) => {
    const { receipt } = await hub.json('petition/records', body);
    expect(outcomes(receipt.items)).toEqual([outcome]);
    if (name !== 'a lone surrogate' && name !== 'NUL') return;
    const [stored] = await storedRows(
      join(folder.path, 'data'),
      'SELECT payload FROM intake_record WHERE source_record_id = ?',
      [receipt.items[0]?.sourceRecordId ?? ''],
    );
    expect(String(stored?.payload)).toMatch(/反映违规发放补贴/u);
    expect(String(stored?.payload)).not.toMatch(/\\u|\u0000|\p{Surrogate}/u);
  },
);

test('a JSON body beyond its bound is refused, not read', async () => {
  const { status, receipt } = await hub.json('petition/records', [record('big', { 概况信息: 'x'.repeat(20_000_000) })]);
  expect(status).toBe(422);
  expect(JSON.stringify(receipt)).toMatch(/E-(FILE|JSON)-TOO-BIG/u);
});

test('the same key with other content: a new version later, a conflict in one delivery', async () => {
  const send = async (...texts: string[]): Promise<string[]> => {
    const body = texts.map((text) => record('K1', { 概况信息: `2023年5月违规发放补贴${text}` }));
    return (await hub.json('petition/records', body)).receipt.items.map(
      ({ outcome, code, version }) => `${outcome} ${code ?? version}`,
    );
  };
  expect(await send('1万元')).toEqual(['accepted 1']);
  expect(await send('2万元')).toEqual(['newVersion 2']);
  expect(await send('3万元', '4万元')).toEqual(['newVersion 3', 'invalid E-KEY-CONFLICT']);
});

test('two identical uploads at once: every record once', async () => {
  const bytes = await workbook([HEADER, ...rows(200, 9001)]);
  const both = await Promise.all([hub.file('petition/files', bytes), hub.file('petition/files', bytes)]);
  for (const { receipt } of both) expect(receipt.rows).toMatchObject({ received: 200, accepted: 200 });
  expect(both.reduce((sum, { receipt }) => sum + receipt.records.new, 0)).toBe(200);
  const ids = both.map(({ receipt }) => (receipt as unknown as { receiptId: string }).receiptId);
  expect(ids[0]).toBe(ids[1]);
});

test('a unit nobody knows is accepted, stands without a unit, and waits for an officer', async () => {
  const unit = '青禾区星际航行管理局';
  const { receipt } = await hub.json('petition/records', record('U1', { 被反映人或单位: unit }));
  expect(receipt.rows.accepted).toBe(1);
  await hub.linked();
  const sql = "SELECT raw, state FROM officer_queue WHERE kind = 'UNIT'";
  const waiting = await storedRows(join(folder.path, 'data'), sql);
  expect(waiting).toContainEqual({ raw: unit, state: 'OPEN' });
});

test('an ID number inside the text is cut, counted and stored nowhere', async () => {
  const secret = '990101197503140017';
  const { receipt } = await hub.json(
    'petition/records',
    record('I1', { 概况信息: `2023年5月王大勇（身份证${secret}）违规发放补贴` }),
  );
  expect(receipt.items[0]).toMatchObject({ outcome: 'accepted', cut: { idNumber: 1 } });
  expect(JSON.stringify(receipt)).not.toContain(secret);
});
