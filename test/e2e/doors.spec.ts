import { connect } from 'node:net';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import type { Department } from '#libs/contracts';
import { DEPARTMENTS } from '#libs/embedded';
import { type Fixture, fixturesOf } from '#libs/testkit';
import { type Receipt, RunningHub, storedRows, workFolder } from './hub-process.js';
import { csv, HEADER, record, row, workbook } from './petition-files.js';

const folder = workFolder('doors');
const dataDir = join(folder.path, 'data');
let hub: RunningHub;

beforeAll(async () => {
  hub = await RunningHub.start(dataDir);
});
afterAll(async () => {
  await hub.stop();
  await folder.remove();
});

type Plain = string | number | boolean;

/** A delivery that every door can carry: rows of one layout, with one cell for each column. */
interface Table {
  header: string[];
  fields: string[];
  lines: (Plain | null)[][];
}

/** Rows of one of the department's own fixtures that a flat table can hold, under the headers of its layout. */
function tableOf(department: Department): Table {
  const flat = ({ rows, refused }: Fixture): boolean =>
    refused === undefined &&
    rows.every(
      ({ kind, fields }) => kind === undefined && Object.values(fields).every((value) => typeof value !== 'object'),
    );
  const fixture = fixturesOf(`libs/department-${department.name}/fixtures`).find(
    (each) => flat(each) && (each.records ?? []).some(({ invalid }) => invalid === undefined),
  );
  const layout = department.layouts.find(({ kind }) => kind === fixture?.kind);
  if (!fixture || !layout) throw new Error(`${department.name} has no flat fixture`);
  const used = layout.columns.filter(
    ({ field, drop, required }) =>
      drop === undefined && (required || fixture.rows.some(({ fields }) => fields[field] !== undefined)),
  );
  return {
    header: used.map(({ headers, field }) => headers[0] ?? field),
    fields: used.map(({ field }) => field),
    lines: fixture.rows.map(({ fields }) => used.map(({ field }) => (fields[field] as Plain | undefined) ?? null)),
  };
}

const asText = (value: Plain | null): string => (value === true ? '是' : value === false ? '否' : String(value ?? ''));

describe('the same content through every door is the same record', () => {
  test.each(DEPARTMENTS.map((department) => [department.name, department] as const))('%s', async (name, department) => {
    const { header, fields, lines } = tableOf(department);
    const objects = (names: string[]) =>
      lines.map((line) => Object.fromEntries(names.map((each, at) => [each, line[at]])));
    const text = csv([header, ...lines.map((line) => line.map(asText))]);
    const doors: [string, () => Promise<{ status: number; receipt: Receipt }>][] = [
      ['JSON by field', () => hub.json(`${name}/records`, objects(fields))],
      ['JSON by header', () => hub.json(`${name}/records`, objects(header))],
      ['NDJSON', () => hub.ndjson(`${name}/records`, objects(header))],
      ['csv', () => hub.file(`${name}/files`, text)],
      ['csv in GB18030', () => hub.file(`${name}/files`, iconv.encode(text, 'gb18030'))],
      [
        'xlsx',
        async () => hub.file(`${name}/files`, await workbook([header, ...lines.map((line) => line.map(asText))])),
      ],
    ];
    const first = await doors[0]?.[1]();
    expect(first?.receipt.records.new).toBeGreaterThan(0);
    for (const [door, send] of doors.slice(1)) {
      const { status, receipt } = await send();
      const wrong = receipt.items.filter(({ outcome }) => outcome === 'invalid').map(({ message }) => message);
      expect([door, wrong]).toEqual([
        door,
        first?.receipt.items.filter(({ outcome }) => outcome === 'invalid').map(({ message }) => message),
      ]);
      expect([door, status, receipt.records]).toEqual([
        door,
        200,
        { new: 0, newVersion: 0, unchanged: first?.receipt.records.new },
      ]);
      expect([door, receipt.rows.accepted]).toEqual([door, first?.receipt.rows.accepted]);
    }
  });
});

test('the OpenAPI document tells every door', async () => {
  const { body } = await hub.get<{ openapi: string; paths: Record<string, unknown> }>('/openapi.json', 'nobody');
  expect(body.openapi).toMatch(/^3\./u);
  const doors = DEPARTMENTS.flatMap(({ name }) => [`/adapters/${name}/records`, `/adapters/${name}/files`]);
  const answers = Object.values(body.paths as Record<string, Record<string, { responses: object }>>).flatMap((path) =>
    Object.values(path).map(({ responses }) => Object.keys(responses)),
  );
  for (const statuses of answers) expect(statuses).toEqual(expect.arrayContaining(['401', '403']));
  expect(Object.keys(body.paths)).toEqual(expect.arrayContaining([...doors, '/v1/matters', '/v1/units']));
});

