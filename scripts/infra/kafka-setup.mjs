// @ts-check
// Topics and access list of the broker, as docker/kafka/*.csv say. Run again after a change of these files.
// By itself (as compose.yaml does):  HUB_KAFKA=kafka:9092 HUB_KAFKA_ADMIN_PASSWORD=… node scripts/infra/kafka-setup.mjs
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import { Failure } from './failure.mjs';
import { dockerFile, tableRows } from './folder.mjs';

const { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ConfigResourceTypes, Kafka, ResourcePatternTypes } =
  kafkajs;
/** @typedef {import('kafkajs').Admin} Admin */
/** @typedef {import('kafkajs').AclEntry} AclEntry */

const DAY = 86_400_000;

/** Every principal of the access list. */
export const principals = () => [...new Set(tableRows(dockerFile('kafka/acls.csv')).map(({ principal }) => principal))];

/**
 * @param {string[]} brokers
 * @param {string} password of `admin`
 * @param {number} retries
 */
export const kafkaAdmin = (brokers, password, retries) =>
  new Kafka({
    brokers,
    clientId: 'infra',
    sasl: { mechanism: 'scram-sha-512', username: 'admin', password },
    connectionTimeout: 3000,
    retry: { retries },
    // What goes wrong is thrown; the library's own log would tell it twice.
    logCreator: () => () => undefined,
  }).admin();

/**
 * Makes the topics that are missing and gives all of them their retention. Topics that the table does not name stay.
 * @param {Admin} admin
 */
async function setUpTopics(admin) {
  const rows = tableRows(dockerFile('kafka/topics.csv'));
  const known = new Set(await admin.listTopics());
  const missing = rows.filter(({ topic }) => !known.has(topic));
  await admin.createTopics({
    topics: missing.map(({ topic, partitions }) => ({
      topic,
      numPartitions: Number(partitions),
      replicationFactor: -1,
    })),
    waitForLeaders: true,
  });
  const { topics } = await admin.fetchTopicMetadata({ topics: rows.map(({ topic }) => topic) });
  for (const { name, partitions } of topics) {
    const wanted = rows.find(({ topic }) => topic === name)?.partitions;
    if (partitions.length !== Number(wanted))
      throw new Failure(
        `主题 ${name} 有 ${partitions.length} 个分区，topics.csv 写的是 ${wanted}`,
        '分区数不自动改（会打乱同一记录的顺序），改回表格或建新主题',
      );
  }
  await admin.alterConfigs({
    validateOnly: false,
    resources: rows.map(({ topic, retention_days }) => ({
      type: ConfigResourceTypes.TOPIC,
      name: topic,
      configEntries: [{ name: 'retention.ms', value: String(Number(retention_days) * DAY) }],
    })),
  });
}

/** @returns {AclEntry[]} */
function wantedAcls() {
  return tableRows(dockerFile('kafka/acls.csv')).map(({ principal, operation, resource, name, pattern }) => ({
    principal: `User:${principal}`,
    host: '*',
    operation: member(AclOperationTypes, operation),
    permissionType: AclPermissionTypes.ALLOW,
    resourceType: member(AclResourceTypes, resource),
    resourceName: name,
    resourcePatternType: member(ResourcePatternTypes, pattern),
  }));
}

/** Number of a name in one of kafkajs' enumerations. @param {object} numbers @param {string} name @returns {number} */
function member(numbers, name) {
  const number = Object.entries(numbers).find(([key]) => key === name.toUpperCase())?.[1];
  if (number === undefined)
    throw new Failure(`acls.csv 中的 ${name} 不认识`, '用 Kafka 的英文名称，例如 Write、topic、literal');
  return number;
}

/** @param {AclEntry} acl */
const keyOf = (acl) =>
  [
    acl.principal,
    acl.host,
    acl.operation,
    acl.permissionType,
    acl.resourceType,
    acl.resourceName,
    acl.resourcePatternType,
  ].join(' ');

/**
 * Makes the broker's access list the same as the table: adds what is missing, takes away what the table does not name.
 * @param {Admin} admin
 */
async function setUpAcls(admin) {
  const { resources } = await admin.describeAcls({
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  });
  const present = resources.flatMap(({ acls, ...resource }) => acls.map((acl) => ({ ...acl, ...resource })));
  const wanted = wantedAcls();
  const presentKeys = new Set(present.map(keyOf));
  const wantedKeys = new Set(wanted.map(keyOf));
  const missing = wanted.filter((acl) => !presentKeys.has(keyOf(acl)));
  const surplus = present.filter((acl) => !wantedKeys.has(keyOf(acl)));
  if (missing.length > 0) await admin.createAcls({ acl: missing });
  if (surplus.length > 0) await admin.deleteAcls({ filters: surplus });
}

/** Topics and access list. @param {string[]} brokers @param {string} password of `admin` */
export async function setUpKafka(brokers, password) {
  const admin = kafkaAdmin(brokers, password, 8);
  try {
    await admin.connect();
    await setUpTopics(admin);
    await setUpAcls(admin);
    // The topic of the groups' offsets is made at the first question for a group; without it a first member sees errors.
    await admin.describeGroups(principals());
  } finally {
    await admin.disconnect();
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { HUB_KAFKA = '', HUB_KAFKA_ADMIN_PASSWORD = '' } = process.env;
  await setUpKafka(HUB_KAFKA.split(','), HUB_KAFKA_ADMIN_PASSWORD);
  process.stdout.write('kafka: topics and access list as in docker/kafka\n');
}
