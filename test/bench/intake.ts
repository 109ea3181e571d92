import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DeliveryNote, INTAKE_MIGRATIONS, Intake, readFile } from '#libs/adapter-host';
import { petition } from '#libs/department-petition';
import { fixedClock } from '#libs/kernel';
import { Database, sqliteEngine } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { writeLetters } from './letters.js';

/** Tables that intake writes, a row of each for a record. */
const TABLES = ['intake_record', 'intake_key', 'outbox', 'audit_entry'];

/** Records per second of the whole intake, and of plain better-sqlite3 writing the same rows, in one run. */
export async function intakeAgainstPlain(records: number): Promise<{ ours: number; plain: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-intake-'));
  try {
    const path = join(folder, 'ours.sqlite');
    const file = join(folder, 'letters.ndjson');
    await writeLetters(file, records);
    const ours = await take(path, file, records);
    const plain = writePlainly(path, join(folder, 'plain.sqlite'), records);
    return { ours, plain };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Takes a file of `records` letters in, reading in its own thread as every file does; gives records per second. */
async function take(path: string, file: string, records: number): Promise<number> {
  const db = await Database.open(path, [...SECURITY_MIGRATIONS, ...INTAKE_MIGRATIONS]);
  const intake = new Intake(db, petition, '990101', fixedClock('2024-07-01T00:00:00Z'));
  const note: DeliveryNote = {
    door: 'file',
    digest: '0'.repeat(64),
    submittedBy: '甲',
    approvedBy: '乙',
    namesFromConfiguration: true,
  };
  const started = performance.now();
  const items = readFile(file, { layouts: petition.layouts, idKey: 'bench', ...intake.judging });
  const receipt = await intake.take(note, items, () => undefined);
  const seconds = (performance.now() - started) / 1000;
  await db.close();
  if (receipt.records.new !== records) throw new Error(`only ${receipt.records.new} of ${records} records were taken`);
  return records / seconds;
}

/** The same rows, written with prepared statements in transactions of 100 records at the same durability. */
function writePlainly(from: string, to: string, records: number): number {
  const SqliteDatabase = sqliteEngine();
  const source = new SqliteDatabase(from, { readonly: true });
  const target = new SqliteDatabase(to);
  target.pragma('journal_mode = WAL');
  target.pragma('synchronous = FULL');
  const schema = source
    .prepare(`SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN ('${TABLES.join("','")}')`)
    .pluck()
    .all() as string[];
  for (const sql of schema) target.exec(sql);
  const tables = TABLES.map((table) => {
    const rows = source.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][];
    const marks = (rows[0] ?? []).map(() => '?').join(',');
    return { rows, insert: target.prepare(`INSERT INTO ${table} VALUES (${marks})`) };
  });
  const started = performance.now();
  for (let start = 0; start < records; start += 100) {
    target.transaction(() => {
      for (let index = start; index < Math.min(start + 100, records); index++) {
        for (const { rows, insert } of tables) insert.run(...(rows[index] as unknown[]));
      }
    })();
  }
  const seconds = (performance.now() - started) / 1000;
  source.close();
  target.close();
  return records / seconds;
}
