import { storedRows } from './hub-process.js';

const count = async (dataDir: string, sql: string): Promise<number> =>
  Number((await storedRows(dataDir, `SELECT COUNT(*) AS n FROM ${sql}`))[0]?.n);

/** Every record, event and effect once, and nothing left behind. */
export async function checkAll(dataDir: string, records: number): Promise<void> {
  expect(await count(dataDir, 'intake_record')).toBe(records);
  expect(await count(dataDir, '(SELECT DISTINCT source_record_id, version FROM intake_record) AS one')).toBe(records);
  expect(await count(dataDir, "outbox WHERE state = 'NEW'")).toBe(0);
  // The aggregator's side: each record version, and one manifest with the sums of the delivery.
  const effects = "record_version WHERE event_type <> 'BATCH_MANIFEST'";
  expect(await count(dataDir, `(SELECT DISTINCT record_id, version FROM ${effects}) AS one`)).toBe(records);
  expect(await count(dataDir, effects)).toBe(records);
  expect(await count(dataDir, "record_version WHERE event_type = 'BATCH_MANIFEST'")).toBe(1);
  expect(await count(dataDir, 'quarantine')).toBe(0);
}
