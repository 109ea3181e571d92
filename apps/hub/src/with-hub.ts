import { Hub } from '#libs/embedded';
import { WriterLock } from '#libs/persistence';
import type { CommandContext } from './terminal.js';

/** Opens the hub for a command that writes: it waits for another command, and says so when a server holds the folder. */
export async function writingHub<T>(context: CommandContext, work: (hub: Hub) => Promise<T>): Promise<T> {
  const config = context.config();
  const lock = await WriterLock.take(config.dataDir, { kind: 'command', pid: process.pid });
  try {
    return await readingHub(context, work);
  } finally {
    lock.release();
  }
}

/** Opens the hub for a command that only reads. */
export async function readingHub<T>(context: CommandContext, work: (hub: Hub) => Promise<T>): Promise<T> {
  const hub = await Hub.open(context.config());
  try {
    return await work(hub);
  } finally {
    await hub.close();
  }
}
