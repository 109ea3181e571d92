import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, type Ended, type Receipt, RunningHub, startCommand, storedRows, workFolder } from './hub-process.js';
import { csv, HEADER, record, rows, workbook } from './petition-files.js';

// Imports that end in the middle: by kill -9, by a full disk. Nothing acknowledged is lost, the same file goes on.

const folder = workFolder('interrupted');
afterAll(() => folder.remove());

const count = (dataDir: string, sql: string): number =>
  Number(storedRows(dataDir, `SELECT COUNT(*) AS n FROM ${sql}`)[0]?.n);

/** Numbers of the rows that a database holds, or none while it has no table yet. */
function taken(dataDir: string): number {
  try {
    return count(dataDir, 'intake_record');
  } catch {
    return 0;
  }
}

/** Every record, event and effect once, and nothing left behind. */
function checkAll(dataDir: string, records: number): void {
  expect(count(dataDir, 'intake_record')).toBe(records);
  expect(count(dataDir, '(SELECT DISTINCT source_record_id, version FROM intake_record)')).toBe(records);
  expect(count(dataDir, "outbox WHERE state = 'NEW'")).toBe(0);
  // The aggregator's side: each record version, and one manifest with the sums of the delivery.
  const effects = "record_version WHERE event_type <> 'BATCH_MANIFEST'";
  expect(count(dataDir, `(SELECT DISTINCT record_id, version FROM ${effects})`)).toBe(records);
  expect(count(dataDir, effects)).toBe(records);
  expect(count(dataDir, "record_version WHERE event_type = 'BATCH_MANIFEST'")).toBe(1);
  expect(count(dataDir, 'quarantine')).toBe(0);
}

function checkReceipt({ rows: sums, items }: Receipt, received: number): void {
  expect(sums).toMatchObject({ received, accepted: received, refused: 0, invalid: 0 });
  expect(new Set(items.map(({ sourceRecordId }) => sourceRecordId)).size).toBe(received);
}

test('kill -9 in the middle of an import, several times, then the same command again', async () => {
  const records = 1200;
  const dataDir = join(folder.path, 'killed');
  const path = join(folder.path, '信访.ndjson');
  writeFileSync(
    path,
    rows(records)
      .map((_, index) => `${JSON.stringify(record(`P${index}`))}\n`)
      .join(''),
  );
  const args = ['import', 'petition', path, '--json'];
  const env = { HUB_DATA: dataDir };
  const steps: number[] = [];
  for (const goal of [1, 500, 800]) {
    const { child, ended } = startCommand(args, env);
    let over = false;
    void ended.then(() => {
      over = true;
    });
    while (taken(dataDir) < goal && !over) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    steps.push(taken(dataDir));
  }
  expect(steps[0]).toBeLessThan(records);
  const ended = await command(args, env);
  expect([ended.code, ended.err]).toEqual([0, '']);
  const receipt = ended.receipt();
  checkReceipt(receipt, records);
  expect(receipt.records.new).toBe(records - (steps.at(-1) ?? 0));
  checkAll(dataDir, records);
  expect(await audit(env)).toMatchObject({ code: 0 });
});

test('kill -9 of the server in the middle of an upload: the same upload again is whole', async () => {
  const dataDir = join(folder.path, 'server');
  const bytes = await workbook([HEADER, ...rows(800)]);
  const first = await RunningHub.start(dataDir);
  const answer = first.file('petition/files', bytes).catch((error: unknown) => error);
  while (taken(dataDir) < 200) await new Promise((resolve) => setTimeout(resolve, 5));
  await first.stop('SIGKILL');
  expect(await answer).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
  const second = await RunningHub.start(dataDir, ['--insecure-local']);
  const { status, receipt } = await second.file('petition/files', bytes);
  expect(status).toBe(200);
  checkReceipt(receipt, 800);
  expect((await second.stop()).code).toBe(0);
  checkAll(dataDir, 800);
});

/** A small file system below `path`, or nothing where this user may not mount one. */
function smallDisk(path: string, megabytes: number): boolean {
  mkdirSync(path, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]).status === 0;
}

const audit = (env: Record<string, string>): Promise<Ended> => command(['audit', 'verify', '--json'], env);

describe('a full disk', () => {
  const disk = join(folder.path, 'disk');
  const mounted = smallDisk(disk, 3);
  afterAll(() => {
    if (mounted) spawnSync('umount', [disk]);
  });

  // Without the right to mount, the bound is set in the engine of a hub in this process; the code path is the same.
  test(`of a ${mounted ? 'mounted file system' : 'bounded database'}: said with a remedy, nothing acknowledged is lost, and room makes it go on`, async () => {
    const records = 1500;
    const path = join(folder.path, '满.csv');
    writeFileSync(path, csv([HEADER, ...rows(records)]));
    const run = mounted ? onDisk(disk, path) : await inEngine(join(folder.path, 'bounded'), path);
    const full = await run.full();
    expect(full).toMatchObject({
      code: 'E-DISK-FULL',
      message: expect.stringContaining('磁盘已满'),
      remedy: expect.stringContaining('重新导入'),
    });
    const kept = taken(run.dataDir);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(records);
    const receipt = await run.withRoom();
    expect(receipt.rows).toMatchObject({ received: records, accepted: records });
    expect(receipt.records.new).toBe(records - kept);
    checkAll(run.dataDir, records);
    await run.close();
  });
});

interface FullDisk {
  dataDir: string;
  full(): Promise<Receipt['error']>;
  withRoom(): Promise<Receipt>;
  close(): Promise<void>;
}

function onDisk(disk: string, path: string): FullDisk {
  const dataDir = join(disk, 'data');
  const args = ['import', 'petition', path, '--json'];
  return {
    dataDir,
    async full() {
      const ended = await command(args, { HUB_DATA: dataDir });
      expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('处理办法')]);
      return ended.receipt().error;
    },
    async withRoom() {
      expect(spawnSync('mount', ['-o', 'remount,size=200m', disk]).status).toBe(0);
      const ended = await command(args, { HUB_DATA: dataDir });
      expect([ended.code, ended.err]).toEqual([0, '']);
      return ended.receipt();
    },
    close: async () => undefined,
  };
}

async function inEngine(dataDir: string, path: string): Promise<FullDisk> {
  const { Hub, departmentNamed, importFile } = await import('#libs/embedded');
  const { readConfig } = await import('#libs/config');
  const hub = await Hub.open(readConfig({ HUB_DATA: dataDir }, folder.path));
  const pragma = (sql: string) =>
    hub.db.read((statements) => statements.query<{ page_count: number }>(`PRAGMA ${sql}`));
  const names = { submittedBy: '甲', approvedBy: '乙', namesFromConfiguration: false };
  const take = () => importFile(hub, departmentNamed('petition'), path, names, () => undefined);
  return {
    dataDir,
    async full() {
      const [now] = await pragma('page_count');
      await pragma(`max_page_count = ${Number(now?.page_count) + 800}`);
      return take().then(
        () => undefined,
        (error: Receipt['error']) => error,
      );
    },
    async withRoom() {
      await pragma('max_page_count = 1000000');
      return (await take()) as unknown as Receipt;
    },
    close: () => hub.close(),
  };
}
