import { Readiness } from './health.js';
import { Log } from './log.js';
import { startManagement } from './management.js';
import { HubMetrics } from './metrics.js';

const readings = {
  outbox: async () => ({ waiting: 7, oldestSeconds: 41 }),
  lag: async () => [
    { topic: 'clue.audit.v1', partition: 2, lag: 5 },
    { topic: '13912345678', partition: 0, lag: 1 },
  ],
  quarantineOpen: async () => 3,
  pool: () => ({ used: 2, free: 1, waiting: 0 }),
};

test.each([
  'hub_outbox_waiting 7',
  'hub_outbox_oldest_seconds 41',
  'hub_consumer_lag{topic="clue.audit.v1",partition="2"} 5',
  'hub_consumer_lag{topic="other",partition="0"} 1',
  'hub_quarantine_open 3',
  'hub_db_pool_connections{state="used"} 2',
  'hub_db_pool_connections{state="waiting"} 0',
  'hub_intake_records_total{department="other",outcome="accepted"} 2',
  'hub_http_request_seconds_count{route="/records/:id",method="GET",status="200"} 1',
  'hub_http_request_seconds_count{route="(none)",method="other",status="404"} 1',
  'hub_linkage_seconds_sum 1.5',
  'hub_batch_seconds_sum{step="relay"} 0.25',
  'hub_events_total{step="relay"} 500',
  'process_resident_memory_bytes',
  'nodejs_eventloop_lag_seconds',
])('%s', async (line) => {
  const metrics = new HubMetrics(readings);
  metrics.intake('13912345678', 'accepted', 2);
  metrics.request('/records/:id', 'GET', 200, 0.01);
  metrics.request('(none)', 'ZHANG', 404, 0.01);
  metrics.linked(1.5);
  metrics.batch('relay', 500, 0.25);
  const { body } = await metrics.text();
  expect(body).toContain(line);
  expect(body).not.toContain('13912345678');
});

test('a reading that fails is counted and the rest stands', async () => {
  const metrics = new HubMetrics({ ...readings, quarantineOpen: () => Promise.reject(new Error('13912345678')) });
  await metrics.text();
  const { body } = await metrics.text();
  expect(body).toContain('hub_scrape_failures_total{reading="hub_quarantine_open"} 1');
  expect(body).toContain('hub_outbox_waiting 7');
  expect(body).not.toContain('13912345678');
});

test('however many routes come, the series end', async () => {
  const metrics = new HubMetrics();
  for (let n = 0; n < 1000; n += 1) metrics.request(`/r${n}`, 'GET', 200, 0.01);
  const series = (await metrics.text()).body.match(/^hub_http_request_seconds_count/gmu) ?? [];
  expect(series.length).toBe(201);
});

test('the management doors: alive, ready by named checks, metrics, nothing else', async () => {
  let database = true;
  const checks = [
    { name: 'database', run: async () => (database ? 1 : Promise.reject(new Error('x'))) },
    { name: 'broker', run: () => new Promise(() => undefined).then(() => undefined) },
  ];
  const told = { name: 'told', beside: true, run: () => Promise.reject(new Error('x')) };
  const readiness = new Readiness([...checks.slice(0, 1), told], undefined, 50);
  const management = await startManagement(
    { host: '127.0.0.1', port: 0 },
    readiness,
    new HubMetrics(),
    new Log('spec'),
  );
  const get = async (path: string, method = 'GET'): Promise<[number, string, string]> => {
    const answer = await fetch(management.url + path, { method });
    return [answer.status, answer.headers.get('content-type') ?? '', await answer.text()];
  };
  expect((await get('/health/live'))[0]).toBe(200);
  expect(await get('/health/ready')).toEqual([200, 'application/json', '{"status":"ready","beside":["told"]}']);
  expect((await get('/metrics'))[2]).toContain('process_cpu');
  for (const path of ['/', '/toString', '/metrics?x=1']) expect((await get(path))[0]).toBe(404);
  expect((await get('/metrics', 'POST'))[0]).toBe(405);
  database = false;
  const [status, type, body] = await get('/health/ready');
  expect([status, type]).toEqual([503, 'application/problem+json']);
  expect(JSON.parse(body)).toMatchObject({ code: 'E-NOT-READY', failing: ['database'] });
  expect(await new Readiness(checks, undefined, 50).state()).toEqual({ failing: ['database', 'broker'], beside: [] });
  database = true;
  readiness.stop();
  expect(JSON.parse((await get('/health/ready'))[2])).toMatchObject({ failing: ['stopping'] });
  expect((await get('/health/live'))[0]).toBe(200);
  await management.close();
});
