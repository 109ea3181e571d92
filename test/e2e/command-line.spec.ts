import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { projectFile } from '#libs/kernel';
import { command, RunningHub, recordsIn, storedRows, workFolder } from './hub-process.js';
import { csv, HEADER, row, rows, workbook, zipOf } from './petition-files.js';

const folder = workFolder('command');
afterAll(() => folder.remove());

let files = 0;

/** Writes a delivery under a name in a folder of its own. */
function fileOf(name: string, bytes: Uint8Array | string): string {
  files += 1;
  const own = join(folder.path, `in${files}`);
  mkdirSync(own);
  writeFileSync(join(own, name), bytes);
  return join(own, name);
}

const wrong = [HEADER, row('W1'), row('W2', { 登记时间: '昨天' })];

describe('wrong use ends with 2, says why, and makes nothing', () => {
  const dataDir = join(folder.path, 'none');
  const sound = fileOf('a.csv', csv([HEADER, ...rows(1)]));
  test.each([
    [['import', 'police', sound], /E-USAGE.*police/u],
    [['import', 'petition', `${sound}.none`, '--json'], /E-FILE-MISSING.*ENOENT/u],
    [['import', 'petition', sound, '--submitted-by', '甲'], /E-APPROVAL/u],
    [['import', 'petition', sound, '--submitted-by', '甲', '--approved-by', '甲'], /E-APPROVAL/u],
    [['import', 'petition', sound, '--unknown'], /没有这个选项：--unknown/u],
    [['serve', '--port', 'x'], /E-USAGE.*端口/u],
  ])('%j', async (args, words) => {
    const ended = await command(args, { HUB_DATA: dataDir });
    expect([ended.code, ended.err]).toEqual([2, expect.stringMatching(words)]);
    if (args.includes('--json')) expect(ended.receipt().error).toMatchObject({ remedy: expect.any(String) });
    expect(await recordsIn(dataDir)).toBe(0);
  });
});

test('a trial ends with 0 and leaves every table of the hub empty', async () => {
  const env = { HUB_DATA: join(folder.path, 'trial') };
  const ended = await command(['import', 'petition', fileOf('a.csv', csv(wrong)), '--dry-run', '--json'], env);
  expect([ended.code, ended.err]).toEqual([0, '']);
  expect(ended.receipt().rows).toMatchObject({ received: 2, accepted: 1, invalid: 1 });
  for (const table of [
    'intake_record',
    'intake_key',
    'intake_batch',
    'intake_refusal',
    'outbox',
    'inbox',
    'audit_entry',
    'record_version',
  ])
    expect([table, await storedRows(env.HUB_DATA, `SELECT 1 FROM ${table}`)]).toEqual([table, []]);
});

describe('the annotated copy lies beside the input, whatever the input is called', () => {
  const env = { HUB_DATA: join(folder.path, 'copies') };

  test('a workbook called .csv', async () => {
    const ended = await command(['import', 'petition', fileOf('错名.csv', await workbook(wrong)), '--json'], env);
    expect(ended.code).toBe(0);
    const copy = ended.receipt().annotated ?? '';
    expect(copy).toMatch(/in\d+\/错名\.错误标注\.xlsx$/u);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(copy);
    expect(book.worksheets[0]?.getRow(3).getCell(HEADER.length + 1).text).toMatch(/日期/u);
  });

  test('a table in GB18030 called .xls, and a zip', async () => {
    const table = await command(
      ['import', 'petition', fileOf('表.xls', iconv.encode(csv(wrong), 'gb18030')), '--json'],
      env,
    );
    const copy = table.receipt().annotated ?? '';
    expect(copy).toMatch(/\.错误标注\.csv$/u);
    expect(iconv.decode(readFileSync(copy), 'gb18030')).toMatch(/错误\r\n/u);
    const zipped = await command(
      ['import', 'petition', fileOf('包.zip', await zipOf({ '一.csv': csv(wrong) })), '--json'],
      env,
    );
    expect(zipped.receipt().annotated).toMatch(/\.错误标注\.xlsx$/u);
  });

  test('where it cannot be written, that is said and the rows are taken', async () => {
    const path = fileOf('满.csv', csv(wrong.map((line) => line.map((cell) => String(cell).replace('W', 'V')))));
    mkdirSync(path.replace('.csv', '.错误标注.部分'));
    const ended = await command(['import', 'petition', path, '--json'], env);
    expect([ended.code, ended.receipt()]).toEqual([
      0,
      expect.objectContaining({ annotated: null, annotationFailed: 'EISDIR' }),
    ]);
    expect(ended.receipt().rows.accepted).toBe(1);
  });
});

