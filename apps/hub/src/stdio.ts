import type { Terminal } from './terminal.js';

/** The process's own streams. */
export const stdio: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  interactive: process.stderr.isTTY === true,
};
