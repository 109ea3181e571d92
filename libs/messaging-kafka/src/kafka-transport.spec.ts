import { listenTo, testBroker, testTopic, transportContract } from '#libs/testkit';
import { BRIEF, kafkaClient } from './client.js';
import { KafkaSink } from './kafka-sink.js';
import { KafkaTransport } from './kafka-transport.js';
import { ensureTopics } from './topics.js';

const { brokers, sasl } = testBroker();

/** A sender who keeps to nothing. */
const stranger = kafkaClient({ brokers, ...(sasl ? { sasl } : {}) }, 'test-stranger', BRIEF).producer();

beforeAll(() => stranger.connect());
afterAll(() => stranger.disconnect());

describe('on Kafka', () => {
  transportContract({ keeps: true, shares: true, nulls: true }, async () => {
    const broker = testBroker();
    const topic = testTopic();
    await ensureTopics(broker, [topic]);
    const sink = new KafkaSink(broker, 'test-sink');
    const running = new Set<KafkaTransport>();
    return {
      topic,
      sink,
      async consume(handler) {
        const transport = new KafkaTransport(broker, 'test-consumer', {
          sessionMs: 6000,
          halt: (reason) => {
            throw new Error(`halted: ${reason}`);
          },
        });
        running.add(transport);
        const service = await listenTo(transport, topic, handler);
        return {
          async close() {
            running.delete(transport);
            await service.close();
          },
        };
      },
      async raw(key, value) {
        await stranger.send({ topic, messages: [{ key, value }] });
      },
      async lag() {
        const [any] = running;
        if (!any) throw new Error('nobody runs');
        return (await any.lag()).reduce((sum, { lag }) => sum + lag, 0);
      },
      async close() {
        await Promise.all([...running].map((transport) => transport.close()));
        await sink.close();
      },
    };
  });
});
