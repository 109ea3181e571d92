import kafkajs, { type ITopicConfig } from 'kafkajs';
import type { BrokerConfig } from '#libs/config';
import { MAX_EVENT_BYTES } from '#libs/messaging';
import { BRIEF, type Connection, kafkaClient, within } from './client.js';

const DAY_MS = 86_400_000;
const DEADLINE_MS = 20_000;

/** Settings of a topic as the broker names them. */
export const topicSettings = (topics: BrokerConfig['topics']): { name: string; value: string }[] => [
  { name: 'cleanup.policy', value: 'delete' },
  { name: 'retention.ms', value: String(topics.retentionDays * DAY_MS) },
  // Old segments go only when they are closed: daily, so that nothing outlives its time by a week.
  { name: 'segment.ms', value: String(DAY_MS) },
  { name: 'min.insync.replicas', value: String(topics.minInSync) },
  // An event and what the protocol puts around it.
  { name: 'max.message.bytes', value: String(MAX_EVENT_BYTES + 64 * 1024) },
];

/**
 * Makes the topics that are missing and sets retention and safety of all of them as configured. Needs an administrator's account.
 * Partitions are never added to a topic that exists: keys would move, and versions of a record with them.
 */
export async function ensureTopics(
  broker: Connection & Pick<BrokerConfig, 'topics'>,
  names: readonly string[],
): Promise<{ created: string[] }> {
  const admin = kafkaClient(broker, 'clue-hub-topics', BRIEF).admin();
  const { topics } = broker;
  try {
    await within(DEADLINE_MS, admin.connect());
    const known = new Set(await within(DEADLINE_MS, admin.listTopics()));
    const missing = names.filter((name) => !known.has(name));
    const wanted: ITopicConfig[] = missing.map((topic) => ({
      topic,
      numPartitions: topics.partitions,
      replicationFactor: topics.replication,
      configEntries: topicSettings(topics),
    }));
    if (wanted.length > 0) await within(DEADLINE_MS, admin.createTopics({ topics: wanted, waitForLeaders: true }));
    const present = names.filter((name) => known.has(name));
    if (present.length > 0)
      await within(
        DEADLINE_MS,
        admin.alterConfigs({
          validateOnly: false,
          resources: present.map((name) => ({
            type: kafkajs.ConfigResourceTypes.TOPIC,
            name,
            configEntries: topicSettings(topics),
          })),
        }),
      );
    return { created: missing };
  } finally {
    await within(DEADLINE_MS, admin.disconnect());
  }
}
