import kafkajs, { type Admin, type Consumer, type Kafka } from 'kafkajs';
import { csvRows, readProjectFile } from '#libs/kernel';
import type { KafkaAccess } from './servers.js';

/** What the broker says to one try. Anything but these two is an error of the test itself. */
export type Answer = 'allowed' | 'refused';

/** One row of the matrix: the answers for one principal and one resource, by operation; '' where it makes no sense. */
export type MatrixRow = Record<'principal' | 'resource' | Operation, string>;

export const OPERATIONS = ['produce', 'consume', 'create', 'delete', 'describe', 'join', 'acls'] as const;
export type Operation = (typeof OPERATIONS)[number];

const ACLS = csvRows(readProjectFile('docker/kafka/acls.csv'));
const SERVICES = [...new Set(ACLS.map((row) => row.principal ?? ''))];
const GROUPS = ACLS.flatMap(({ resource, name = '' }) => (resource === 'group' ? [name] : []));
const TOPICS = csvRows(readProjectFile('docker/kafka/topics.csv')).map((row) => row.topic ?? '');

/** Milliseconds in which a message that is there must come. */
const PATIENCE = 15_000;

/** How kafkajs says that a right is missing; a foreign group looks like a group without coordinator. */
const REFUSALS = new Set(['TOPIC_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED']);

function isRefusal(error: unknown): boolean {
  const { name, type, cause, errors } = error as { name?: string; type?: string; cause?: unknown; errors?: unknown[] };
  if (name === 'KafkaJSGroupCoordinatorNotFound' || REFUSALS.has(type ?? '')) return true;
  return errors ? errors.every(isRefusal) : cause !== undefined && isRefusal(cause);
}

async function answerTo(attempt: () => Promise<unknown>): Promise<Answer> {
  try {
    await attempt();
    return 'allowed';
  } catch (error) {
    if (isRefusal(error)) return 'refused';
    throw error;
  }
}

const client = ({ brokers, mechanism, users }: KafkaAccess, username: string): Kafka =>
  new kafkajs.Kafka({
    brokers,
    clientId: `matrix-${username}`,
    sasl: { mechanism, username, password: users[username] ?? '' },
    retry: { retries: 2, initialRetryTime: 100 },
    logLevel: kafkajs.logLevel.NOTHING,
  });

/** Reads one message of `topic` as a member of `groupId`. */
async function readOne(kafka: Kafka, groupId: string, topic: string): Promise<void> {
  const consumer: Consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 200, retry: { retries: 1 } });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((done, fail) => {
      const late = setTimeout(() => fail(new Error(`nothing came from ${topic} to ${groupId}`)), PATIENCE);
      const settle = (act: () => void): void => {
        clearTimeout(late);
        act();
      };
      consumer.on(consumer.events.CRASH, ({ payload }) => settle(() => fail(payload.error)));
      consumer
        .run({ autoCommit: false, eachMessage: async () => settle(done) })
        .catch((error: unknown) => settle(() => fail(error)));
    });
  } finally {
    await consumer.disconnect();
  }
}

const row = (principal: string, resource: string, answers: Partial<Record<Operation, Answer>>): MatrixRow =>
  Object.assign(
    { principal, resource },
    Object.fromEntries(OPERATIONS.map((operation) => [operation, answers[operation] ?? ''])),
  ) as MatrixRow;

async function triesOf(access: KafkaAccess, principal: string): Promise<MatrixRow[]> {
  const kafka = client(access, principal);
  const admin = kafka.admin();
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  const rows: MatrixRow[] = [];
  const messages = [{ key: 'matrix', value: '{}' }];
  for (const topic of TOPICS)
    rows.push(
      row(principal, topic, {
        produce: await answerTo(() => producer.send({ topic, messages })),
        consume: await answerTo(() => readOne(kafka, principal, topic)),
        create: await answerTo(() => admin.createTopics({ topics: [{ topic, numPartitions: 1 }] })),
        delete: await answerTo(() => admin.deleteTopics({ topics: [topic] })),
      }),
    );
  const readable = rows.find(({ consume }) => consume === 'allowed')?.resource ?? '';
  for (const group of GROUPS)
    rows.push(
      row(principal, group, {
        describe: await answerTo(() => admin.describeGroups([group])),
        join: await answerTo(() => readOne(kafka, group, readable)),
      }),
    );
  rows.push(row(principal, 'cluster', { acls: await answerTo(() => describeAcls(admin)) }));
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  return rows;
}

const describeAcls = (admin: Admin): Promise<unknown> =>
  admin.describeAcls({
    resourceType: kafkajs.AclResourceTypes.ANY,
    resourcePatternType: kafkajs.ResourcePatternTypes.ANY,
    operation: kafkajs.AclOperationTypes.ANY,
    permissionType: kafkajs.AclPermissionTypes.ANY,
  });

/**
 * Lets every service of docker/kafka/acls.csv try every operation on every topic and group, each with its own password.
 * Every topic holds a message before, so that "consume" is proven by a message and not by silence.
 */
export async function aclMatrix(access: KafkaAccess): Promise<MatrixRow[]> {
  const producer = client(access, 'admin').producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  for (const topic of TOPICS) await producer.send({ topic, messages: [{ key: 'matrix', value: '{}' }] });
  await producer.disconnect();
  return (await Promise.all(SERVICES.map((service) => triesOf(access, service)))).flat();
}
