import { Controller, type INestMicroservice, Module, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type CustomTransportStrategy, EventPattern, Payload } from '@nestjs/microservices';
import type { HubEvent } from '#libs/contracts';
import { type Arrival, type BatchHandler, type EventSink, KeepErrorFilter } from '#libs/messaging';

/** What a transport can do; the contract asks the rest of all of them. */
export interface TransportTraits {
  /** Holds what nobody took yet. Without: the publisher waits for the handler and is told of its failure. */
  keeps: boolean;
  /** Several consumers divide a topic among them. */
  shares: boolean;
  /** Carries messages without any value. */
  nulls: boolean;
}

/** A transport with a topic of its own. */
export interface TransportUnderTest {
  topic: string;
  sink: EventSink;
  /** A consumer, as in a process that starts. */
  consume(handler: BatchHandler): Promise<{ close(): Promise<void> }>;
  /** Sends what no relay would send. */
  raw(key: string, value: string | null): Promise<void>;
  /** Messages not taken yet. */
  lag?(): Promise<number>;
  close(): Promise<void>;
}

/** A Nest microservice over `strategy` whose one `@EventPattern` handler is `handler`. */
export async function listenTo(
  strategy: CustomTransportStrategy,
  topic: string,
  handler: BatchHandler,
): Promise<INestMicroservice> {
  @Controller()
  @UseFilters(KeepErrorFilter)
  class Receiving {
    @EventPattern(topic)
    async onEvents(@Payload() arrivals: unknown): Promise<void> {
      await handler(arrivals as Arrival[]);
    }
  }

  @Module({ controllers: [Receiving] })
  class ReceivingModule {}

  const service = await NestFactory.createMicroservice(ReceivingModule, { strategy, logger: false });
  await service.listen();
  return service;
}

/** A receiver as it has to be: a batch's effects come together, and an event that is known has no second one. */
export class Book {
  readonly taken: HubEvent[] = [];
  readonly aside: { id: string | undefined; code: string; digest: string }[] = [];
  calls = 0;
  deliveries = 0;
  /** Runs before and after the effects of a batch; what it throws is the handler's failure. */
  before: (arrivals: readonly Arrival[]) => void | Promise<void> = () => {};
  after: () => void = () => {};
  private readonly known = new Set<string>();

  async take(arrivals: readonly Arrival[]): Promise<void> {
    this.calls += 1;
    this.deliveries += arrivals.length;
    await this.before(arrivals);
    for (const arrival of arrivals) this.takeOne(arrival);
    this.after();
  }

  private takeOne({ event, fault, failure, digest, position }: Arrival): void {
    const code = fault ?? failure;
    const key = code === undefined ? String(event?.id) : `${digest} ${position?.partition}/${position?.offset}`;
    if (this.known.has(key)) return;
    this.known.add(key);
    if (code !== undefined) this.aside.push({ id: event?.id, code, digest });
    else if (event) this.taken.push(event);
  }

  get ids(): string[] {
    return this.taken.map(({ id }) => id).sort();
  }

  /** Versions of each record in the order of their effects. */
  get versions(): Map<string, number[]> {
    const found = new Map<string, number[]>();
    for (const { subject, data } of this.taken) found.set(subject, [...(found.get(subject) ?? []), data.sourceVersion]);
    return found;
  }
}

/** Repeats a check until it passes; after `ms` its own failure shows. */
export async function eventually(check: () => void | Promise<void>, ms = 20_000): Promise<void> {
  for (let waited = 0; ; waited += 25) {
    try {
      await check();
      return;
    } catch (error) {
      if (waited >= ms) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
