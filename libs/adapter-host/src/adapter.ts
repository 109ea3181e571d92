import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceConfig } from '#libs/config';
import { clueTopic, type Department } from '#libs/contracts';
import { type HttpApp, operated, startHttp } from '#libs/http';
import { systemClock } from '#libs/kernel';
import type { EventSink } from '#libs/messaging';
import { HubMetrics, Log } from '#libs/observability';
import { Database } from '#libs/persistence';
import { SECURITY_MIGRATIONS, SigningKeys } from '#libs/security';
import { departmentDoors } from './doors.js';
import { Intake } from './intake.js';
import { INTAKE_MIGRATIONS } from './migrations.js';
import { OutboxDesk, outboxReading } from './outbox-desk.js';
import { OutboxRelay } from './outbox-relay.js';

/** What an adapter hands its events to, for as long as it runs. */
export type Outlet = EventSink & {
  /** Fulfils when `topic` can be written to at this moment. */
  reached(topic: string): Promise<void>;
  close(): Promise<void>;
};

/** Makes it; `failed` is told the code of what goes wrong beside a send. */
export type MakeSink = (failed: (code: string) => void) => Outlet;

/**
 * One department's adapter as a process of its own: its database, its doors, the relay to its topic.
 * Who sends is known by the signature: the public keys stand in a folder of this department alone.
 */
export async function startAdapter(
  department: Department,
  config: ServiceConfig,
  makeSink: MakeSink,
): Promise<HttpApp> {
  for (const folder of [config.dataDir, config.signingKeys]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = `adapter-${department.name}`;
  const holder = `dept:${department.name}`;
  const signatures = { keys: new SigningKeys(config.signingKeys, holder), clock: systemClock };
  const target = config.database ?? join(config.dataDir, `${name}.sqlite`);
  const db = await Database.open(target, [...SECURITY_MIGRATIONS, ...INTAKE_MIGRATIONS]);
  const desk = new OutboxDesk(db, systemClock);
  const metrics = new HubMetrics({ outbox: () => outboxReading(desk), pool: () => db.connections });
  const log = new Log(name);
  const sink = makeSink((code) => log.warn('broker.failed', { code }));
  // Deliveries are taken while the broker is away; the operator sees it all the same.
  const broker = { name: 'broker', beside: true, run: () => sink.reached(clueTopic(department.code)) };
  const seen = operated(name, config, db, metrics, [broker]);
  const relay = new OutboxRelay(db, sink, systemClock, {
    leaseMs: config.takeoverMs,
    failed: (code) => log.warn('relay.failed', { code }),
    sent: (events, seconds) => metrics.batch('relay', events, seconds),
  });
  const keeper = {
    intake: new Intake(db, department, config.division, systemClock, metrics.intake.bind(metrics)),
    idKey: departmentKey(config.dataDir),
    names: config,
    settle: async () => relay.poke(),
  };
  relay.start();
  return startHttp({
    title: `${department.label}适配器`,
    controllers: [departmentDoors(department, keeper)],
    db,
    holders: [],
    port: config.port,
    host: config.host,
    insecureLocal: false,
    signatures,
    at: systemClock.now().toISOString(),
    ...seen,
    closed: async () => {
      await relay.stop();
      await sink.close();
      await db.close();
    },
  });
}

/** The department's key for digests of ID numbers, made at first use; it never leaves the folder. */
export function departmentKey(dataDir: string): string {
  const path = join(dataDir, 'id.key');
  try {
    // Two processes may start at once: the first one's key stands.
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8');
}