describe('keys', () => {
  const send = async (department: string, holder: string): Promise<[number, string]> => {
    const key = hub.keys.get(holder) ?? '';
    const response = await hub.post(`${department}/records`, JSON.stringify(record('X')), 'application/json', key);
    return [response.status, ((await response.json()) as { code: string }).code];
  };

  test('each department enters its own doors only', async () => {
    const others = [...hub.keys.keys()].filter((holder) => holder !== 'dept:petition');
    for (const holder of others) expect([holder, ...(await send('petition', holder))]).toEqual([holder, 403, 'E-ROLE']);
    expect(await send('petition', 'nobody')).toEqual([401, 'E-KEY']);
    expect(await storedRows(dataDir, "SELECT 1 FROM intake_record WHERE source_record_id = 'X'")).toEqual([]);
  });

  test('a department reads nothing of the office', async () => {
    for (const path of ['/v1/matters', '/v1/units', '/v1/scoreboard']) {
      expect((await hub.get(path, 'office')).status).toBeLessThan(300);
      for (const { name } of DEPARTMENTS) expect((await hub.get(path, `dept:${name}`)).status).toBe(403);
      expect((await hub.get(path, 'nobody')).status).toBe(401);
    }
  });
});

test('a receipt has the shape that callers rely on', async () => {
  const body = [
    record('R1', { 概况信息: '2023年5月区住建局违规发放补贴3万元，联系电话13912345678', 手机号: '13912345678' }),
    record('R2', { 登记时间: '' }),
    record('R3', { 被反映人或单位: '青禾区委书记秦某' }),
  ];
  const { receipt } = await hub.json('petition/records', body);
  expect(receipt).toMatchObject({
    department: 'PET',
    rows: { received: 3, accepted: 1, refused: 1, invalid: 1, duplicate: 0, skipped: 0 },
    records: { new: 1, newVersion: 0, unchanged: 0 },
  });
  const words = { code: expect.stringMatching(/^E-/u), message: expect.any(String), remedy: expect.any(String) };
  expect(receipt.items).toEqual([
    expect.objectContaining({
      row: 1,
      sourceRecordId: 'R1',
      outcome: 'accepted',
      checkability: expect.objectContaining({ score: expect.any(Number), grade: expect.stringMatching(/^[A-E]$/u) }),
      missing: expect.arrayContaining([expect.stringMatching(/\+\d+$/u)]),
      cut: { informantName: 1, informantPhone: 1, phone: 1 },
    }),
    expect.objectContaining({ row: 2, outcome: 'invalid', ...words, missing: [] }),
    expect.objectContaining({ row: 3, outcome: 'refused', ...words, missing: [] }),
  ]);
  // Neither of two dates is there: that is a fault of the record and of no one field.
  expect(receipt.items[1]).not.toHaveProperty('field');
  expect(receipt.items[0]?.missing.length).toBeLessThanOrEqual(3);
  expect(JSON.stringify(receipt)).not.toMatch(/13912345678|钱某|秦某/u);
});

test('what was taken in is linked behind the answer, and the list of matters says when', async () => {
  const { receipt } = await hub.json('petition/records', [record('L1', { 概况信息: '区住建局违规发放补贴7万元' })]);
  expect(receipt.records.new).toBe(1);
  expect(await hub.linked()).toEqual({ linkedAt: expect.stringMatching(/^\d{4}-/u), pending: 0, deferred: false });
  const [row] = await storedRows(
    dataDir,
    "SELECT 1 AS found FROM cluster_member c JOIN record r ON r.record_id = c.record_id WHERE r.source_record_id = 'L1'",
  );
  expect(row).toEqual({ found: 1 });
});

