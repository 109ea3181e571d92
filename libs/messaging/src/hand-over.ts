import { AppError } from '#libs/kernel';
import type { Arrival } from './arrival.js';

/** Takes a batch whole: when it fulfils, all its effects are durable; when it rejects, there is none of them. */
export type BatchHandler = (arrivals: readonly Arrival[]) => Promise<void>;

const CODE_FAULTS = [TypeError, RangeError, SyntaxError, ReferenceError];

/** Code of a failure that would come again with the same message for ever; nothing for one that time or a repair may end. */
export function messageFault(error: unknown): string | undefined {
  if (error instanceof AppError) return error.kind === 'invalid' || error.kind === 'conflict' ? error.code : undefined;
  return CODE_FAULTS.some((fault) => error instanceof fault) ? 'E-HANDLER' : undefined;
}

/**
 * Hands a batch over so that a message on which the handler fails holds nobody up: the batch is halved until that message stands alone,
 * is tried once more (it may have clashed with another process), and then comes marked, to be set aside. The order of the others stays.
 * @throws what is no message's fault (database away, disk full): what was not taken yet has to come again
 */
export async function handOver(arrivals: readonly Arrival[], handler: BatchHandler): Promise<void> {
  const code = await faultIn(arrivals, handler);
  if (code === undefined) return;
  const [only] = arrivals;
  if (only && arrivals.length === 1) {
    const again = await faultIn(arrivals, handler);
    if (again !== undefined) await setAside(only.setAside(again), handler);
    return;
  }
  const middle = arrivals.length >> 1;
  await handOver(arrivals.slice(0, middle), handler);
  await handOver(arrivals.slice(middle), handler);
}

/** Code of the fault for which the handler refused the batch, or nothing when it took it. */
async function faultIn(arrivals: readonly Arrival[], handler: BatchHandler): Promise<string | undefined> {
  if (arrivals.length === 0) return undefined;
  try {
    await handler(arrivals);
    return undefined;
  } catch (error) {
    const code = messageFault(error);
    if (code === undefined) throw error;
    return code;
  }
}

async function setAside(marked: Arrival, handler: BatchHandler): Promise<void> {
  if ((await faultIn([marked], handler)) !== undefined)
    throw new AppError('E-SET-ASIDE', 'bug', '有问题的消息无法隔离', '把错误码告诉维护人员');
}
