import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { HubConfig } from '#libs/config';
import { type HttpApp, operated, startHttp } from '#libs/http';
import { systemClock } from '#libs/kernel';
import { HubMetrics } from '#libs/observability';
import { Database, type Migration } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { AggregationModule } from './aggregation.module.js';
import { Aggregation1764000000002, IngestGate1764000000012 } from './aggregation-schema.js';
import { Aggregator } from './aggregator.js';
import { QuarantinePlace1764000000010 } from './quarantine-schema.js';

/** Tables of the aggregator, in order. */
export const AGGREGATION_MIGRATIONS: readonly Migration[] = [
  Aggregation1764000000002,
  QuarantinePlace1764000000010,
  IngestGate1764000000012,
];

/** The aggregator as a process of its own: its database and its read API. Events come by the transport that the deployment brings. */
export async function startAggregator(config: HubConfig): Promise<HttpApp> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const target = config.database ?? join(config.dataDir, 'aggregator.sqlite');
  const db = await Database.open(target, [...SECURITY_MIGRATIONS, ...AGGREGATION_MIGRATIONS]);
  return startHttp({
    title: '线索汇总',
    controllers: [],
    imports: [AggregationModule.caseApi(new Aggregator(db, systemClock, config))],
    db,
    holders: ['office', 'case-system'],
    port: config.port,
    insecureLocal: false,
    at: systemClock.now().toISOString(),
    ...operated('aggregator', config, db, new HubMetrics()),
    closed: () => db.close(),
  });
}
