import type { Kafka } from 'kafkajs';
import type { BrokerConfig } from '#libs/config';
import { type Arrival, type Position, readArrival } from '#libs/messaging';
import { BRIEF, type Connection, kafkaClient, within } from './client.js';

/** Reads single messages of a topic again, for decisions about what is in quarantine. Its group commits nothing. */
export class TopicReader {
  private readonly kafka: Kafka;
  private readonly groupId: string;

  constructor(
    broker: Connection & Pick<BrokerConfig, 'group'>,
    clientId: string,
    private readonly deadlineMs = 20_000,
  ) {
    this.kafka = kafkaClient(broker, clientId, BRIEF);
    this.groupId = `${broker.group}.again`;
  }

  /** The message at `position`, or nothing where the topic does not keep it any more. */
  async at({ topic, partition, offset }: Position): Promise<Arrival | undefined> {
    if (!(await this.keeps({ topic, partition, offset }))) return undefined;
    const consumer = this.kafka.consumer({ groupId: this.groupId, maxWaitTimeInMs: 500, retry: BRIEF });
    const read = async (): Promise<Arrival | undefined> => {
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      const found = new Promise<Arrival | undefined>((resolve, reject) => {
        const running = consumer.run({
          autoCommit: false,
          eachMessage: async ({ partition: from, message: { key, value, offset: at } }) => {
            if (from !== partition || BigInt(at) < BigInt(offset)) return;
            const position = { topic, partition, offset };
            resolve(at === offset ? readArrival({ topic, key, value, position }) : undefined);
          },
        });
        running.catch(reject);
        consumer.seek({ topic, partition, offset });
      });
      return found;
    };
    try {
      return await within(this.deadlineMs, read());
    } finally {
      await within(this.deadlineMs, consumer.disconnect());
    }
  }

  private async keeps({ topic, partition, offset }: Position): Promise<boolean> {
    const admin = this.kafka.admin();
    try {
      await within(this.deadlineMs, admin.connect());
      const ends = await within(this.deadlineMs, admin.fetchTopicOffsets(topic));
      const own = ends.find((end) => end.partition === partition);
      return own !== undefined && BigInt(own.low) <= BigInt(offset) && BigInt(offset) < BigInt(own.high);
    } finally {
      await within(this.deadlineMs, admin.disconnect());
    }
  }
}
