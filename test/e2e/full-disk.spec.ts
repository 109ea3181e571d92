import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAll } from './every-record-once.js';
import { command, type Receipt, recordsIn, workFolder } from './hub-process.js';
import { csv, HEADER, rows } from './petition-files.js';

// SQLite only: the disk of the data folder is the disk of the database there.

const folder = workFolder('full-disk');
afterAll(() => folder.remove());

/** A small file system below `path`, or nothing where this user may not mount one. */
function smallDisk(path: string, megabytes: number): boolean {
  mkdirSync(path, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]).status === 0;
}

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
    const kept = await recordsIn(run.dataDir);
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(records);
    const receipt = await run.withRoom();
    expect(receipt.rows).toMatchObject({ received: records, accepted: records });
    expect(receipt.records.new).toBe(records - kept);
    await checkAll(run.dataDir, records);
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
