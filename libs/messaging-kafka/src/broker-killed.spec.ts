import type { HubEvent } from '#libs/contracts';
import { Book, clueOf, eventOf, eventually, listenTo, OwnBroker, outgoing, testTopic } from '#libs/testkit';
import { KafkaSink } from './kafka-sink.js';
import { KafkaTransport } from './kafka-transport.js';
import { ensureTopics } from './topics.js';

let own: OwnBroker;

beforeAll(() => {
  own = OwnBroker.start();
});
afterAll(() => own.remove());

const history = (records: number, versions: number): HubEvent[] =>
  Array.from({ length: versions }, (_, version) =>
    Array.from({ length: records }, (_, record) =>
      eventOf('DIS', `J-${record}`, clueOf({ title: `第${version + 1}版` }), { version: version + 1 }),
    ),
  ).flat();

test('a broker killed twice in the middle of sending and taking: nothing is lost, each record keeps its order', async () => {
  const topic = testTopic();
  await ensureTopics(own.config, [topic]);
  const sink = new KafkaSink(own.config, 'test-sink', { deadlineMs: 3000 });
  const book = new Book();
  book.before = () => new Promise((resolve) => setTimeout(resolve, 5));
  const transport = new KafkaTransport(own.config, 'test-consumer', { batch: 50 });
  const service = await listenTo(transport, topic, (arrivals) => book.take(arrivals));
  const sent = history(50, 60);
  let failures = 0;
  const sending = (async () => {
    for (let start = 0; start < sent.length; start += 50) {
      const batch = sent.slice(start, start + 50).map(outgoing);
      // As the relay: the same batch again until it is acknowledged, and only then the next one.
      for (;;) {
        try {
          await sink.publish(topic, batch);
          break;
        } catch {
          failures += 1;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  for (const part of [0.2, 0.6]) {
    await eventually(() => expect(book.taken.length).toBeGreaterThan(sent.length * part), 40_000);
    own.kill();
    await new Promise((resolve) => setTimeout(resolve, 500));
    own.restart();
  }
  await sending;
  await eventually(() => expect(book.taken).toHaveLength(sent.length), 40_000);
  await eventually(async () => expect((await transport.lag()).map(({ lag }) => lag)).toEqual([0, 0]));
  await service.close();
  await sink.close();
  expect(failures).toBeGreaterThan(0);
  expect(book.aside).toEqual([]);
  for (const versions of book.versions.values()) expect(versions).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
});
