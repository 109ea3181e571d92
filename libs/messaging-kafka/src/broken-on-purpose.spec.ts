import type { EachBatchPayload } from 'kafkajs';
import { AppError } from '#libs/kernel';
import { readArrival } from '#libs/messaging';
import { Book, clueOf, eventOf, listenTo, outgoing, testBroker, testTopic } from '#libs/testkit';
import { KafkaSink } from './kafka-sink.js';
import { KafkaTransport } from './kafka-transport.js';
import { ensureTopics } from './topics.js';

const arrivalsOf = ({ batch: { topic, messages } }: EachBatchPayload) =>
  messages.map(({ key, value }) => readArrival({ topic, key, value }));

/** Broken: the offset is committed before the effect. */
class OffsetFirst extends KafkaTransport {
  readonly shrugged: unknown[] = [];

  protected override async takePart(payload: EachBatchPayload): Promise<boolean> {
    const { topic, partition } = payload.batch;
    const offset = (BigInt(payload.batch.lastOffset()) + 1n).toString();
    await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] });
    payload.resolveOffset(payload.batch.lastOffset());
    try {
      await this.deliver(topic, arrivalsOf(payload));
    } catch (error) {
      this.shrugged.push(error);
    }
    return false;
  }
}

/** Broken: a failure leaves the callback, as it would in a plain kafkajs consumer. */
class ThrowingOut extends KafkaTransport {
  protected override async takePart(payload: EachBatchPayload): Promise<boolean> {
    for (const arrival of arrivalsOf(payload)) if (arrival.event === null) throw new TypeError('x is not a function');
    return super.takePart(payload, 0);
  }
}

/** What of 60 events is taken by `make`'s transport whose handler is away for three calls; one of the messages is no event. */
async function takenBy<T extends KafkaTransport>(make: (...args: ConstructorParameters<typeof KafkaTransport>) => T) {
  const broker = { ...testBroker(), topics: { ...testBroker().topics, partitions: 1 } };
  const topic = testTopic();
  await ensureTopics(broker, [topic]);
  const sink = new KafkaSink(broker, 'test-sink');
  const sent = Array.from({ length: 60 }, (_, n) => outgoing(eventOf('DIS', `J-${n}`, clueOf())));
  await sink.publish(topic, [...sent.slice(0, 30), { id: 'x', key: 'x', json: 'nonsense' }, ...sent.slice(30)]);
  await sink.close();
  const book = new Book();
  book.before = () => {
    if (book.calls <= 3) throw new AppError('E-DB-AWAY', 'transient', '数据库连不上');
  };
  const halted: string[] = [];
  const transport = make(broker, 'test-broken', { halt: (reason) => void halted.push(reason) });
  const service = await listenTo(transport, topic, (arrivals) => book.take(arrivals));
  // What is lost never comes: waiting for it has an end.
  for (let waited = 0; waited < 4000 && book.taken.length < 60 && halted.length === 0; waited += 100)
    await new Promise((resolve) => setTimeout(resolve, 100));
  await service.close();
  return { lost: 60 - book.taken.length, halted, transport };
}

test('the transport as it is loses nothing', async () => {
  expect(await takenBy((...args) => new KafkaTransport(...args))).toMatchObject({ lost: 0, halted: [] });
});

test('an offset committed before the effect loses events', async () => {
  const { lost, transport } = await takenBy((...args) => new OffsetFirst(...args));
  expect(lost).toBeGreaterThan(0);
  expect(transport.shrugged).toContainEqual(expect.objectContaining({ code: 'E-DB-AWAY' }));
});

test('a TypeError that leaves the callback ends the consumer for good, and the watchdog says so', async () => {
  const { lost, halted } = await takenBy((...args) => new ThrowingOut(...args));
  expect(lost).toBeGreaterThan(0);
  expect(halted).toEqual(['CRASHED']);
});
