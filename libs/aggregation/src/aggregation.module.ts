import { type DynamicModule, Module } from '@nestjs/common';
import type { Aggregator } from './aggregator.js';
import { CaseApiController } from './case-api.controller.js';
import { CaseReads } from './case-reads.js';
import { IngestController } from './ingest.controller.js';
import { EventIngest } from './ingest.js';
import { Packets } from './packets.js';

/** Nest's view of the aggregator: the event handler, and where wanted the read API. */
@Module({})
export class AggregationModule {
  /** Events only: for a process whose doors are elsewhere. */
  static ingestOnly(aggregator: Aggregator): DynamicModule {
    return {
      module: AggregationModule,
      controllers: [IngestController],
      providers: [{ provide: EventIngest, useValue: aggregator.ingest }],
    };
  }

  /** The read API of the main case system. */
  static caseApi(aggregator: Aggregator): DynamicModule {
    return {
      module: AggregationModule,
      controllers: [CaseApiController],
      providers: [
        { provide: CaseReads, useValue: aggregator.reads },
        { provide: Packets, useValue: aggregator.packets },
      ],
    };
  }
}
