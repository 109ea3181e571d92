import { run } from '../../apps/hub/src/run.js';

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs a command in this process, which saves starting one for each. */
export async function command(...args: string[]): Promise<Ended> {
  const texts = { out: '', err: '' };
  const code = await run(args, {
    out: (text) => {
      texts.out += text;
    },
    err: (text) => {
      texts.err += text;
    },
    drained: async () => {},
    interactive: false,
  });
  return { code, ...texts };
}

/** What a command answers with `--json`, where it ends well. */
export async function answer<T>(...args: string[]): Promise<T> {
  const ended = await command(...args, '--json');
  expect([args.join(' '), ended.code, ended.err]).toEqual([args.join(' '), 0, '']);
  return JSON.parse(ended.out) as T;
}
