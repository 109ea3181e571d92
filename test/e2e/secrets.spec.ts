import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { command, RunningHub, serverTables, workFolder } from './hub-process.js';
import { csv, HEADER, record, row, workbook } from './petition-files.js';

// Numbers and names planted in every place a department may write them, looked for in all that the hub keeps and prints.

const folder = workFolder('secrets');
afterAll(() => folder.remove());

const SECRETS = [
  '13912345678',
  '18698765432',
  '990101197503140017',
  '990101198002290126',
  '6222021234567890128',
  '0990-6543210',
  'qian-mou@example.cn',
  '钱某某',
];
const [phone = '', other = '', id = '', idOfOther = '', card = '', landline = '', mail = '', informant = ''] = SECRETS;

const TEXT = `2023年5月区住建局王大勇违规发放补贴3万元。我叫${informant}，电话${phone}、${landline}，身份证${id}，卡号${card}，邮箱${mail}。`;

/** Rows that are taken, refused, invalid, changed and doubled, each full of what must not stay. */
const lines = [
  HEADER,
  row('T1', { 概况信息: TEXT, 姓名: informant, 手机号: phone }),
  row('T2', { 概况信息: TEXT, 登记时间: `昨天 ${phone}`, 姓名: informant, 手机号: other }),
  row('T3', { 概况信息: TEXT, 被反映人或单位: '青禾区委书记秦某', 姓名: informant, 手机号: phone }),
  row('T4', { 概况信息: `${TEXT}另${idOfOther}`, 信访目的: '求决', 姓名: informant }),
  row(id, { 姓名: informant }),
];

/** Files below a folder, as bytes read like text, with their names. */
function contents(path: string): [string, string][] {
  return readdirSync(path, { withFileTypes: true, recursive: true }).flatMap((entry): [string, string][] => {
    const full = join(entry.parentPath, entry.name);
    return entry.isFile() ? [[full, readFileSync(full, 'latin1')]] : [];
  });
}

const asLatin = (text: string, encoding: string): string => iconv.encode(text, encoding).toString('latin1');

/** Places where a planted value can be read, in any encoding the hub might write. */
function found(texts: readonly [string, string][]): string[] {
  return texts.flatMap(([where, text]) =>
    SECRETS.filter((secret) =>
      ['utf8', 'utf-16le', 'gb18030'].some((encoding) => text.includes(asLatin(secret, encoding))),
    ).map((secret) => `${secret} in ${where}`),
  );
}

/** Files of the system's temporary folder that came since `since`, without the folders of this spec. */
function leftovers(since: number): [string, string][] {
  return readdirSync(tmpdir(), { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const full = join(tmpdir(), entry.name);
    return entry.isFile() && statSync(full).mtimeMs >= since ? [[full, readFileSync(full, 'latin1')]] : [];
  });
}

test('the search itself finds a value, in every encoding', () => {
  for (const encoding of ['utf8', 'utf-16le', 'gb18030'])
    expect(found([['x', asLatin(`a${informant}b`, encoding)]])).toEqual([`${informant} in x`]);
});

test('nothing planted stays in the data folder, is printed, logged or left in a temporary file', async () => {
  const dataDir = join(folder.path, 'data');
  const since = statSync(folder.path).mtimeMs;
  const printed: [string, string][] = [];
  const print = (where: string, text: string): void => {
    printed.push([where, Buffer.from(text, 'utf8').toString('latin1')]);
  };
  const path = join(folder.path, '登记.csv');
  writeFileSync(path, iconv.encode(csv(lines), 'gb18030'));
  for (const args of [['import', 'petition', path, '--json'], ['import', 'petition', path], ['matters']]) {
    const ended = await command(args, { HUB_DATA: dataDir });
    expect(ended.code).toBe(0);
    print(`output of ${args.join(' ')}`, ended.out + ended.err);
  }
  const hub = await RunningHub.start(dataDir);
  const answers = [
    await hub.file('petition/files', await workbook(lines)),
    await hub.json('petition/records', [
      record('T9', { 概况信息: TEXT, 手机号: phone, [`备注${phone}`]: 'x' }),
      record('T10', { 登记时间: id }),
    ]),
    await hub.ndjson('petition/records', [record('T11', { 概况信息: TEXT, x: { y: phone } }), `{"电话":"${phone}"`]),
    await hub.json('petition/records', `{"${phone}`),
    await hub.file(
      'petition/files',
      csv([
        [phone, informant],
        [id, card],
      ]),
    ),
    await hub.linked(),
    await hub.get('/v1/matters'),
    await hub.get(`/v1/matters/${phone}`),
  ];
  answers.forEach((answer, index) => {
    print(`answer ${index}`, JSON.stringify(answer));
  });
  // While it runs: the write-ahead log holds what the database does not hold yet.
  expect(found(contents(dataDir))).toEqual([]);
  const tables = (await serverTables(dataDir)).map(([name, text]): [string, string] => [name, asLatin(text, 'utf8')]);
  const ended = await hub.stop();
  print('log of the server', ended.out + ended.err);
  const kept = [...contents(dataDir), ...tables];
  expect(kept.some(([, text]) => text.includes(asLatin('违规发放补贴', 'utf8')))).toBe(true);
  expect(found([...kept, ...printed, ...leftovers(since)])).toEqual([]);
});