describe('while a server holds the data folder', () => {
  const dataDir = join(folder.path, 'served');
  let hub: RunningHub;
  beforeAll(async () => {
    hub = await RunningHub.start(dataDir);
  });
  afterAll(() => hub.stop());

  test('commands that write say so, name the way round, and end with 1', async () => {
    const path = fileOf('a.csv', csv([HEADER, ...rows(1)]));
    const commands = [
      ['import', 'petition', path, '--json'],
      ['units', 'import', projectFile('samples/registry/units.csv')],
    ];
    for (const args of commands) {
      const ended = await command(args, { HUB_DATA: dataDir });
      expect([args[0], ended.code, ended.err]).toEqual([
        args[0],
        1,
        expect.stringMatching(new RegExp(`E-DATA-SERVED[^]*HUB_URL=${hub.url}`, 'u')),
      ]);
    }
    const reading = await command(['matters', '--csv'], { HUB_DATA: dataDir });
    expect([reading.code, reading.out]).toEqual([0, 'department,sourceRecordId,sourceVersion,matterId,originId\n']);
  });

  test('a second server says so too', async () => {
    await expect(RunningHub.start(dataDir)).rejects.toThrow(/E-DATA-SERVED/u);
  });

  test('import goes through it with address and key, with the copy beside the input', async () => {
    const key = hub.keys.get('dept:petition') ?? '';
    const env = { HUB_DATA: dataDir, HUB_URL: hub.url, HUB_KEY: key };
    const path = fileOf('远.xlsx', await workbook(wrong));
    const ended = await command(['import', 'petition', path, '--json'], env);
    expect([ended.code, ended.err]).toEqual([0, '']);
    expect(ended.receipt().rows).toMatchObject({ received: 2, accepted: 1, invalid: 1 });
    expect(ended.receipt().annotated).toBe(path.replace('.xlsx', '.错误标注.xlsx'));
    expect(existsSync(ended.receipt().annotated ?? '')).toBe(true);
    const refused = await command(['import', 'petition', fileOf('空.csv', ''), '--json'], env);
    expect([refused.code, refused.receipt().refusal?.code]).toEqual([3, 'E-FILE-EMPTY']);
  });

  test('wrong keys, closed doors and commands that cannot go through it', async () => {
    const path = fileOf('a.csv', csv([HEADER, ...rows(1)]));
    const cases: [string[], Record<string, string>, number, RegExp][] = [
      [['import', 'petition', path], { HUB_URL: hub.url }, 1, /E-KEY/u],
      [['import', 'petition', path], { HUB_URL: hub.url, HUB_KEY: hub.keys.get('dept:audit') ?? '' }, 1, /E-ROLE/u],
      [['import', 'petition', path], { HUB_URL: 'http://127.0.0.1:9' }, 1, /E-HUB-URL/u],
      [['matters'], { HUB_URL: hub.url }, 2, /E-USAGE.*HUB_URL/u],
    ];
    for (const [args, env, code, words] of cases) {
      const ended = await command(args, { HUB_DATA: dataDir, ...env });
      expect([ended.code, ended.err]).toEqual([code, expect.stringMatching(words)]);
    }
  });
});

test('a port in use is said in words', async () => {
  const hub = await RunningHub.start(join(folder.path, 'first'), ['--insecure-local']);
  const { port } = new URL(hub.url);
  await expect(RunningHub.start(join(folder.path, 'second'), ['--port', port])).rejects.toThrow(/E-PORT.*处理办法/su);
  expect((await hub.post('petition/records', '[]', 'application/json', '')).status).toBe(422);
  expect((await hub.stop()).code).toBe(0);
});
