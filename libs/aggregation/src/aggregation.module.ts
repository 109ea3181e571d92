import { type DynamicModule, Module } from '@nestjs/common';
import type { Aggregator } from './aggregator.js';
import { CaseApiController } from './case-api.controller.js';
import { CaseReads } from './case-reads.js';
import { IngestController } from './ingest.controller.js';
import { EventIngest } from './ingest.js';
import { Packets } from './packets.js';
import { ReviewController } from './review/review.controller.js';
import { Review } from './review/review.js';

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

  /** The read API of the main case system, and the officers' doors. */
  static caseApi(aggregator: Aggregator): DynamicModule {
    return {
      module: AggregationModule,
      controllers: [CaseApiController, ReviewController],
      providers: [
        { provide: CaseReads, useValue: aggregator.reads },
        { provide: Packets, useValue: aggregator.packets },
        { provide: Review, useValue: aggregator.review },
      ],
    };
  }
}
