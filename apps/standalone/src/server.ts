import { departmentDoors, outboxReading } from '#libs/adapter-host';
import { AggregationModule } from '#libs/aggregation';
import type { HubConfig } from '#libs/config';
import { DEPARTMENTS, Hub } from '#libs/embedded';
import { type HttpApp, operated, startHttp } from '#libs/http';
import { HubMetrics } from '#libs/observability';
import { WriterLock } from '#libs/persistence';

/** Starts the hub of `config` behind HTTP: every department's doors and the read API. It holds the data folder until closed. */
export async function startServer(config: HubConfig, insecureLocal: boolean): Promise<HttpApp> {
  const holder = { kind: 'serve', pid: process.pid } as const;
  const lock = await WriterLock.take(config.dataDir, holder, 2000);
  const hub = await Hub.open(config);
  const metrics = new HubMetrics({
    pool: () => hub.db.connections,
    outbox: () => outboxReading(hub.outbox),
    quarantineOpen: async () => (await hub.quarantine.counts()).HELD,
  });
  hub.linked = (seconds) => metrics.linked(seconds);
  const counted = metrics.intake.bind(metrics);
  const keeper = { idKey: hub.idKey, names: config, settle: () => hub.settleSoon() };
  const app = await startHttp({
    title: '巡前线索汇集枢纽',
    controllers: DEPARTMENTS.map((department) =>
      departmentDoors(department, { ...keeper, intake: hub.intake(department, counted) }),
    ),
    imports: [AggregationModule.caseApi(hub.aggregator)],
    db: hub.db,
    holders: [...DEPARTMENTS.map(({ name }) => `dept:${name}`), 'office', 'case-system'],
    port: config.port,
    insecureLocal,
    at: hub.clock.now().toISOString(),
    ...operated('standalone', config, hub.db, metrics),
    closed: async () => {
      await hub.close();
      lock.release();
    },
  });
  // What an earlier process took in and did not link.
  hub.linkSoon();
  lock.announce({ ...holder, url: app.url });
  return app;
}
