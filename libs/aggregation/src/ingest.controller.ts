import { Controller, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { clueTopic, DEPARTMENT_CODES, type HubEvent } from '#libs/contracts';
import { KeepErrorFilter } from '#libs/messaging';
import { EventIngest } from './ingest.js';

/** The one handler of all departments' topics, under whichever transport the app was composed with. */
@Controller()
@UseFilters(KeepErrorFilter)
export class IngestController {
  constructor(private readonly ingest: EventIngest) {}

  @EventPattern(DEPARTMENT_CODES.map(clueTopic))
  async onEvents(@Payload() events: HubEvent[]): Promise<void> {
    const topic = events[0] ? clueTopic(events[0].data.sourceDept) : '';
    await this.ingest.handle(topic, events);
  }
}
