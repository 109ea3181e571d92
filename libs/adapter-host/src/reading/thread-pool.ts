import { Worker } from 'node:worker_threads';
import { projectFile } from '#libs/kernel';

/** Parsing threads at one time: each may fill its heap, so that twenty uploads at once must not mean twenty heaps. */
const MOST = 4;
/** Threads kept for the next job: a new one takes 10,000 records to reach its speed. */
const MOST_KEPT = 2;
/** A thread that holds more when its job has ended is not worth its memory. */
const KEPT_HEAP = 160 * 2 ** 20;

export const WORKER = projectFile('dist/libs/adapter-host/src/reading/worker.js');

let taken = 0;
const waiting: (() => void)[] = [];
/** Idle threads by the heap they are bounded to. They do not keep the process alive. */
const kept: { worker: Worker; heapMb: number }[] = [];

/** A thread for one job. */
export interface Thread {
  worker: Worker;
  /** Gives the place free; a thread whose job ended in order, with this much heap in use, may be kept. */
  release(heapBytes?: number): Promise<void>;
}

/** Waits for a place among the parsing threads; first come, first served. */
export async function takeThread(heapMb: number): Promise<Thread> {
  if (taken < MOST) taken += 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  const at = kept.findIndex((idle) => idle.heapMb === heapMb);
  const worker =
    kept.splice(at, at < 0 ? 0 : 1)[0]?.worker ??
    new Worker(WORKER, { resourceLimits: { maxOldGenerationSizeMb: heapMb } });
  worker.ref();
  return { worker, release: (heapBytes) => release(worker, heapMb, heapBytes) };
}

async function release(worker: Worker, heapMb: number, heapBytes = Number.POSITIVE_INFINITY): Promise<void> {
  // By name: the engine has listeners of its own there, which let messages through.
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
  if (heapBytes <= KEPT_HEAP && kept.length < MOST_KEPT) {
    worker.unref();
    // An idle thread that ends all the same is not handed out again.
    worker.once('error', () => undefined).once('exit', () => forget(worker));
    kept.push({ worker, heapMb });
  } else await worker.terminate();
  const next = waiting.shift();
  if (next) next();
  else taken -= 1;
}

function forget(worker: Worker): void {
  const at = kept.findIndex((idle) => idle.worker === worker);
  if (at >= 0) kept.splice(at, 1);
}
