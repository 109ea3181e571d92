import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Department } from '#libs/contracts';
import { discipline } from '#libs/department-discipline';
import { petition } from '#libs/department-petition';
import type { ReceiptItem } from './receipt.js';
import { ReceiptStream } from './receipt-stream.js';
import { AdapterUnderTest, type WholeReceipt } from './testing.js';

const folder = mkdtempSync(join(tmpdir(), 'receipt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const number = fc.constantFrom('A1', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8');
const anything = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constant('机密★10年'),
  fc.constant(123456789012345678n),
);

/** Rows of the petition office: sound ones, statistics, people above the county, gaps, marks, noise. */
const petitionRow = fc.record(
  {
    信访件编号: fc.oneof({ weight: 6, arbitrary: number }, { weight: 1, arbitrary: anything }),
    登记时间: fc.constantFrom('2024-03-05', '20240305', 45356, '无', '昨天', ''),
    信访目的: fc.constantFrom('揭发控告', '求决', '1', '投诉', ''),
    概况信息: fc.oneof(fc.constantFrom('反映违规发放补贴3万元', '联系电话13912345678'), text),
    被反映人或单位: fc.constantFrom('青禾区住建局王大勇', '青禾区委书记秦某', '区纪委监委干部周某', '', '区供热公司'),
    手机号: fc.constantFrom('13912345678', ''),
    备注: anything,
  },
  { requiredKeys: [] },
);

/** Rows of the discipline department's two letter layouts and its findings. */
const disciplineRow = fc.oneof(
  fc.record(
    {
      信访编号: number,
      收件日期: fc.constantFrom('2024-03-05', '不详', ''),
      来源渠道: fc.constantFrom('来信', '网络', '飞鸽'),
      '实名/匿名/联名': fc.constantFrom('匿名', '实名', ''),
      反映的主要问题: fc.oneof(fc.constant('2023年收受红包'), text),
      问题性质: fc.constantFrom('廉洁纪律', '六大纪律'),
      被举报人姓名: fc.constantFrom('罗建平', '周某', ''),
      单位: fc.constantFrom('区住建局', '青禾区委', '区纪委监委', ''),
      职务: fc.constantFrom('站长', '区委书记', ''),
    },
    { requiredKeys: [] },
  ),
  fc.record(
    {
      发现编号: number,
      发现日期: fc.constantFrom('2024-03-05', ''),
      单位: fc.constantFrom('区住建局', ''),
      问题: text,
    },
    { requiredKeys: [] },
  ),
);

const json = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));

/** A line of a stream: a record, or no record at all. */
const linesOf = (row: fc.Arbitrary<unknown>) =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: row.map(json) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('{"信访件编号":', '[]', '"x"', '{}', '{"__proto__":{"a":1},"信访件编号":"A1"}'),
      },
    ),
    { minLength: 1, maxLength: 25 },
  );

const countOf = (items: readonly ReceiptItem[], ...outcomes: string[]): number =>
  items.filter(({ outcome }) => outcomes.includes(outcome)).length;

function checkSums({ rows, records, items }: WholeReceipt, received: number): void {
  expect(rows.received).toBe(received);
  expect(rows.accepted + rows.refused + rows.invalid).toBe(rows.received);
  expect(items.map(({ row }) => row)).toEqual(Array.from({ length: received }, (_, index) => index + 1));
  expect(rows.accepted).toBe(countOf(items, 'accepted', 'newVersion', 'duplicate'));
  expect(rows.duplicate).toBe(countOf(items, 'duplicate'));
  expect(records).toEqual({
    new: countOf(items, 'accepted'),
    newVersion: countOf(items, 'newVersion'),
    unchanged: countOf(items, 'duplicate'),
  });
  for (const { outcome, code, message, findings } of items)
    if (outcome === 'invalid' || outcome === 'refused') {
      expect([code, message]).toEqual([expect.stringMatching(/^E-/), expect.stringMatching(/\p{Script=Han}/u)]);
      for (const finding of findings) expect(finding.remedy).toMatch(/\p{Script=Han}/u);
    }
}

const DEPARTMENTS: [string, Department, fc.Arbitrary<unknown>][] = [
  ['petition', petition, petitionRow],
  ['discipline', discipline, disciplineRow],
];

test.each(DEPARTMENTS)(
  '%s: whatever rows come, accepted + refused + invalid = received, and the database agrees',
  async (name, department, row) => {
    const hub = await AdapterUnderTest.open(department, join(folder, `${name}.sqlite`));
    const seen = { accepted: 0, refused: 0, invalid: 0 };
    const property = fc.asyncProperty(linesOf(row), async (lines) => {
      const before = await hub.counts();
      const receipt = await hub.ndjson(lines);
      checkSums(receipt, lines.length);
      const after = await hub.counts();
      const added = receipt.records.new + receipt.records.newVersion;
      expect(after.intake_record - before.intake_record).toBe(added);
      expect(after.events - before.events).toBe(added);
      for (const key of ['accepted', 'refused', 'invalid'] as const) seen[key] += receipt.rows[key];
      const again = await hub.ndjson(lines);
      checkSums(again, lines.length);
      expect(again.records).toMatchObject({ new: 0, newVersion: 0 });
    });
    await fc.assert(property, { numRuns: 60 });
    for (const sum of Object.values(seen)) expect(sum).toBeGreaterThan(5);
    expect(await hub.auditIsWhole()).toBe(true);
    await hub.close();
  },
);

describe('the receipt as text', () => {
  const item = (row: number): ReceiptItem => ({ row, outcome: 'accepted', findings: [], missing: [], cut: {} });
  const written = async (end: (stream: ReceiptStream) => Promise<void>, parts: number[][]): Promise<unknown> => {
    const texts: string[] = [];
    const stream = new ReceiptStream((part) => void texts.push(part));
    for (const rows of parts) await stream.items(rows.map(item));
    await end(stream);
    return JSON.parse(texts.join(''));
  };

  test.each([[[]], [[[1]]], [[[1, 2], [3]]]])('is one JSON object of items %j and a summary', async (parts) => {
    const summary = { department: 'PET', rows: { received: 3 } } as never;
    const end = (stream: ReceiptStream): Promise<void> => stream.end(summary, { annotated: null });
    expect(await written(end, parts)).toEqual({
      items: parts.flat().map(item),
      department: 'PET',
      rows: { received: 3 },
      annotated: null,
    });
  });

  test.each([[[]], [[[1, 2]]]])('stays one JSON object when the delivery is cut short after %j', async (parts) => {
    const error = { code: 'E-DISK-FULL', message: '磁盘已满' };
    expect(await written((stream) => stream.fail(error), parts)).toEqual({ items: parts.flat().map(item), error });
  });
});
