import { parentPort, workerData } from 'node:worker_threads';
import type { Job } from './read-file.js';
import { runHere } from './thread.js';

/** The parsing thread: does one job and ends. */
if (parentPort) await runHere(workerData as Job, parentPort);
