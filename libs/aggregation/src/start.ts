import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import type { CustomTransportStrategy, Server } from '@nestjs/microservices';
import type { ServiceConfig } from '#libs/config';
import { type HttpApp, operated, startHttp } from '#libs/http';
import { AppError, systemClock } from '#libs/kernel';
import type { PartitionLag } from '#libs/messaging';
import { HubMetrics, Log } from '#libs/observability';
import { Database, type Migration } from '#libs/persistence';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { AggregationModule } from './aggregation.module.js';
import { Aggregation1764000000002, IngestGate1764000000012 } from './aggregation-schema.js';
import { Aggregator } from './aggregator.js';
import { EventTrace1764000000013 } from './event-trace-schema.js';
import { LinkSteps1764000000022 } from './link-schema.js';
import { quarantineCounts } from './quarantine.js';
import { QuarantinePlace1764000000010 } from './quarantine-schema.js';
import { RestingLinker } from './resting-linker.js';
import { Review1764000000020 } from './review/schema.js';
import { UnitDecisions1764000000021 } from './unit-decision-schema.js';

/** Tables of the aggregator, in order. */
export const AGGREGATION_MIGRATIONS: readonly Migration[] = [
  Aggregation1764000000002,
  QuarantinePlace1764000000010,
  IngestGate1764000000012,
  EventTrace1764000000013,
  Review1764000000020,
  UnitDecisions1764000000021,
  LinkSteps1764000000022,
];

/** What a transport tells: the code of each failure that holds events back, and each batch that was taken. */
export interface Told {
  failed: (code: string) => void;
  taken: (messages: number, seconds: number) => void;
}

/** Makes what brings events to a process of its own. */
export type MakeTransport = (
  told: Told,
) => CustomTransportStrategy & Server & { readonly joined: boolean; lag(): Promise<PartitionLag[]> };

/** The aggregator as a process of its own: its database, its consumer, its read API. What arrives is linked when it comes to rest. */
export async function startAggregator(config: ServiceConfig, makeTransport: MakeTransport): Promise<HttpApp> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const target = config.database ?? join(config.dataDir, 'aggregator.sqlite');
  const db = await Database.open(target, [...SECURITY_MIGRATIONS, ...AGGREGATION_MIGRATIONS]);
  const aggregator = new Aggregator(db, systemClock, config);
  const log = new Log('aggregator');
  const metrics = new HubMetrics({
    pool: () => db.connections,
    lag: () => strategy.lag(),
    quarantineOpen: async () => (await db.read(quarantineCounts)).HELD,
  });
  const strategy = makeTransport({
    failed: (code) => log.warn('broker.failed', { code }),
    taken: (messages, seconds) => metrics.batch('ingest', messages, seconds),
  });
  const seen = operated('aggregator', config, db, metrics, [{ name: 'consumer', run: () => takesPart(strategy) }]);
  const consumer = await NestFactory.createMicroservice(AggregationModule.ingestOnly(aggregator), {
    strategy,
    logger: false,
    abortOnError: false,
  });
  const linking = new RestingLinker(aggregator.linker, {
    failed: (code) => log.error('linking.failed', { code }),
    linked: (seconds) => metrics.linked(seconds),
  });
  const closed = async (): Promise<void> => {
    await consumer.close();
    await linking.stop();
    await db.close();
  };
  try {
    await consumer.listen();
  } catch (error) {
    // What stays open would keep a process alive that takes nothing.
    await closed();
    throw error;
  }
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
    closed,
  });
}

/** @throws AppError while events do not reach this process */
async function takesPart(strategy: ReturnType<MakeTransport>): Promise<void> {
  await strategy.lag();
  if (!strategy.joined)
    throw new AppError('E-BROKER-GROUP', 'transient', '尚未加入消费组', '上一个进程的会话到期后自动加入');
}
