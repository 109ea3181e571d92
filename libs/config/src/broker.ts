import { readFileSync } from 'node:fs';
import { AppError } from '#libs/kernel';

/** How topics are made. */
export interface TopicConfig {
  partitions: number;
  replication: number;
  minInSync: number;
  /** How long a topic of clues keeps its messages; at most 14 days, as they speak of people. */
  retentionDays: number;
}

/** The broker, as the environment describes it (README "Settings"). */
export interface BrokerConfig {
  /** `host:port` of each (`HUB_KAFKA`). */
  brokers: string[];
  /** SCRAM-SHA-512 (`HUB_KAFKA_USER`, `HUB_KAFKA_PASSWORD`). */
  sasl?: { username: string; password: string };
  /** TLS (`HUB_KAFKA_TLS=on`), with a certificate authority of one's own as PEM (file `HUB_KAFKA_CA`). */
  tls?: { ca?: string };
  /** Consumer group, exactly as the broker shows it (`HUB_KAFKA_GROUP`). */
  group: string;
  /** `none` or `gzip` (`HUB_KAFKA_COMPRESSION`): what every Kafka client understands. */
  compression: 'none' | 'gzip';
  topics: TopicConfig;
}

/** Longest retention of a topic of clues. */
export const MAX_RETENTION_DAYS = 14;

type Text = (name: string, fallback: string) => string;
type Check = (ok: boolean, message: string) => void;

/** The broker's settings, or nothing where `HUB_KAFKA` is not set. Mistakes go to `check`, so that all are said at once. */
export function readBroker(text: Text, check: Check): BrokerConfig | undefined {
  const brokers = text('HUB_KAFKA', '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  if (brokers.length === 0) return undefined;
  check(
    brokers.every((broker) => isAddress(broker)),
    'HUB_KAFKA 应为“主机:端口”，多个用逗号分隔',
  );
  const username = text('HUB_KAFKA_USER', '');
  const password = text('HUB_KAFKA_PASSWORD', '');
  check((username === '') === (password === ''), 'HUB_KAFKA_USER 与 HUB_KAFKA_PASSWORD 应同时给出');
  const tls = readTls(text, check);
  const group = text('HUB_KAFKA_GROUP', username || 'aggregator');
  check(/^[\w.-]{1,200}$/u.test(group), 'HUB_KAFKA_GROUP 只能含字母、数字和 . _ -');
  const compression = text('HUB_KAFKA_COMPRESSION', 'none');
  check(['none', 'gzip'].includes(compression), 'HUB_KAFKA_COMPRESSION 应为 none 或 gzip');
  return {
    brokers,
    ...(username ? { sasl: { username, password } } : {}),
    ...(tls ? { tls } : {}),
    group,
    compression: compression === 'gzip' ? 'gzip' : 'none',
    topics: readTopics(text, check),
  };
}

function readTls(text: Text, check: Check): BrokerConfig['tls'] {
  const tls = text('HUB_KAFKA_TLS', 'off');
  const file = text('HUB_KAFKA_CA', '');
  check(tls === 'on' || tls === 'off', 'HUB_KAFKA_TLS 应为 on 或 off');
  check(file === '' || tls === 'on', 'HUB_KAFKA_CA 只在 HUB_KAFKA_TLS=on 时有效');
  if (tls !== 'on') return undefined;
  if (file === '') return {};
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch (error) {
    check(false, `HUB_KAFKA_CA 读不到证书文件（${(error as NodeJS.ErrnoException).code ?? '未知原因'}）`);
    return {};
  }
}

function readTopics(text: Text, check: Check): TopicConfig {
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const written = text(name, String(fallback));
    const value = Number(written);
    check(/^\d+$/u.test(written) && value >= least && value <= most, `${name} 应为 ${least}–${most} 的整数`);
    return value;
  };
  const replication = whole('HUB_KAFKA_REPLICATION', 1, 1, 9);
  const minInSync = whole('HUB_KAFKA_MIN_INSYNC', 1, 1, 9);
  check(minInSync <= replication, 'HUB_KAFKA_MIN_INSYNC 不能大于 HUB_KAFKA_REPLICATION');
  return {
    partitions: whole('HUB_KAFKA_PARTITIONS', 6, 1, 1000),
    replication,
    minInSync,
    retentionDays: whole('HUB_KAFKA_RETENTION_DAYS', 7, 1, MAX_RETENTION_DAYS),
  };
}

function isAddress(broker: string): boolean {
  const port = /^[^\s:/]+:(\d{1,5})$/u.exec(broker)?.[1] ?? /^\[[0-9a-f:]+\]:(\d{1,5})$/iu.exec(broker)?.[1];
  return port !== undefined && Number(port) > 0 && Number(port) <= 65535;
}

/**
 * The broker of the tests (`HUB_TEST_KAFKA`: `host:port` or `user:password@host:port` of an administrator).
 * @throws AppError where there is none: a test that cannot run fails
 */
export function readTestBroker(
  env: Readonly<Record<string, string | undefined>> = process.env,
): Pick<BrokerConfig, 'brokers' | 'sasl'> {
  const [, username, password, address] =
    /^(?:([^:@]+):([^@]+)@)?([^@]+)$/u.exec(env.HUB_TEST_KAFKA?.trim() ?? '') ?? [];
  if (address === undefined || !isAddress(address))
    throw new AppError('E-TEST-KAFKA', 'invalid', '没有可用于测试的 Kafka：请启动后把地址写入 HUB_TEST_KAFKA');
  return { brokers: [address], ...(username && password ? { sasl: { username, password } } : {}) };
}
