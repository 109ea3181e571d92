import { parentPort } from 'node:worker_threads';
import type { Job } from './read-file.js';
import { runHere } from './thread.js';

/** The parsing thread: does one job after another, until it is ended or its last job left too much behind. */
parentPort?.on('message', (message: Job | 'next') => {
  if (message !== 'next' && parentPort) void runHere(message, parentPort);
});
