import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { petition } from '#libs/department-petition';
import { onServer } from '#libs/testkit';
import { AdapterUnderTest } from './testing.js';

// A client that sends again before it was answered, two processes of one department: on a server each door has connections of its own;
// SQLite has one connection a process, so there the doors share it.

const folder = mkdtempSync(join(tmpdir(), 'at-once-'));
const doors: AdapterUnderTest[] = [];

beforeAll(async () => {
  const open = () => AdapterUnderTest.open(petition, join(folder, 'one.sqlite'));
  const first = await open();
  doors.push(first, onServer() ? await open() : first, onServer() ? await open() : first);
});
afterAll(async () => {
  const [first, ...others] = doors;
  for (const other of others) if (other !== first) await other.db.close();
  await first?.close();
  rmSync(folder, { recursive: true });
});

const letter = (no: string, text = '反映违规发放补贴') => ({
  信访件编号: no,
  登记时间: '2024-03-05',
  信访目的: '揭发控告',
  概况信息: text,
});

test('the same delivery three times at once: one record, event, key and audit entry for each row', async () => {
  const lines = Array.from({ length: 450 }, (_, n) => letter(`P${n}`));
  const receipts = await Promise.all(doors.map((door) => door.ndjson(lines)));
  for (const receipt of receipts) expect(receipt.rows).toMatchObject({ received: 450, accepted: 450, invalid: 0 });
  expect(new Set(receipts.map(({ receiptId }) => receiptId)).size).toBe(1);
  expect(receipts.reduce((sum, { records }) => sum + records.new, 0)).toBe(450);
  const [door] = doors;
  // The manifest of the delivery is a key and an event of its own.
  expect(await door?.counts()).toMatchObject({ intake_record: 450, intake_key: 451, outbox: 451, audit_entry: 450 });
  expect(await door?.auditIsWhole()).toBe(true);
});

test('other deliveries at once: every one is whole, and the audit trail is one chain', async () => {
  const batch = (door: number) => Array.from({ length: 300 }, (_, n) => letter(`Q${door}-${n}`));
  const receipts = await Promise.all(doors.map((door, index) => door.ndjson(batch(index))));
  for (const { rows, records } of receipts) expect([rows.accepted, records.new]).toEqual([300, 300]);
  expect(await doors[0]?.auditIsWhole()).toBe(true);
});

test('two versions of one record at once: one is the first, the other the second, and both are kept', async () => {
  const receipts = await Promise.all(doors.map((door, index) => door.json(letter('V1', `反映违规发放补贴之${index}`))));
  expect(receipts.map(({ items }) => items[0]?.version).sort()).toEqual([1, 2, 3]);
});
