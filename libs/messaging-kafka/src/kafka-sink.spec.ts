import { createServer, type Server, type Socket } from 'node:net';
import { AppError } from '#libs/kernel';
import type { OutgoingEvent } from '#libs/messaging';
import { Book, clueOf, eventOf, eventually, listenTo, outgoing, testBroker, testTopic } from '#libs/testkit';
import { BRIEF, kafkaClient } from './client.js';
import { KafkaSink, parts } from './kafka-sink.js';
import { KafkaTransport } from './kafka-transport.js';
import { TopicReader } from './topic-reader.js';
import { ensureTopics, topicSettings } from './topics.js';

const broker = testBroker();

const event = (id: string, bytes = 10): OutgoingEvent => ({ id, key: id, json: 'x'.repeat(bytes) });

test('a batch is cut at the limit of a request, in order; an event larger than that goes alone', () => {
  const sizes = [100, 700, 300, 5000, 1, 1];
  const cut = parts(
    sizes.map((size, index) => event(`${index}`, size)),
    1500,
  );
  expect(cut.map((part) => part.map(({ key }) => key))).toEqual([['0', '1'], ['2'], ['3'], ['4', '5']]);
  expect(parts([], 1500)).toEqual([]);
});

describe.each(['none', 'gzip'] as const)('compression %s', (compression) => {
  test('batches far above the limit of one request arrive whole and in order', async () => {
    const topic = testTopic();
    await ensureTopics(broker, [topic]);
    const sink = new KafkaSink({ ...broker, compression }, 'test-sink', { requestBytes: 20_000 });
    const sent = Array.from({ length: 300 }, (_, n) => eventOf('DIS', 'J-1', clueOf(), { version: n + 1 }));
    await Promise.all([0, 100, 200].map((start) => sink.publish(topic, sent.slice(start, start + 100).map(outgoing))));
    await sink.close();
    const book = new Book();
    const transport = new KafkaTransport({ ...broker, group: testBroker().group }, 'test-consumer');
    const service = await listenTo(transport, topic, (arrivals) => book.take(arrivals));
    await eventually(() => expect(book.taken).toHaveLength(300));
    await service.close();
    expect(book.taken.map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
  });
});

test('a broker that takes connections and never answers: the send ends in time with a code', async () => {
  const sockets = new Set<Socket>();
  const silent: Server = createServer((socket) => void sockets.add(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as { port: number };
  const sink = new KafkaSink({ brokers: [`127.0.0.1:${port}`], compression: 'none' }, 'test-sink', { deadlineMs: 400 });
  const started = process.hrtime.bigint();
  await expect(sink.publish('clue.audit.v1', [event('1')])).rejects.toMatchObject({
    code: 'E-BROKER-AWAY',
    kind: 'transient',
  });
  expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2000);
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});

test('with TLS configured the first byte is that of a TLS handshake, and no clear text follows', async () => {
  const seen: Buffer[] = [];
  const listener = createServer((socket) => {
    socket.once('data', (bytes) => {
      seen.push(bytes);
      socket.destroy();
    });
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as { port: number };
  const sasl = { username: 'adapter-audit', password: 'secret-1' };
  const connection = { brokers: [`127.0.0.1:${port}`], sasl, tls: {}, compression: 'none' as const };
  const sink = new KafkaSink(connection, 'test-sink', { deadlineMs: 2000 });
  await expect(sink.publish('clue.audit.v1', [event('1')])).rejects.toMatchObject({ code: 'E-BROKER-AWAY' });
  await new Promise((resolve) => listener.close(resolve));
  expect(seen.length).toBeGreaterThan(0);
  for (const bytes of seen) expect([bytes[0], bytes.includes('secret-1')]).toEqual([0x16, false]);
});

test.each([
  ['a topic that is missing', () => broker, 'E-TOPIC-MISSING'],
  ['a broker that is not there', () => ({ ...broker, brokers: ['127.0.0.1:1'] }), 'E-BROKER-AWAY'],
])('%s: a code, and the next send is tried afresh', async (_, settings, code) => {
  const sink = new KafkaSink(settings(), 'test-sink', { deadlineMs: 6000 });
  for (let time = 0; time < 2; time++) {
    const failure = await sink.publish(testTopic(), [event('secret-1')]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(AppError);
    expect(failure).toMatchObject({ code });
    expect(JSON.stringify(failure)).not.toContain('secret-1');
  }
  await sink.close();
});

test('topics get their settings when made, and again when those change; twice changes nothing', async () => {
  const topic = testTopic();
  const first = { ...broker, topics: { ...broker.topics, partitions: 3 } };
  expect(await ensureTopics(first, [topic])).toEqual({ created: [topic] });
  expect(await ensureTopics(first, [topic])).toEqual({ created: [] });
  await ensureTopics({ ...broker, topics: { ...first.topics, retentionDays: 5 } }, [topic]);
  const admin = kafkaClient(broker, 'test-admin', BRIEF).admin();
  await admin.connect();
  const { resources } = await admin.describeConfigs({ resources: [{ type: 2, name: topic }], includeSynonyms: false });
  const found = Object.fromEntries(
    (resources[0]?.configEntries ?? []).map(({ configName, configValue }) => [configName, configValue]),
  );
  const [meta] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
  await admin.disconnect();
  expect(meta?.partitions).toHaveLength(3);
  for (const { name, value } of topicSettings({ ...first.topics, retentionDays: 5 })) expect(found[name]).toBe(value);
});

test('a message is read again where it stands, and not where nothing stands', async () => {
  const topic = testTopic();
  await ensureTopics({ ...broker, topics: { ...broker.topics, partitions: 1 } }, [topic]);
  const sink = new KafkaSink(broker, 'test-sink');
  const sent = [1, 2, 3].map((n) => eventOf('DIS', `J-${n}`, clueOf()));
  await sink.publish(topic, sent.map(outgoing));
  await sink.close();
  const reader = new TopicReader(broker, 'test-reader');
  const found = await reader.at({ topic, partition: 0, offset: '1' });
  expect(found?.event).toEqual(sent[1]);
  expect(await reader.at({ topic, partition: 0, offset: '3' })).toBeUndefined();
});
