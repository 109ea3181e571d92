import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAll } from './every-record-once.js';
import { command, type Ended, type Receipt, RunningHub, recordsIn, startCommand, workFolder } from './hub-process.js';
import { HEADER, record, rows, workbook } from './petition-files.js';

// Imports that end in the middle: by kill -9. Nothing acknowledged is lost, the same file goes on.

const folder = workFolder('interrupted');
afterAll(() => folder.remove());

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
    while ((await recordsIn(dataDir)) < goal && !over) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    steps.push(await recordsIn(dataDir));
  }
  expect(steps[0]).toBeLessThan(records);
  const ended = await command(args, env);
  expect([ended.code, ended.err]).toEqual([0, '']);
  const receipt = ended.receipt();
  checkReceipt(receipt, records);
  expect(receipt.records.new).toBe(records - (steps.at(-1) ?? 0));
  await checkAll(dataDir, records);
  expect(await audit(env)).toMatchObject({ code: 0 });
});

test('kill -9 of the server in the middle of an upload: the same upload again is whole', async () => {
  const dataDir = join(folder.path, 'server');
  const bytes = await workbook([HEADER, ...rows(800)]);
  const first = await RunningHub.start(dataDir);
  const answer = first.file('petition/files', bytes).catch((error: unknown) => error);
  while ((await recordsIn(dataDir)) < 200) await new Promise((resolve) => setTimeout(resolve, 5));
  await first.stop('SIGKILL');
  expect(await answer).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
  const second = await RunningHub.start(dataDir, ['--insecure-local']);
  const { status, receipt } = await second.file('petition/files', bytes);
  expect(status).toBe(200);
  checkReceipt(receipt, 800);
  expect((await second.stop()).code).toBe(0);
  await checkAll(dataDir, 800);
});

const audit = (env: Record<string, string>): Promise<Ended> => command(['audit', 'verify', '--json'], env);
