import type { ReadAgain } from '#libs/aggregation';
import type { HubConfig } from '#libs/config';
import { Hub } from '#libs/embedded';
import { AppError, systemClock } from '#libs/kernel';
import { WriterLock } from '#libs/persistence';
import type { CommandContext } from './terminal.js';

/** Opens the hub for a command that writes: it waits for another command, and says so when a server holds the folder. */
export async function writingHub<T>(context: CommandContext, work: (hub: Hub) => Promise<T>): Promise<T> {
  const config = context.config();
  atThisMachine(config);
  const lock = await WriterLock.take(config.dataDir, { kind: 'command', pid: process.pid });
  try {
    return await readingHub(context, work);
  } finally {
    lock.release();
  }
}

/** Opens the hub for a command that only reads. */
export async function readingHub<T>(context: CommandContext, work: (hub: Hub) => Promise<T>): Promise<T> {
  const config = context.config();
  atThisMachine(config);
  const hub = await Hub.open(config, systemClock, await fromTopic(config));
  try {
    return await work(hub);
  } finally {
    await hub.close();
  }
}

/** Where there is a broker, a message in quarantine still stands in its topic, for as long as the topic keeps it. */
async function fromTopic({ broker }: HubConfig): Promise<ReadAgain | undefined> {
  if (!broker) return undefined;
  // The broker's client is loaded by those alone who have one.
  const { TopicReader } = await import('#libs/messaging-kafka');
  const reader = new TopicReader(broker, 'hub-command');
  return async ({ topic, partition, offset }) =>
    partition === undefined || offset === undefined ? undefined : reader.at({ topic, partition, offset });
}

/** Only `import` goes through a running hub; another command would silently work on this machine's folder instead. */
function atThisMachine(config: HubConfig): void {
  if (!config.url) return;
  throw new AppError(
    'E-USAGE',
    'invalid',
    '设置了 HUB_URL 时只有 import 经服务执行',
    '去掉 HUB_URL，在服务停止时于数据目录所在机器上运行',
  );
}
