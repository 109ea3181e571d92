import type { HubEvent } from '#libs/contracts';

/** A handler takes a batch whole: when it fulfils, all its effects are durable; when it rejects, the batch comes again. */
export type BatchHandler = (events: readonly HubEvent[]) => Promise<void>;

/** Where a relay hands events over. Fulfils when the other side holds them durably. */
export interface EventSink {
  publish(topic: string, events: readonly HubEvent[]): Promise<void>;
}

/** What a transport tells the handler beside the batch. The topic is the sender's own; the events only claim to be. */
export interface Delivered {
  topic: string;
}
