import { createWriteStream } from 'node:fs';
import { Writable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import type { WindowItem } from '../judging-thread.js';
import type { Answer, Job } from './read-file.js';
import { readHere } from './read-here.js';
import type { ReadItem } from './read-item.js';
import { FileRefusal, type RefusalCode } from './refusal.js';

/** Items sent that are not done with: one is being worked on, the others bridge the time in which the next ones are read. */
const AHEAD = 4;

/** Does a job, a little ahead of its reader; tells refusals and failures apart. */
export async function runHere(job: Job, port: MessagePort): Promise<void> {
  const say = (answer: Answer): void => port.postMessage(answer);
  let sent = 0;
  let done = false;
  let taken: () => void = () => undefined;
  const onMessage = (): void => {
    sent -= 1;
    taken();
  };
  port.on('message', onMessage);
  try {
    if (job.task === 'annotate') {
      const { annotateHere } = await import('./annotate.js');
      const out = job.out === undefined ? new PortStream(say) : createWriteStream(job.out);
      say({ type: 'written', contentType: await annotateHere(job.source, job.results, out) });
    } else {
      const options = { ...job.options, progress: (rows: number) => say({ type: 'progress', rows }) };
      const isWriterBusy = async (): Promise<boolean> => {
        await new Promise((resolve) => setImmediate(resolve));
        return sent > 0;
      };
      for await (const item of await itemsOf(readHere(job.source, options), job, isWriterBusy)) {
        say({ type: 'item', item });
        sent += 1;
        if (sent >= AHEAD) await new Promise<void>((resolve) => (taken = resolve));
      }
    }
    done = true;
  } catch (error) {
    if (error instanceof FileRefusal) say({ type: 'refusal', code: error.code as RefusalCode, message: error.message });
    else if (error instanceof Error) say({ type: 'failure', message: error.message, stack: error.stack ?? '' });
    else throw error;
  } finally {
    port.off('message', onMessage);
  }
  if (done) say({ type: 'done', heapBytes: process.memoryUsage().heapTotal });
}

/** What was read, grouped and judged where the job asks for it. */
async function itemsOf(
  read: AsyncIterable<ReadItem>,
  { options }: Job,
  isWriterBusy: () => Promise<boolean>,
): Promise<AsyncIterable<ReadItem | WindowItem>> {
  if (!options.judging) return read;
  const { judgedItems } = await import('../judging-thread.js');
  return judgedItems(read, options.judging, isWriterBusy);
}

/** Sends what is written to the thread that asked. */
class PortStream extends Writable {
  constructor(private readonly say: (answer: Answer) => void) {
    super();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.say({ type: 'bytes', bytes: new Uint8Array(chunk) });
    done();
  }
}
