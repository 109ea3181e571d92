import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { DEPARTMENT_CODES } from '#libs/contracts';
import { METHODS } from './log.js';

/** How rows of a delivery may end. */
export const OUTCOMES = ['accepted', 'newVersion', 'duplicate', 'refused', 'invalid'] as const;
export const POOL_STATES = ['used', 'free', 'waiting'] as const;
/** Steps of an event's way that take whole batches: outbox to broker, and broker to the aggregator's tables. */
export const STEPS = ['relay', 'ingest'] as const;

/** What gauges ask at each scrape, given by the composition; what is not given is not shown. */
export interface Readings {
  outbox?: () => Promise<{ waiting: number; oldestSeconds: number }>;
  lag?: () => Promise<readonly { topic: string; partition: number; lag: number }[]>;
  quarantineOpen?: () => Promise<number>;
  pool?: () => Record<(typeof POOL_STATES)[number], number>;
}

const TOPIC = /^(?:clue|solicitation)\.[a-z-]{1,40}\.v\d{1,2}$/u;
const MOST_ROUTES = 200;
const known = (list: readonly string[], value: string): string => (list.includes(value) ? value : 'other');

/** Metrics of one process. Labels come from closed lists, so that neither their number grows nor content enters. */
export class HubMetrics {
  private readonly registry = new Registry();
  private readonly routes = new Set<string>();
  private readonly records = this.counter('hub_intake_records_total', 'Rows judged, by how they ended', [
    'department',
    'outcome',
  ]);
  private readonly failures = this.counter('hub_scrape_failures_total', 'Readings that failed at a scrape', [
    'reading',
  ]);
  private readonly http = this.seconds('hub_http_request_seconds', 'Time to answer a request', [
    'route',
    'method',
    'status',
  ]);
  private readonly batches = this.seconds('hub_batch_seconds', 'Time of one batch of events', ['step']);
  private readonly events = this.counter('hub_events_total', 'Events handed on in these batches', ['step']);
  private readonly linkage = this.seconds('hub_linkage_seconds', 'Time of one linkage run', []);

  constructor(readings: Readings = {}) {
    collectDefaultMetrics({ register: this.registry });
    const { outbox, lag, quarantineOpen, pool } = readings;
    if (outbox) this.outboxGauges(outbox);
    if (lag)
      this.gauge('hub_consumer_lag', 'Events not yet consumed', ['topic', 'partition'], async (gauge) => {
        const rows = await lag();
        gauge.reset();
        for (const { topic, partition, lag: behind } of rows)
          gauge.set({ topic: TOPIC.test(topic) ? topic : 'other', partition: Math.trunc(partition) }, behind);
      });
    if (quarantineOpen)
      this.gauge('hub_quarantine_open', 'Events in quarantine that wait for a decision', [], async (gauge) => {
        gauge.set(await quarantineOpen());
      });
    if (pool)
      this.gauge('hub_db_pool_connections', 'Database connections', ['state'], async (gauge) => {
        const states = pool();
        for (const state of POOL_STATES) gauge.set({ state }, states[state]);
      });
  }

  /** Rows of a delivery that ended so. */
  intake(department: string, outcome: string, rows: number): void {
    this.records.inc({ department: known(DEPARTMENT_CODES, department), outcome: known(OUTCOMES, outcome) }, rows);
  }

  /** One answered request; `route` is a template, `none` where no route matched. */
  request(route: string, method: string, status: number, seconds: number): void {
    if (this.routes.size < MOST_ROUTES) this.routes.add(route);
    const labels = { route: this.routes.has(route) ? route : 'other', method: known(METHODS, method), status };
    this.http.observe(labels, seconds);
  }

  /** A batch that was sent to the broker and marked so, or taken in from it and committed. */
  batch(step: (typeof STEPS)[number], events: number, seconds: number): void {
    this.batches.observe({ step }, seconds);
    this.events.inc({ step }, events);
  }

  linked(seconds: number): void {
    this.linkage.observe(seconds);
  }

  /** Text exposition format; a reading that fails is counted and leaves the other metrics standing. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.registry.contentType, body: await this.registry.metrics() };
  }

  private outboxGauges(outbox: NonNullable<Readings['outbox']>): void {
    // Both gauges are asked in one scrape: one reading serves the two.
    let reading: ReturnType<typeof outbox> | undefined;
    const read = (): ReturnType<typeof outbox> => {
      reading ??= outbox().finally(() => {
        reading = undefined;
      });
      return reading;
    };
    this.gauge('hub_outbox_waiting', 'Accepted events not yet handed to the broker', [], async (gauge) => {
      gauge.set((await read()).waiting);
    });
    this.gauge('hub_outbox_oldest_seconds', 'Age of the oldest event that waits', [], async (gauge) => {
      gauge.set((await read()).oldestSeconds);
    });
  }

  private gauge(name: string, help: string, labelNames: string[], read: (gauge: Gauge) => Promise<void>): void {
    const failed = (): void => this.failures.inc({ reading: name });
    const registers = [this.registry];
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      async collect() {
        await read(this).catch(failed);
      },
    });
  }

  private counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private seconds(name: string, help: string, labelNames: string[]): Histogram {
    const buckets = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600];
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }
}
