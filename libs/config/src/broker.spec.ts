import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTestBroker } from './broker.js';
import { readConfig } from './config.js';

const folder = mkdtempSync(join(tmpdir(), 'broker-'));
const ca = join(folder, 'ca.pem');
writeFileSync(ca, 'PEM');
afterAll(() => rmSync(folder, { recursive: true }));

const HUB_KAFKA = 'kafka-1:9092, kafka-2:9093';

test('without HUB_KAFKA there is no broker, whatever else is set', () => {
  expect(readConfig({ HUB_KAFKA_TLS: 'nonsense' }, folder)).not.toHaveProperty('broker');
});

test('an address alone is enough', () => {
  expect(readConfig({ HUB_KAFKA }, folder).broker).toEqual({
    brokers: ['kafka-1:9092', 'kafka-2:9093'],
    group: 'aggregator',
    compression: 'none',
    topics: { partitions: 6, replication: 1, minInSync: 1, retentionDays: 7 },
  });
});

test('account, certificate authority and topics', () => {
  const env = {
    HUB_KAFKA: '[::1]:9092',
    HUB_KAFKA_USER: 'adapter-audit',
    HUB_KAFKA_PASSWORD: 'p',
    HUB_KAFKA_TLS: 'on',
    HUB_KAFKA_CA: ca,
    HUB_KAFKA_COMPRESSION: 'gzip',
    HUB_KAFKA_REPLICATION: '3',
    HUB_KAFKA_MIN_INSYNC: '2',
    HUB_KAFKA_RETENTION_DAYS: '14',
  };
  expect(readConfig(env, folder).broker).toEqual({
    brokers: ['[::1]:9092'],
    sasl: { username: 'adapter-audit', password: 'p' },
    tls: { ca: 'PEM' },
    group: 'adapter-audit',
    compression: 'gzip',
    topics: { partitions: 6, replication: 3, minInSync: 2, retentionDays: 14 },
  });
});

test.each([
  [{ HUB_KAFKA: 'kafka' }, 'HUB_KAFKA 应为'],
  [{ HUB_KAFKA: 'kafka:0' }, 'HUB_KAFKA 应为'],
  [{ HUB_KAFKA: 'http://kafka:9092' }, 'HUB_KAFKA 应为'],
  [{ HUB_KAFKA, HUB_KAFKA_USER: 'a' }, 'HUB_KAFKA_PASSWORD 应同时给出'],
  [{ HUB_KAFKA, HUB_KAFKA_PASSWORD: 'secret' }, 'HUB_KAFKA_PASSWORD 应同时给出'],
  [{ HUB_KAFKA, HUB_KAFKA_TLS: 'yes' }, 'HUB_KAFKA_TLS'],
  [{ HUB_KAFKA, HUB_KAFKA_CA: 'x.pem' }, 'HUB_KAFKA_CA 只在'],
  [{ HUB_KAFKA, HUB_KAFKA_TLS: 'on', HUB_KAFKA_CA: '/no/such.pem' }, 'HUB_KAFKA_CA 读不到证书文件（ENOENT）'],
  [{ HUB_KAFKA, HUB_KAFKA_GROUP: 'a b' }, 'HUB_KAFKA_GROUP'],
  [{ HUB_KAFKA, HUB_KAFKA_COMPRESSION: 'lz4' }, 'HUB_KAFKA_COMPRESSION'],
  [{ HUB_KAFKA, HUB_KAFKA_PARTITIONS: '0' }, 'HUB_KAFKA_PARTITIONS'],
  [{ HUB_KAFKA, HUB_KAFKA_RETENTION_DAYS: '15' }, 'HUB_KAFKA_RETENTION_DAYS 应为 1–14'],
  [{ HUB_KAFKA, HUB_KAFKA_MIN_INSYNC: '2' }, 'HUB_KAFKA_MIN_INSYNC 不能大于'],
])('%j is refused: %s', (env, message) => {
  expect(() => readConfig(env, folder)).toThrow(message);
});

test('every mistake is said at once, and no password among them', () => {
  const env = { HUB_PORT: 'x', HUB_KAFKA: 'kafka', HUB_KAFKA_PASSWORD: 'secret', HUB_KAFKA_PARTITIONS: '-1' };
  expect(() => readConfig(env, folder)).toThrow(/HUB_PORT.*HUB_KAFKA .*HUB_KAFKA_PASSWORD.*HUB_KAFKA_PARTITIONS/u);
  expect(() => readConfig(env, folder)).not.toThrow(/secret/u);
});

test.each([
  ['127.0.0.1:9092', { brokers: ['127.0.0.1:9092'] }],
  ['admin:pw@127.0.0.1:9092', { brokers: ['127.0.0.1:9092'], sasl: { username: 'admin', password: 'pw' } }],
])('broker of the tests: %s', (text, wanted) => {
  expect(readTestBroker({ HUB_TEST_KAFKA: text })).toEqual(wanted);
});

test.each([undefined, '', 'kafka', 'a@b'])('no broker for tests is one line: %s', (text) => {
  expect(() => readTestBroker({ HUB_TEST_KAFKA: text })).toThrow(/^没有可用于测试的 Kafka：[^\n]*$/u);
});
