import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importRegistry, importRoster, readTable } from '#libs/aggregation';
import { readConfig } from '#libs/config';
import type { Department } from '#libs/contracts';
import { fixedClock, projectFile } from '#libs/kernel';
import { databaseSettings, dropTestDatabase, rowsOf } from '#libs/testkit';
import { DEPARTMENTS } from './departments.js';
import { Hub } from './hub.js';
import { type ImportResult, importFile } from './import-file.js';

const TABLES = ['units', 'aliases', 'events', 'roster'];

let folder: string;
let hub: Hub;

/** Sample files of a department, copied: an annotated copy is written beside the input. */
function samplesOf(department: Department): string[] {
  const from = projectFile(`samples/${department.name}`);
  return readdirSync(from).map((name, index) => {
    const path = join(folder, `${department.name}-${index}${name.slice(name.lastIndexOf('.'))}`);
    copyFileSync(join(from, name), path);
    return path;
  });
}

const take = (department: Department, path: string): Promise<ImportResult> =>
  importFile(
    hub,
    department,
    path,
    { submittedBy: '经办某', approvedBy: '审核某', namesFromConfiguration: false },
    () => undefined,
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clue-hub-'));
  hub = await Hub.open(
    { ...readConfig(databaseSettings(folder), folder), dataDir: join(folder, 'data') },
    fixedClock('2024-05-16T02:00:00Z'),
  );
  for (const name of TABLES) {
    const rows = await readTable(projectFile(`samples/registry/${name}.csv`));
    await hub.db.transaction(async (statements) => {
      if (name === 'roster') await importRoster(statements, rows);
      else await importRegistry(statements, rows);
    });
  }
});
afterAll(async () => {
  await hub.close();
  await dropTestDatabase(folder);
  rmSync(folder, { recursive: true });
});

describe.each(DEPARTMENTS.map((department) => [department.label, department] as const))('%s', (_, department) => {
  it('sums of receipt, manifest and aggregator agree, and a file again changes nothing', async () => {
    const paths = samplesOf(department);
    const results: ImportResult[] = [];
    for (const path of paths) results.push(await take(department, path));
    const manifests = () =>
      rowsOf(
        hub.db,
        'SELECT batch_id, received, accepted, refused, invalid FROM batch_manifest WHERE department = ? ORDER BY batch_id',
        [department.code],
      );
    const sums = results.map(({ receiptId, rows: { received, accepted, refused, invalid } }) => ({
      batch_id: receiptId,
      received,
      accepted,
      refused,
      invalid,
    }));
    expect(await manifests()).toEqual(sums.sort((a, b) => (a.batch_id < b.batch_id ? -1 : 1)));
    for (const { received, accepted, refused, invalid } of sums) expect(accepted + refused + invalid).toBe(received);
    const versions = () =>
      rowsOf(
        hub.db,
        'SELECT v.record_id, v.version, v.event_type, v.payload_hash FROM record_version v ORDER BY v.record_id, v.version',
      );
    const before = await versions();
    const kept = await rowsOf(hub.db, 'SELECT record_id, version FROM intake_record WHERE department = ?', [
      department.code,
    ]);
    const known = new Set(before.map(({ record_id, version }) => `${record_id} ${version}`));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.filter(({ record_id, version }) => !known.has(`${record_id} ${version}`))).toEqual([]);
    const again = await take(department, paths[0] ?? '');
    expect(again.records).toMatchObject({ new: 0, newVersion: 0 });
    expect(await versions()).toEqual(before);
  });
});

it('nothing waits, nothing is in quarantine, and every clue is in one matter', async () => {
  expect(await hub.relay.waiting()).toBe(0);
  expect(await rowsOf(hub.db, 'SELECT code FROM quarantine')).toEqual([]);
  const clues = await rowsOf(hub.db, `SELECT record_id FROM record WHERE state = 'ACTIVE' ORDER BY record_id`);
  expect(clues.length).toBeGreaterThan(14);
  expect(await rowsOf(hub.db, 'SELECT record_id FROM cluster_member ORDER BY record_id')).toEqual(clues);
  expect(await rowsOf(hub.db, 'SELECT record_id FROM origin_member ORDER BY record_id')).toEqual(clues);
});

it('what was refused and sent back stands in the data gaps of every edition', async () => {
  const [sums] = await rowsOf(hub.db, 'SELECT SUM(refused) AS refused, SUM(invalid) AS invalid FROM batch_manifest');
  expect(Number(sums?.refused)).toBeGreaterThan(0);
  for (const edition of ['leader', 'member', 'meeting'] as const) {
    const packet = await hub.aggregator.packets.assemble('U-0012', edition);
    const gaps = JSON.stringify(packet.sections.find(({ no }) => no === 16));
    expect(gaps).toContain(`格式错误退回${sums?.invalid}条`);
    expect(gaps).toContain('超管理权限');
  }
});

it('aggregator told twice by an outbox sent again is the same aggregator', async () => {
  const state = () => rowsOf(hub.db, 'SELECT record_id, version, state FROM record ORDER BY record_id');
  const before = await state();
  const epoch = await rowsOf(hub.db, 'SELECT epoch_id, partition_hash FROM link_epoch');
  await hub.db.transaction((statements) => statements.query(`UPDATE outbox SET state = 'NEW'`));
  await hub.settle();
  expect(await state()).toEqual(before);
  expect(await rowsOf(hub.db, 'SELECT epoch_id, partition_hash FROM link_epoch')).toEqual(epoch);
});
