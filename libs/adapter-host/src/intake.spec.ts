import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Department } from '#libs/contracts';
import { caseManagement } from '#libs/department-case-management';
import { petition } from '#libs/department-petition';
import { fixedClock } from '#libs/kernel';
import { Intake } from './intake.js';
import { FileRefusal, type ReadItem, readHere } from './reading/index.js';
import { AdapterUnderTest } from './testing.js';

const folder = mkdtempSync(join(tmpdir(), 'intake-'));
const opened: AdapterUnderTest[] = [];

async function adapter(department: Department = petition): Promise<AdapterUnderTest> {
  const made = await AdapterUnderTest.open(department, join(folder, `${opened.length}.sqlite`));
  opened.push(made);
  return made;
}
afterAll(async () => {
  for (const one of opened) await one.close();
  rmSync(folder, { recursive: true });
});

const letter = (no: string, text = '2023年5月违规发放补贴3万元', more: object = {}) => ({
  信访件编号: no,
  登记时间: '2024-03-05',
  信访目的: '揭发控告',
  概况信息: text,
  被反映人或单位: '青禾区住建局王大勇',
  ...more,
});

describe('versions of a record', () => {
  test('first, again, again in another delivery, changed, changed back', async () => {
    const hub = await adapter();
    const outcomes = [];
    for (const [text, digest] of [
      ['甲', '1'],
      ['甲', '1'],
      ['甲', '2'],
      ['乙', '3'],
      ['甲', '4'],
      ['乙', '3'],
    ] as const) {
      const { items, records } = await hub.json(letter('P1', `反映违规发放补贴${text}`), { digest });
      outcomes.push([items[0]?.outcome, items[0]?.version, records.new + records.newVersion]);
    }
    expect(outcomes).toEqual([
      ['accepted', 1, 1],
      ['duplicate', 1, 0],
      ['duplicate', 1, 0],
      ['newVersion', 2, 1],
      ['newVersion', 3, 1],
      // The third delivery came once more, after a newer one: it has been taken already.
      ['duplicate', 2, 0],
    ]);
    expect(await hub.counts()).toMatchObject({ intake_record: 3, events: 3 });
    const stored = await hub.payloads();
    expect(stored.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(stored[0]?.payload).toEqual(stored[2]?.payload);
  });

  test('one number with two contents in a delivery is a conflict, in whatever order and however often it comes', async () => {
    const hub = await adapter();
    await hub.json(letter('P1', '反映违规发放补贴甲'), { digest: '1' });
    const both = [letter('P1', '反映违规发放补贴甲'), letter('P1', '反映违规发放补贴乙')];
    for (const [records, outcomes] of [
      [both, ['duplicate', 'invalid']],
      [[...both].reverse(), ['newVersion', 'invalid']],
    ] as const)
      for (const time of [1, 2]) {
        const { items } = await hub.json(records);
        expect(items.map(({ outcome }) => outcome)).toEqual(time === 1 ? outcomes : ['duplicate', 'invalid']);
        expect(items[1]).toMatchObject({
          code: 'E-KEY-CONFLICT',
          message: expect.any(String),
          remedy: expect.any(String),
        });
      }
    expect(await hub.count('intake_record')).toBe(2);
  });

  test('equal rows in a delivery are one record', async () => {
    const hub = await adapter();
    const { rows, records } = await hub.json([letter('P1'), letter('P1'), letter('P1')]);
    expect(rows).toMatchObject({ received: 3, accepted: 3, duplicate: 2 });
    expect(records).toEqual({ new: 1, newVersion: 0, unchanged: 2 });
  });
});

test('the same delivery again: the same receipt, and nothing is written but the batch row', async () => {
  const hub = await adapter();
  const rows = [
    letter('P1'),
    letter('P2', '联系电话13912345678，反映违规发放补贴'),
    letter('', '缺编号'),
    letter('P1', '另一内容'),
  ];
  const first = await hub.json(rows);
  const before = await hub.counts();
  const again = await hub.json(rows);
  expect(await hub.counts()).toEqual(before);
  const summary = ({ items: _items, rows: _rows, records: _records, ...rest }: typeof first) => rest;
  expect(summary(again)).toEqual(summary(first));
  const line = ({ outcome, ...rest }: (typeof first.items)[number]) => ({ ...rest, taken: outcome !== 'invalid' });
  expect(again.items.map(line)).toEqual(first.items.map(line));
  expect(again.rows).toMatchObject({ received: 4, accepted: 2, invalid: 2, duplicate: 2 });
});

test('two identical deliveries at once: each record once, both receipts whole', async () => {
  const hub = await adapter();
  const rows = Array.from({ length: 300 }, (_, n) => letter(`P${n}`));
  const both = await Promise.all([hub.json(rows), hub.json(rows)]);
  for (const { rows: sums } of both) expect(sums).toMatchObject({ received: 300, accepted: 300 });
  expect(both.reduce((sum, { records }) => sum + records.new, 0)).toBe(300);
  expect(await hub.counts()).toMatchObject({ intake_record: 300, events: 300, audit_entry: 300 });
  expect(await hub.auditIsWhole()).toBe(true);
});

describe('rows of one record at the border of a window', () => {
  const person = (code: string, n: number) => ({
    layout: 'ledger',
    clueCode: code,
    personCode: `P${n}`,
    reflectedName: `周某${n}`,
    unitAndPost: '区住建局科员',
    rank: '科员',
    authority: '县管',
    acceptedAt: '2023-04-25',
    mainClue: '反映和顺路改造工程签证不实。',
    clueSource: '信访举报',
    violation: '廉洁纪律',
    isUnit: false,
  });
  const alone = (count: number) => Array.from({ length: count }, (_, n) => person(`99010120230${10_000 + n}`, n));
  const OWN = '9901012023000999';

  test.each([498, 499, 500])('a group of three after %i others stays together', async (before) => {
    const hub = await adapter(caseManagement);
    const group = [person(OWN, 1001), person(OWN, 1002), person(OWN, 1003)];
    const { rows } = await hub.ndjson([
      ...alone(before),
      ...group,
      ...alone(20).map((row) => ({ ...row, clueCode: `X${row.clueCode}` })),
    ]);
    expect(rows).toMatchObject({ invalid: 0, accepted: before + 23 });
    const found = (await hub.payloads()).filter(({ id }) => id === OWN);
    expect(found.map(({ payload }) => (payload.persons as unknown[]).length)).toEqual([3]);
  });

  test('rows of another record between them do no harm', async () => {
    const hub = await adapter(caseManagement);
    const other = '9901012023000888';
    const tail = [person(OWN, 1001), person(other, 2001), person(OWN, 1002), person(OWN, 1003)];
    const { rows } = await hub.ndjson([...alone(497), ...tail]);
    expect(rows).toMatchObject({ invalid: 0, accepted: 501 });
    const found = (await hub.payloads()).filter(({ id }) => id === OWN);
    expect(found.map(({ payload }) => (payload.persons as unknown[]).length)).toEqual([3]);
  });

  test('a group longer than a window is judged as one: too many persons, and no part of it is taken', async () => {
    const hub = await adapter(caseManagement);
    const { items, rows } = await hub.ndjson(Array.from({ length: 1200 }, (_, n) => person(OWN, n)));
    expect(rows).toMatchObject({ received: 1200, invalid: 1200 });
    expect(new Set(items.map(({ message }) => message))).toEqual(new Set(['同一编码下超过100人']));
    expect(await hub.count('intake_record')).toBe(0);
  });
});

describe('what is refused leaves a digest and a counter', () => {
  const secret = '绝不留存的内容甲乙丙';
  const upper = (no: string) =>
    letter(no, `${secret}，手机13987654321`, { 被反映人或单位: '青禾区委书记秦某', 被反映人职务: '区委书记' });

  test('nothing of it in any file of the database', async () => {
    const hub = await adapter();
    const marked = letter('SECRET-77', `${secret}`, { 办理方式: '机密★10年' });
    const { items, rows } = await hub.ndjson([upper('UPPER-66'), marked, letter('P1')]);
    expect(items.map(({ outcome, code }) => [outcome, code])).toEqual([
      ['refused', 'E-AUTH-UPPER'],
      ['refused', 'E-SECRECY-MARK'],
      ['accepted', undefined],
    ]);
    expect(rows).toMatchObject({ received: 3, refused: 2, accepted: 1 });
    expect(await hub.stored()).not.toMatch(/绝不留存|13987654321|UPPER-66|SECRET-77|秦某|机密/);
    expect(await hub.stored()).toMatch(/违规发放补贴/);
    const digests = await hub.db.read((statements) =>
      statements.query<{ content_hash: string }>('SELECT DISTINCT content_hash FROM intake_refusal'),
    );
    expect(digests).toHaveLength(2);
  });

  test('thousands of refusals are counted, and once for the same delivery', async () => {
    const hub = await adapter();
    const rows = Array.from({ length: 1300 }, (_, n) => upper(`U${n}`));
    for (const _time of [1, 2]) expect((await hub.ndjson(rows)).rows.refused).toBe(1300);
    expect(await hub.counts()).toMatchObject({ intake_refusal: 1300, audit_entry: 1300, intake_record: 0 });
  });
});

test('a trial writes nothing and says what would become of each row', async () => {
  const hub = await adapter();
  await hub.json([letter('P1'), letter('P2')]);
  const before = await hub.counts();
  const rows = [letter('P1'), letter('P2', '反映别的问题'), letter('P3'), letter('P3'), letter('P3', '又一内容')];
  const trial = await hub.json(rows, { dryRun: true });
  expect(await hub.counts()).toEqual(before);
  expect(trial.items.map(({ outcome }) => outcome)).toEqual([
    'duplicate',
    'newVersion',
    'accepted',
    'duplicate',
    'invalid',
  ]);
  const real = await hub.json(rows);
  expect(real.items).toEqual(trial.items);
  expect(real.rows).toEqual(trial.rows);
});

test('a reader that gives up after its first rows has refused nothing', async () => {
  const hub = await adapter();
  const lines = Array.from({ length: 1200 }, (_, n) => `${JSON.stringify(letter(`P${n}`))}\n`).join('');
  async function* failing(): AsyncGenerator<ReadItem> {
    yield* readHere(Buffer.from(lines), { layouts: petition.layouts, idKey: 'k' });
    throw new FileRefusal('E-FILE-TIMEOUT');
  }
  const intake = new Intake(hub.db, petition, '990101', fixedClock('2024-05-16T00:00:00Z'));
  const note = {
    door: 'file',
    digest: 'd',
    submittedBy: '甲',
    approvedBy: '乙',
    namesFromConfiguration: false,
  } as const;
  const taking = intake.take(note, failing(), () => undefined);
  await expect(taking).rejects.toMatchObject({ code: 'E-FILE-TIMEOUT', message: expect.stringMatching(/已处理/) });
  expect(await hub.count('intake_record')).toBeGreaterThan(900);
});
