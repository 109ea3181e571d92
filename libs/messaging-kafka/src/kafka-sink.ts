import kafkajs, { type Admin, type CompressionTypes, type Kafka, type Message, type Producer } from 'kafkajs';
import type { BrokerConfig } from '#libs/config';
import { SerialQueue } from '#libs/kernel';
import type { EventSink, OutgoingEvent } from '#libs/messaging';
import { BRIEF, brokerError, type Connection, kafkaClient, within } from './client.js';

export interface SinkOptions {
  /** Longest time of one send. */
  deadlineMs?: number;
  /** Largest sum of the messages of one send, in bytes. */
  requestBytes?: number;
  /** Told the code where a producer could not say goodbye: what was acknowledged is safe, but its connection may linger. */
  failed?: (code: string) => void;
}

/** What the protocol adds to each message, generously. */
const OVERHEAD_BYTES = 200;

/**
 * Hands events to the broker; fulfils when all replicas in sync hold them. One send at a time, so that none overtakes another.
 * After a send that did not end in time the producer is thrown away: its own attempts could still arrive after the next ones.
 */
export class KafkaSink implements EventSink {
  private readonly kafka: Kafka;
  private readonly deadlineMs: number;
  private readonly requestBytes: number;
  private readonly compression: CompressionTypes;
  private producer: Producer | undefined;
  private admin: Admin | undefined;
  private readonly sends = new SerialQueue();
  private readonly failed: (code: string) => void;

  constructor(
    broker: Connection & Pick<BrokerConfig, 'compression'>,
    clientId: string,
    { deadlineMs = 8000, requestBytes = 700_000, failed = () => {} }: SinkOptions = {},
  ) {
    this.kafka = kafkaClient(broker, clientId, BRIEF);
    this.deadlineMs = deadlineMs;
    this.requestBytes = requestBytes;
    this.failed = failed;
    this.compression = broker.compression === 'gzip' ? kafkajs.CompressionTypes.GZIP : kafkajs.CompressionTypes.None;
  }

  /** @throws AppError `E-BROKER-AWAY`, `E-BROKER-DENIED`, `E-TOPIC-MISSING` …: then some events of the batch may have arrived */
  publish(topic: string, events: readonly OutgoingEvent[]): Promise<void> {
    return this.sends.run(async () => {
      for (const part of parts(events, this.requestBytes)) await this.send(topic, part);
    });
  }

  /** Whether the broker answers and shows this account its topic. @throws AppError `E-BROKER-AWAY`, `E-BROKER-DENIED`, `E-TOPIC-MISSING` */
  async reached(topic: string): Promise<void> {
    const admin = this.admin ?? this.kafka.admin();
    this.admin = admin;
    try {
      const ask = async () => {
        await admin.connect();
        await admin.fetchTopicMetadata({ topics: [topic] });
      };
      await within(this.deadlineMs, ask());
    } catch (error) {
      this.admin = undefined;
      void this.leave(admin);
      throw error;
    }
  }

  /** Waits for the send that is under way. */
  close(): Promise<void> {
    return this.sends.run(async () => {
      const { producer, admin } = this;
      this.producer = undefined;
      this.admin = undefined;
      await Promise.all([producer, admin].map((client) => client && this.leave(client)));
    });
  }

  /** A broker that is away hears no goodbye, and nothing is owed to it any more: that is told and stops nobody. */
  private async leave(client: Producer | Admin): Promise<void> {
    try {
      await within(this.deadlineMs, client.disconnect());
    } catch (error) {
      this.failed(brokerError(error).code);
    }
  }

  private async send(topic: string, messages: Message[]): Promise<void> {
    const producer = this.producer ?? this.makeProducer();
    this.producer = producer;
    try {
      const work = async () => {
        await producer.connect();
        await producer.send({ topic, messages, acks: -1, timeout: 6000, compression: this.compression });
      };
      await within(this.deadlineMs, work());
    } catch (error) {
      this.producer = undefined;
      void this.leave(producer);
      throw error;
    }
  }

  private makeProducer(): Producer {
    return this.kafka.producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
      retry: BRIEF,
    });
  }
}

/** Cuts a batch so that no request is larger than `limit`, whatever the events; their order stays. */
export function parts(events: readonly OutgoingEvent[], limit: number): Message[][] {
  const found: Message[][] = [];
  let part: Message[] = [];
  let size = 0;
  for (const { id, key, json } of events) {
    const value = Buffer.from(json);
    const bytes = value.byteLength + OVERHEAD_BYTES;
    if (part.length > 0 && size + bytes > limit) {
      found.push(part);
      part = [];
      size = 0;
    }
    part.push({ key, value, headers: { id } });
    size += bytes;
  }
  if (part.length > 0) found.push(part);
  return found;
}
