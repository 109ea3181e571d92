import { csvRows, readProjectFile } from '#libs/kernel';
import { until } from '../fault/chance.js';
import { AGGREGATOR } from '../stack/services.js';
import { json, ownPrefix, PETITION, petition, underAttack } from './under-attack.js';

// What an operator's machines are told by services on a real broker and a real database.

const hub = underAttack();
const PORTS: Readonly<Record<string, string>> = { [PETITION]: '18941', [AGGREGATOR]: '18942' };
/** Long enough for a killed member to be missed for a while. */
const TAKEOVER = { HUB_TAKEOVER_MS: '20000' };

const ask = async (name: string, path: string): Promise<{ status: number; text: string }> => {
  // A connection of its own: one kept from the last question may be ending.
  const answer = await fetch(`http://127.0.0.1:${PORTS[name]}${path}`, { headers: { connection: 'close' } });
  return { status: answer.status, text: await answer.text() };
};

const start = (name: string, more: Record<string, string> = {}): Promise<void> =>
  hub().services.start(name, { HUB_MANAGEMENT_PORT: PORTS[name] ?? '', ...TAKEOVER, ...more });

async function readiness(name: string): Promise<[status: number, failing: string[], beside: string[]]> {
  const { status, text } = await ask(name, '/health/ready');
  const { failing = [], beside = [] } = JSON.parse(text) as { failing?: string[]; beside?: string[] };
  return [status, failing, beside];
}

/** Others come to the group and leave it meanwhile, and each time it is divided anew. */
const WITH_OTHERS = 300_000;
const isReady = (name: string) => until(60_000, async () => (await readiness(name))[0] === 200);

/** Sum of a metric's series in the words of the exposition format. */
async function metric(name: string, series: RegExp): Promise<number> {
  const { text } = await ask(name, '/metrics');
  const values = text.split('\n').filter((line) => series.test(line));
  return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

test(
  'every metric of metrics.csv is fed by a delivery that goes through',
  async () => {
    await Promise.all([start(PETITION), start(AGGREGATOR)]);
    expect([await isReady(PETITION), await isReady(AGGREGATOR)]).toEqual([true, true]);
    // Another spec's aggregator may take part in the group and be the first to link.
    const fed = async (): Promise<boolean> => {
      const letters = [1, 2, 3].map((n) => petition(`${ownPrefix()}${n}`, n));
      expect((await hub().send(json(letters))).status).toBe(200);
      return until(10_000, async () => (await metric(AGGREGATOR, /^hub_linkage_seconds_count/u)) > 0);
    };
    expect(await until(90_000, fed)).toBe(true);
    // Three records and the sums of their delivery.
    expect(await until(10_000, async () => (await metric(PETITION, /^hub_events_total\{step="relay"\}/u)) >= 4)).toBe(
      true,
    );
    expect(await metric(AGGREGATOR, /^hub_events_total\{step="ingest"\}/u)).toBeGreaterThan(0);
    expect(await metric(PETITION, /^hub_batch_seconds_sum\{step="relay"\}/u)).toBeGreaterThan(0);
    const shown = (await ask(PETITION, '/metrics')).text + (await ask(AGGREGATOR, '/metrics')).text;
    const series = ({ metric: name, type }: Record<string, string>) => (type === 'histogram' ? `${name}_count` : name);
    const listed = csvRows(readProjectFile('docker/prometheus/metrics.csv')).map(series);
    expect(listed.filter((name) => !new RegExp(`^${name}[ {]`, 'mu').test(shown))).toEqual([]);
    for (const name of [PETITION, AGGREGATOR])
      expect(await metric(name, /^hub_db_pool_connections\{state="(?:used|free)"\}/u)).toBe(10);
  },
  WITH_OTHERS,
);

test(
  'tables put back to an older state: not ready, and says why',
  async () => {
    const db = await hub().database(PETITION);
    const rows = await db.read((reads) => reads.query("SELECT * FROM schema_migration WHERE name LIKE 'OutboxLease%'"));
    const [{ id = null } = {}] = rows;
    await db.transaction((statements) => statements.query('DELETE FROM schema_migration WHERE id = ?', [id]));
    expect(await readiness(PETITION)).toEqual([503, ['migrations'], []]);
    await db.transaction((statements) => statements.insert('schema_migration', rows));
    expect(await readiness(PETITION)).toEqual([200, [], []]);
  },
  WITH_OTHERS,
);

test(
  'an adapter without its broker takes deliveries and says that it is away',
  async () => {
    await hub().services.end(PETITION);
    await start(PETITION, { HUB_KAFKA: '127.0.0.1:1' });
    expect((await hub().send(json(petition(ownPrefix())))).status).toBe(200);
    expect(await readiness(PETITION)).toEqual([200, [], ['broker']]);
  },
  WITH_OTHERS,
);

test(
  'an aggregator that its group has not let in yet is not ready',
  async () => {
    await hub().services.end(AGGREGATOR, 'SIGKILL');
    await start(AGGREGATOR);
    expect(await readiness(AGGREGATOR)).toEqual([503, ['consumer'], []]);
    expect(await isReady(AGGREGATOR)).toBe(true);
  },
  WITH_OTHERS,
);
