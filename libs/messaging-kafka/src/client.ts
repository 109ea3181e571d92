import kafkajs, { type Kafka, type KafkaConfig, type RetryOptions } from 'kafkajs';
import type { BrokerConfig } from '#libs/config';
import { AppError } from '#libs/kernel';

/** What reaching the broker takes, of its whole configuration. */
export type Connection = Pick<BrokerConfig, 'brokers' | 'sasl' | 'tls'>;

/** For a consumer: waits for a broker that comes back without starting anew. */
export const PATIENT: RetryOptions = { retries: 30, initialRetryTime: 200, maxRetryTime: 2000 };

/** For what has a deadline of its own anyway. */
export const BRIEF: RetryOptions = { retries: 4, initialRetryTime: 200, maxRetryTime: 1000 };

/** The broker's client. It logs nothing: its lines carry whole messages; what has to be known is said by the classes here, as codes. */
export function kafkaClient({ brokers, sasl, tls }: Connection, clientId: string, retry: RetryOptions): Kafka {
  const config: KafkaConfig = {
    clientId,
    brokers,
    retry,
    connectionTimeout: 3000,
    authenticationTimeout: 5000,
    requestTimeout: 8000,
    enforceRequestTimeout: true,
    logLevel: kafkajs.logLevel.NOTHING,
    ...(sasl ? { sasl: { mechanism: 'scram-sha-512', ...sasl } } : {}),
    ...(tls ? { ssl: tls.ca ? { ca: [tls.ca] } : true } : {}),
  };
  return new kafkajs.Kafka(config);
}

const DENIED = 'Kafka 拒绝了这一操作';

const BY_TYPE: Readonly<Record<string, AppError>> = {
  TOPIC_AUTHORIZATION_FAILED: new AppError('E-BROKER-DENIED', 'forbidden', DENIED, '核对该账号对主题的权限'),
  GROUP_AUTHORIZATION_FAILED: new AppError('E-BROKER-DENIED', 'forbidden', DENIED, '核对该账号对消费组的权限'),
  CLUSTER_AUTHORIZATION_FAILED: new AppError('E-BROKER-DENIED', 'forbidden', DENIED, '核对该账号的权限'),
  UNKNOWN_TOPIC_OR_PARTITION: new AppError('E-TOPIC-MISSING', 'transient', 'Kafka 中没有该主题', '先建立主题'),
  MESSAGE_TOO_LARGE: new AppError(
    'E-EVENT-TOO-LARGE',
    'invalid',
    '事件超过主题允许的大小',
    '核对主题的 max.message.bytes',
  ),
};

const AWAY = ['E-BROKER-AWAY', 'transient', 'Kafka 暂时不可用', '核对 HUB_KAFKA 所指的服务是否在运行'] as const;

/** A failure of the client as a code. Its own text may carry message content and goes no further. */
export function brokerError(error: unknown): AppError {
  for (let cause = error, depth = 0; cause && depth < 6; depth++) {
    if (cause instanceof AppError) return cause;
    const { type, name, errors, cause: inner } = cause as Record<string, unknown>;
    const known = typeof type === 'string' ? BY_TYPE[type] : undefined;
    if (known) return new AppError(known.code, known.kind, known.message, known.remedy);
    if (name === 'KafkaJSSASLAuthenticationError')
      return new AppError('E-BROKER-LOGIN', 'forbidden', 'Kafka 不接受账号或口令', '核对 HUB_KAFKA_USER 与口令');
    // What the client says of a group that the account may not use.
    if (name === 'KafkaJSGroupCoordinatorNotFound')
      return new AppError('E-BROKER-GROUP', 'transient', '找不到消费组的协调者', '核对该账号对消费组的权限');
    cause = Array.isArray(errors) ? errors[0] : inner;
  }
  return new AppError(...AWAY);
}

/** `work`, or `E-BROKER-AWAY` after `ms`: the client's own retries have no common end. The work itself may go on unseen. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError(...AWAY)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } catch (error) {
    throw brokerError(error);
  } finally {
    clearTimeout(timer);
  }
}
