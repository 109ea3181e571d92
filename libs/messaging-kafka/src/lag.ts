import type { Admin } from 'kafkajs';
import type { PartitionLag } from '#libs/messaging';

/** Messages of each partition that `groupId` has not committed; those that the broker no longer keeps do not count. */
export async function lagOf(admin: Admin, groupId: string, topics: readonly string[]): Promise<PartitionLag[]> {
  const committed = await admin.fetchOffsets({ groupId, topics: [...topics] });
  const found: PartitionLag[] = [];
  for (const { topic, partitions } of committed) {
    const next = new Map(partitions.map(({ partition, offset }) => [partition, BigInt(offset)]));
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      const [first, end] = [BigInt(low), BigInt(high)];
      const own = next.get(partition) ?? -1n;
      found.push({ topic, partition, lag: Number(end - (own < first ? first : own)) });
    }
  }
  return found.sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition);
}
