import { join } from 'node:path';
import stringWidth from 'string-width';
import { databaseSettings } from '#libs/testkit';
import { answer, command } from './command-here.js';
import { storedRows, workFolder } from './hub-process.js';

// Officers' review at the command line, on the sample files of the demo.

const folder = workFolder('review');
const dataDir = join(folder.path, 'data');

async function failure(...args: string[]): Promise<[number, string | undefined]> {
  const ended = await command(...args, '--json');
  expect(ended.err).toMatch(/^错误 /u);
  return [ended.code, (JSON.parse(ended.out) as { error?: { code: string } }).error?.code];
}

interface Preview {
  change: { before: object[]; after: { members: string[] }[] };
  fulfilled: boolean;
}
interface Done extends Preview {
  actionId: string;
  partitionHash: string;
}

const ROAD = 'AUD/青审投报〔2023〕7号#1';
const FUND = 'AUD/青审财报〔2023〕5号#2';
const HELD_MONEY = 'AUD/青审财报〔2023〕5号#1';
const BY = ['--officer', '巡察办甲', '--second', '巡察办乙', '--reason', '核对原件'];

/** Matter of a record by department and number. */
async function matterOf(name: string): Promise<string> {
  const [department, number] = [name.slice(0, 3), name.slice(4)];
  const { rows } = await answer<{ rows: { department: string; sourceRecordId: string; matterId: string }[] }>(
    'matters',
  );
  const row = rows.find((each) => each.department === department && each.sourceRecordId === number);
  expect(row).toBeDefined();
  return row?.matterId ?? '';
}

async function partition(): Promise<string[]> {
  const rows = await storedRows(dataDir, 'SELECT record_id, matter_id FROM cluster_member ORDER BY record_id');
  const matters = new Map<unknown, string[]>();
  for (const { record_id, matter_id } of rows)
    matters.set(matter_id, [...(matters.get(matter_id) ?? []), String(record_id)]);
  return [...matters.values()].map((members) => members.join()).sort();
}

const hash = async (): Promise<string> =>
  String((await storedRows(dataDir, 'SELECT partition_hash FROM link_epoch WHERE is_current = 1'))[0]?.partition_hash);

beforeAll(async () => {
  Object.assign(process.env, { HUB_DATA: dataDir, ...databaseSettings(dataDir) });
  expect((await command('demo', '--json')).code).toBe(0);
});
afterAll(async () => {
  delete process.env.HUB_DATA;
  delete process.env.HUB_DATABASE;
  await folder.remove();
});

test('merge of two matters: the preview is what happens, undo gives the same partition', async () => {
  const [before, hashBefore] = [await partition(), await hash()];
  const of = [(await matterOf(ROAD)).slice(0, 8), await matterOf(HELD_MONEY)];
  const seen = await answer<Preview>('review', 'preview', 'merge', ...of);
  expect([await partition(), seen.fulfilled, seen.change.before.length]).toEqual([before, true, 2]);
  const { actionId, partitionHash, ...done } = await answer<Done>('review', 'decide', 'merge', ...of, ...BY);
  expect(done).toEqual(seen);
  expect(await partition()).toContain([...(seen.change.after[0]?.members ?? [])].sort().join());
  expect([await hash(), (await partition()).length]).toEqual([partitionHash, before.length - 1]);
  expect((await answer<{ items: object[] }>('review', 'history')).items).toHaveLength(1);
  const undone = await answer<Done>('review', 'undo', actionId, ...BY);
  expect([undone.partitionHash, await partition()]).toEqual([hashBefore, before]);
});

test('a contradiction is listed with the words and people in it', async () => {
  const ids: string[] = [];
  for (const [kind, a, b] of [
    ['must', ROAD, FUND],
    ['must', HELD_MONEY, FUND],
    ['cannot', ROAD, HELD_MONEY],
  ] as const)
    ids.push((await answer<Done>('review', 'decide', kind, a, b, ...BY)).actionId);
  const { out } = await command('review', 'conflicts');
  expect(out).toMatch(/链条上的决定暂不执行\n/u);
  for (const id of ids) expect(out).toContain(id);
  for (const id of ids.reverse()) await answer('review', 'undo', id, ...BY);
  expect((await command('review', 'conflicts')).out).toBe('没有矛盾的决定\n');
});

test.each([
  [2, 'E-REVIEW', ['decide', 'melt', 'a', 'b', ...BY]],
  [2, 'E-REVIEW', ['decide', 'merge', 'a', ...BY]],
  [2, 'E-REVIEW', ['decide', 'split', 'abcdef', ...BY]],
  [2, 'E-USAGE', ['decide', 'merge', 'a', 'b']],
  [2, 'E-MATTER-UNKNOWN', ['decide', 'merge', 'abcdef00', 'abcdef01', ...BY]],
  [2, 'E-RECORD-UNKNOWN', ['preview', 'must', ROAD, 'AUD/none']],
  [2, 'E-REVIEW-SAME', ['preview', 'must', ROAD, ROAD.slice(4)]],
  [1, 'E-REVIEW-ACTION', ['undo', 'none', ...BY]],
  [2, 'E-USAGE', ['next', '--limit', '0']],
])('%i %s: review %j', async (code, name, args) => {
  expect(await failure('review', ...args)).toEqual([code, name]);
});

test('what is shown fits 80 columns and adds up', async () => {
  const [road, fund, money] = [await matterOf(ROAD), await matterOf(FUND), await matterOf(HELD_MONEY)];
  const shown = [
    await command('matters', 'explain', road),
    await command('matters', 'explain', fund),
    await command('matters', 'why-not', road, money),
    await command('review', 'next', '--limit', '50'),
    await command('review', 'next', '--blind'),
    await command('review', 'preview', 'merge', road, money),
    await command('review', 'history'),
    await command('review', 'stale'),
    await command('review', 'agreement'),
  ];
  for (const { code, out } of shown) {
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => stringWidth(line) > 80)).toEqual([]);
  }
  const [how = { out: '' }, , whyNot] = shown;
  const sums = [...how.out.matchAll(/ ([+-]\d+\.\d)\n {4}合计（.*） +([+-]\d+\.\d)\n/gu)];
  expect(sums.length).toBeGreaterThan(1);
  for (const [, sum, total] of sums) expect(sum).toBe(total);
  expect(whyNot?.out).toMatch(/没有可依托的硬证据/u);
  expect(whyNot?.out).toMatch(/即自动归并（\+\d+\.\d）\n/u);
});

test('a matter that only some may know shows nothing of its content', async () => {
  const { rows } = await answer<{ rows: { sourceRecordId: string; matterId: string }[] }>('matters');
  const covert = rows.find(({ sourceRecordId }) => sourceRecordId === '9901012024000015');
  const { out } = await command('matters', 'explain', covert?.matterId ?? '');
  expect(out).toContain('（知悉范围受限，不在此显示）');
  expect(out).not.toContain('金额 ');
});

test('help of every command is in both languages', async () => {
  for (const args of [['review'], ['matters', 'explain'], ['matters', 'why-not']])
    expect((await command(...args, '--help')).out).toMatch(/\p{Script=Han}+.* \/ [a-z]+/u);
});
