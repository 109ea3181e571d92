import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { ServiceConfig } from '#libs/config';
import { type HttpApp, operated, startHttp } from '#libs/http';
import { systemClock } from '#libs/kernel';
import type { PartitionLag } from '#libs/messaging';
import { HubMetrics } from '#libs/observability';
import { Database, type Migration } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { AggregationModule } from './aggregation.module.js';
import { Aggregation1764000000002, IngestGate1764000000012 } from './aggregation-schema.js';
import { Aggregator } from './aggregator.js';
import { QuarantinePlace1764000000010 } from './quarantine-schema.js';
import { RestingLinker } from './resting-linker.js';

/** Tables of the aggregator, in order. */
export const AGGREGATION_MIGRATIONS: readonly Migration[] = [
  Aggregation1764000000002,
  QuarantinePlace1764000000010,
  IngestGate1764000000012,
];

/** What brings events to a process of its own. */
export type ClosingTransport = CustomTransportStrategy & Server & { lag(): Promise<PartitionLag[]> };

/** The aggregator as a process of its own: its database, its consumer, its read API. What arrives is linked when it comes to rest. */
export async function startAggregator(config: ServiceConfig, strategy: ClosingTransport): Promise<HttpApp> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const target = config.database ?? join(config.dataDir, 'aggregator.sqlite');
  const db = await Database.open(target, [...SECURITY_MIGRATIONS, ...AGGREGATION_MIGRATIONS]);
  const aggregator = new Aggregator(db, systemClock, config);
  const metrics = new HubMetrics({ lag: () => strategy.lag(), quarantineOpen: () => heldIn(db) });
  const seen = operated('aggregator', config, db, metrics);
  const consumer = await NestFactory.createMicroservice(AggregationModule.ingestOnly(aggregator), {
    strategy,
    logger: false,
    abortOnError: false,
  });
  await consumer.listen();
  const linking = new RestingLinker(aggregator.linker, {
    failed: (code) => seen.log.error('linking.failed', { code }),
    linked: (seconds) => metrics.linked(seconds),
  });
  linking.start();
  return startHttp({
    title: '线索汇总',
    controllers: [],
    imports: [AggregationModule.caseApi(aggregator)],
    db,
    holders: ['office', 'case-system'],
    port: config.port,
    host: config.host,
    insecureLocal: false,
    at: systemClock.now().toISOString(),
    ...seen,
    closed: async () => {
      await consumer.close();
      await linking.stop();
      await db.close();
    },
  });
}

/** Messages in quarantine that wait for a decision. */
async function heldIn(db: Database): Promise<number> {
  const [row] = await db.read((reads) =>
    reads.query<{ n: number }>(`SELECT COUNT(*) AS n FROM quarantine WHERE state = 'HELD'`),
  );
  return Number(row?.n ?? 0);
}
