/** An event as it leaves: JSON text that was written once, at acceptance, and is never written anew. */
export interface OutgoingEvent {
  /** The event's own id, for those who look at a topic with other tools. */
  id: string;
  /** Id of the source record: what shares a key keeps its order. */
  key: string;
  json: string;
}

/** Where a relay hands events over. Fulfils when the other side holds them durably; one key's events keep their order. */
export interface EventSink {
  publish(topic: string, events: readonly OutgoingEvent[]): Promise<void>;
}

/** Where a message stands in a broker. Offsets are 64-bit numbers as text. */
export interface Position {
  topic: string;
  partition: number;
  offset: string;
}

/** What a transport tells the handler beside the batch. The topic is the sender's own; the events only claim to be. */
export interface Delivered {
  topic: string;
}

/** Messages of a partition that the group has not yet taken. */
export interface PartitionLag {
  topic: string;
  partition: number;
  lag: number;
}
