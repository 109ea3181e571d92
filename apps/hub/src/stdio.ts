import type { Terminal } from './terminal.js';

/** Set when the reader of standard output has gone away (`| head`): the command goes on, its text goes nowhere. */
let unread = false;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  unread = true;
});

const FREE = ['drain', 'error', 'close'];

/** The process's own streams. */
export const stdio: Terminal = {
  out: (text) => {
    if (!unread) process.stdout.write(text);
  },
  err: (text) => void process.stderr.write(text),
  drained: () =>
    new Promise((resolve) => {
      if (unread || !process.stdout.writableNeedDrain) return resolve();
      const go = (): void => {
        for (const event of FREE) process.stdout.off(event, go);
        resolve();
      };
      for (const event of FREE) process.stdout.on(event, go);
    }),
  interactive: process.stderr.isTTY === true,
};
