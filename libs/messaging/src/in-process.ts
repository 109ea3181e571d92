import type { CustomTransportStrategy } from '@nestjs/microservices';
import { readArrival } from './arrival.js';
import { BatchServer } from './batch-server.js';
import type { EventSink, OutgoingEvent } from './ports.js';

/**
 * Delivery inside one process, as a Nest transport: `@EventPattern(topic)` handlers get the same batches
 * they would get from a broker. The publisher waits for the handler, so a failure reaches the relay and the batch is sent again.
 */
export class InProcessTransport extends BatchServer implements CustomTransportStrategy, EventSink {
  listen(callback: () => void): void {
    callback();
  }

  close(): void {
    this.messageHandlers.clear();
  }

  async publish(topic: string, events: readonly OutgoingEvent[]): Promise<void> {
    await this.deliver(
      topic,
      events.map(({ key, json }) => readArrival({ topic, key, value: json })),
    );
  }
}
