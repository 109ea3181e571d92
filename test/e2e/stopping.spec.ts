import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectFile } from '#libs/kernel';
import { environment, storedRows, workFolder } from './hub-process.js';

// A server that is asked to end under load: what it answered is there, it ends in time, and its log holds no content.

const folder = workFolder('stopping');
afterAll(() => folder.remove());

const INFORMANT = '13912345678';
const letter = (id: string) => ({
  信访件编号: id,
  登记时间: '2024-03-05',
  信访目的: '揭发控告',
  概况信息: `反映违规发放补贴，联系电话${INFORMANT}`,
});

interface Serving {
  child: ChildProcess;
  url: string;
  log: () => string;
}

async function serve(): Promise<Serving> {
  const env = environment({ HUB_DATA: folder.path, HUB_PORT: '0', HUB_MANAGEMENT_PORT: '18931' });
  const child = spawn(process.execPath, [projectFile('dist/apps/standalone/src/main.js'), '--insecure-local'], { env });
  let log = '';
  child.stderr.on('data', (text) => {
    log += text;
  });
  const [greeting] = await once(child.stdout, 'data');
  return { child, url: /http:\/\/[\d.:]+/u.exec(String(greeting))?.[0] ?? '', log: () => log };
}

test('SIGTERM under load: every receipt is kept, exit code 0 within ten seconds', async () => {
  const { child, url, log } = await serve();
  const held: string[] = [];
  const traces: string[] = [];
  let open = true;
  let ending = false;
  const sender = async (name: string): Promise<void> => {
    for (let n = 0; open; n += 1) {
      const id = `${name}${n}`;
      const headers = { 'content-type': 'application/json' };
      const sent = fetch(`${url}/adapters/petition/records`, {
        method: 'POST',
        headers,
        body: JSON.stringify([letter(id)]),
      });
      const answer = await sent
        .then(async (one) => ({ status: one.status, body: await one.text() }))
        .catch((error: unknown) => {
          if (ending) return undefined;
          throw error;
        });
      if (answer === undefined) return;
      if (answer.status !== 200) continue;
      held.push(id);
      traces.push((JSON.parse(answer.body) as { traceId: string }).traceId);
    }
  };
  const senders = ['A', 'B', 'C', 'D'].map(sender);
  while (held.length < 40) await new Promise((resolve) => setTimeout(resolve, 20));
  expect((await fetch('http://127.0.0.1:18931/health/ready')).status).toBe(200);
  const scrape = await (await fetch('http://127.0.0.1:18931/metrics')).text();
  expect(Number(/hub_intake_records_total\{.*outcome="accepted"\} (\d+)/u.exec(scrape)?.[1])).toBeGreaterThan(30);
  expect((await fetch(`${url}/metrics`)).status).toBe(404);

  const asked = performance.now();
  ending = true;
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  open = false;
  await Promise.all(senders);
  expect(code).toBe(0);
  expect(performance.now() - asked).toBeLessThan(10_000);

  const records = await storedRows(folder.path, 'SELECT source_record_id AS id FROM intake_record');
  const stored = new Set(records.map(({ id }) => id));
  expect(held.filter((id) => !stored.has(id))).toEqual([]);
  const events = (await storedRows(folder.path, 'SELECT payload FROM outbox')).map(({ payload }) => String(payload));
  for (const trace of traces) expect(events.some((event) => event.includes(`"traceparent":"00-${trace}-`))).toBe(true);

  const lines = log()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.at(-1)).toMatchObject({ event: 'stop.end' });
  const requests = lines.filter(({ event }) => event === 'http.request');
  expect(requests.find(({ traceId }) => traceId === traces[0])).toMatchObject({
    route: '/adapters/petition/records',
    status: 200,
  });
  expect(log()).not.toContain(INFORMANT);
  expect(log()).not.toContain('补贴');
});