describe('the annotated copy in the answer', () => {
  const lines = [HEADER, row('N1'), row('N2', { 登记时间: '昨天' }), row('N3', { 被反映人或单位: '青禾区委书记秦某' })];
  const copyOf = async (bytes: Uint8Array<ArrayBuffer> | string): Promise<Response> =>
    hub.post('petition/files?annotated=true', bytes, 'application/octet-stream');

  test('workbook: the last column says what is wrong with which row', async () => {
    const response = await copyOf(new Uint8Array(await workbook(lines)));
    expect(response.headers.get('content-type')).toContain('spreadsheetml');
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await response.arrayBuffer());
    const column = [1, 2, 3, 4].map((number) => book.worksheets[0]?.getRow(number).getCell(HEADER.length + 1).text);
    expect(column).toEqual(['错误', '', expect.stringContaining('日期'), expect.stringContaining('管理权限')]);
    const sums = JSON.parse(decodeURIComponent(response.headers.get('x-receipt') ?? '')) as Receipt['rows'];
    expect(sums).toMatchObject({ received: 3, invalid: 1, refused: 1 });
  });

  test('table: in the encoding it came in', async () => {
    const response = await copyOf(new Uint8Array(iconv.encode(csv(lines), 'gb18030')));
    expect(response.headers.get('content-type')).toContain('text/csv');
    const text = iconv.decode(Buffer.from(await response.arrayBuffer()), 'gb18030');
    expect(text.split('\r\n')[0]).toBe(`${HEADER.join(',')},错误`);
    expect(text).toMatch(/昨天.*日期/u);
  });

  test('a file that is refused whole is a problem, not a copy', async () => {
    const response = await copyOf(csv([HEADER]));
    expect([response.status, await response.json()]).toEqual([
      422,
      expect.objectContaining({ code: 'E-FILE-HEADER-ONLY' }),
    ]);
  });
});

describe('switches and names of a delivery', () => {
  const send = async (query: string): Promise<[number, string | undefined]> => {
    const response = await hub.post(`petition/records?${query}`, JSON.stringify(record('Q')), 'application/json');
    return [response.status, ((await response.json()) as { code?: string }).code];
  };
  const taken = async () =>
    (await storedRows(dataDir, "SELECT 1 FROM intake_record WHERE source_record_id = 'Q'")).length;

  test.each([
    ['dryRun=1', 'E-QUERY'],
    ['dryRun=true&dryRun=true', 'E-QUERY'],
    ['submittedBy=%E7%94%B2', 'E-APPROVAL'],
    ['submittedBy=%E7%94%B2&approvedBy=%E7%94%B2', 'E-APPROVAL'],
    ['submittedBy=%E7%94%B2&approvedBy=%E7%94%B2%20', 'E-APPROVAL'],
    ['submittedBy=a&submittedBy=b&approvedBy=c', 'E-APPROVAL'],
    ['submittedBy=%00&approvedBy=c', 'E-APPROVAL'],
    [`submittedBy=${'a'.repeat(101)}&approvedBy=c`, 'E-APPROVAL'],
  ])('%s is an error and takes nothing', async (query, code) => {
    expect(await send(query)).toEqual([422, code]);
    expect(await taken()).toBe(0);
  });

  test('a trial takes nothing; without it the record is there, with both names in the trail', async () => {
    expect(await send('dryRun=true')).toEqual([200, undefined]);
    expect(await taken()).toBe(0);
    expect(await send(`submittedBy=${encodeURIComponent('赵某')}&approvedBy=${encodeURIComponent('孙某')}`)).toEqual([
      200,
      undefined,
    ]);
    expect(await taken()).toBe(1);
    const [entry] = await storedRows(
      dataDir,
      "SELECT actor, detail FROM audit_entry WHERE action = 'record.accepted' ORDER BY seq DESC LIMIT 1",
    );
    expect(entry).toEqual({ actor: '赵某', detail: expect.stringContaining('孙某') });
  });
});

test('another content type is told where to go', async () => {
  const response = await hub.post('petition/records', 'a,b', 'text/csv');
  expect([response.status, await response.json()]).toEqual([
    422,
    expect.objectContaining({ code: 'E-CONTENT-TYPE', remedy: expect.any(String) }),
  ]);
});

test('a sender that reads only after it has sent everything gets its whole receipt', async () => {
  const lines = 30_000;
  const body = `"${'x'.repeat(600)}"\n`.repeat(lines);
  const { port } = new URL(hub.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause();
  const head = [
    'POST /adapters/petition/records HTTP/1.1',
    'host: x',
    'connection: close',
    `authorization: Bearer ${hub.keys.get('dept:petition')}`,
  ];
  const sent = [...head, 'content-type: application/x-ndjson', `content-length: ${body.length}`, '', body].join('\r\n');
  await new Promise<void>((resolve, reject) => socket.write(sent, (error) => (error ? reject(error) : resolve())));
  let answer = '';
  for await (const chunk of socket.setEncoding('utf8')) answer += chunk as string;
  expect(answer).toMatch(/^HTTP\/1\.1 200/u);
  expect(answer.match(/"code":"E-JSON-RECORD","message"/gu)?.length).toBeGreaterThanOrEqual(lines);
  expect(answer).toContain(`"received":${lines}`);
});
