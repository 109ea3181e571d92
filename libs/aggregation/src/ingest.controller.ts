import { Controller, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { clueTopic, DEPARTMENT_CODES } from '#libs/contracts';
import { type Arrival, type Delivered, KeepErrorFilter } from '#libs/messaging';
import { EventIngest } from './ingest.js';

/** The one handler of all departments' topics, under whichever transport the app was composed with. */
@Controller()
@UseFilters(KeepErrorFilter)
export class IngestController {
  constructor(private readonly ingest: EventIngest) {}

  @EventPattern(DEPARTMENT_CODES.map(clueTopic))
  async onEvents(@Payload() arrivals: Arrival[], @Ctx() { topic }: Delivered): Promise<void> {
    await this.ingest.handle(topic, arrivals);
  }
}
