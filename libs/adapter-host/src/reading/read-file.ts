import { existsSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { AppError, stopwatch } from '#libs/kernel';
import type { Judging, WindowItem } from '../judging-thread.js';
import type { Source } from './open-book.js';
import { DEFAULT_LIMITS, type Limits, type ReadItem, type ReadOptions } from './read-item.js';
import { FileRefusal, type RefusalCode } from './refusal.js';
import { takeThread, WORKER } from './thread-pool.js';

/** Without judging, rows come as they were read. */
type Plain = ReadOptions & { judging?: never };
/** With it, the reading thread groups the records of a stream and judges a part of them. */
type Judged = ReadOptions & { judging?: Judging };
type ThreadOptions = Omit<Judged, 'progress'>;

/** What the parsing thread is asked to do. Without `out` the copy comes back as bytes. */
export type Job =
  | { task: 'read'; source: Source; options: ThreadOptions }
  | { task: 'annotate'; source: Source; results: Map<string, string>; out?: string; options: ThreadOptions };

/** What it answers. After each item it waits for a `next`. */
export type Answer =
  | { type: 'item'; item: ReadItem | WindowItem }
  | { type: 'progress'; rows: number }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'written'; contentType: string }
  | { type: 'refusal'; code: RefusalCode; message: string }
  | { type: 'failure'; message: string; stack: string }
  | { type: 'done'; heapBytes: number };

/**
 * Rows of a file of whatever form, by its bytes and never by its name. Parsed in a thread of its own with a bounded heap and a bounded time,
 * so that no file can stop or exhaust the process. Ending the iteration early ends the thread.
 */
export function readFile(path: string, options: Plain): AsyncGenerator<ReadItem>;
export function readFile(path: string, options: Judged): AsyncGenerator<ReadItem | WindowItem>;
export function readFile(path: string, options: Judged): AsyncGenerator<ReadItem | WindowItem> {
  return readSource(path, options);
}

/** The same for a file that came as bytes: nothing of it is written to disk. */
export function readBytes(bytes: Uint8Array, options: Plain): AsyncGenerator<ReadItem>;
export function readBytes(bytes: Uint8Array, options: Judged): AsyncGenerator<ReadItem | WindowItem>;
export function readBytes(bytes: Uint8Array, options: Judged): AsyncGenerator<ReadItem | WindowItem> {
  return readSource(bytes, options);
}

async function* readSource(source: Source, options: Judged): AsyncGenerator<ReadItem | WindowItem> {
  const { progress, ...rest } = options;
  for await (const answer of runJob({ task: 'read', source, options: rest })) {
    if (answer.type === 'item') yield answer.item;
    else if (answer.type === 'progress') progress?.(answer.rows);
  }
}

const NO_LAYOUTS: ThreadOptions = { layouts: [], idKey: '' };

/**
 * Writes a copy of a workbook or table to `out` with a last column 错误. `results` is by `sheet\u0000row`.
 * A text table keeps its encoding; a workbook, or a zip of tables, becomes one xlsx. JSON and NDJSON become a list of lines and errors.
 * Gives the content type.
 */
export async function annotate(path: string, results: Map<string, string>, out: string): Promise<string> {
  let contentType = '';
  for await (const answer of runJob({ task: 'annotate', source: path, results, out, options: NO_LAYOUTS }))
    if (answer.type === 'written') contentType = answer.contentType;
  return contentType;
}

/** The same in memory. */
export async function annotateBytes(
  source: Uint8Array,
  results: Map<string, string>,
): Promise<{ contentType: string; bytes: Buffer }> {
  const parts: Uint8Array[] = [];
  let contentType = '';
  for await (const answer of runJob({ task: 'annotate', source, results, options: NO_LAYOUTS })) {
    if (answer.type === 'bytes') parts.push(answer.bytes);
    else if (answer.type === 'written') contentType = answer.contentType;
  }
  return { contentType, bytes: Buffer.concat(parts) };
}

/** Runs a job and hands on its answers; refusals and failures are thrown. Only time spent waiting for the thread counts. */
export async function* runJob(job: Job): AsyncGenerator<Answer> {
  if (!existsSync(WORKER)) throw new AppError('E-NOT-BUILT', 'bug', '程序未编译', '先运行 npm run build');
  const limits = { ...DEFAULT_LIMITS, ...job.options.limits };
  const thread = await takeThread(limits.heapMb);
  let heapBytes: number | undefined;
  try {
    heapBytes = yield* answersOf(thread.worker, job, limits);
  } finally {
    await thread.release(heapBytes);
  }
}

/** Gives the bytes of heap that the thread holds when its job has ended in order. */
async function* answersOf(worker: Worker, job: Job, limits: Limits): AsyncGenerator<Answer, number> {
  const inbox = new Inbox(worker);
  let left = limits.millis;
  worker.postMessage(job);
  while (true) {
    const waited = stopwatch();
    const answer = await inbox.next(left);
    left -= waited();
    if (answer.type === 'done') return answer.heapBytes;
    if (answer.type === 'refusal') throw FileRefusal.revive(answer.code, answer.message);
    if (answer.type === 'failure') throw Object.assign(new Error(answer.message), { stack: answer.stack });
    yield answer;
    if (answer.type === 'item') worker.postMessage('next');
  }
}

/** Answers of a thread in order, with its end and its errors among them. */
class Inbox {
  private readonly waiting: Answer[] = [];
  private failure: Error | undefined;
  private wake: () => void = () => undefined;

  constructor(worker: Worker) {
    worker.on('message', (answer: Answer) => {
      this.waiting.push(answer);
      this.wake();
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      this.failure = error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new FileRefusal('E-FILE-MEMORY') : error;
      this.wake();
    });
    worker.on('exit', () => {
      this.failure ??= new Error('the parsing thread ended early');
      this.wake();
    });
  }

  async next(millis: number): Promise<Answer> {
    const first = this.waiting.shift();
    if (first) return first;
    if (this.failure) throw this.failure;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, Math.max(1, millis));
    });
    clearTimeout(timer);
    const answer = this.waiting.shift();
    if (answer) return answer;
    throw this.failure ?? new FileRefusal('E-FILE-TIMEOUT');
  }
}
