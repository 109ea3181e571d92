import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { petition } from '#libs/department-petition';
import { AdapterUnderTest } from './testing.js';

// SQLite only: the bound is set in the file itself.

const letter = (no: string) => ({
  信访件编号: no,
  登记时间: '2024-03-05',
  信访目的: '揭发控告',
  概况信息: '2023年5月违规发放补贴3万元',
  被反映人或单位: '青禾区住建局王大勇',
});

test('a full disk in the middle: what was acknowledged stands, and the same delivery goes on from there', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'full-'));
  const hub = await AdapterUnderTest.open(petition, join(folder, 'bounded.sqlite'));
  const pragma = (sql: string) =>
    hub.db.read((statements) => statements.query<{ page_count: number }>(`PRAGMA ${sql}`));
  const [now] = await pragma('page_count');
  await pragma(`max_page_count = ${Number(now?.page_count) + 400}`);
  const rows = Array.from({ length: 2000 }, (_, n) => letter(`P${n}`));
  await expect(hub.ndjson(rows)).rejects.toMatchObject({ code: 'E-DISK-FULL', kind: 'transient' });
  const kept = await hub.counts();
  expect(kept.intake_record).toBeGreaterThan(0);
  expect(kept.intake_record).toBeLessThan(2000);
  expect([kept.events, kept.audit_entry]).toEqual(Array(2).fill(kept.intake_record));
  await pragma('max_page_count = 1000000');
  const { rows: sums, records } = await hub.ndjson(rows);
  expect(sums).toMatchObject({ received: 2000, accepted: 2000, duplicate: kept.intake_record });
  expect(records.new).toBe(2000 - kept.intake_record);
  expect(await hub.counts()).toMatchObject({ intake_record: 2000, events: 2000, audit_entry: 2000 });
  expect(await hub.auditIsWhole()).toBe(true);
  await hub.close();
  rmSync(folder, { recursive: true });
});
