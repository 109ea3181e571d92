import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError, projectFile } from '#libs/kernel';

const MARKER = '.hub-demo';
/** Files of the writer lock: they stay while it is held. */
const LOCK = /^writer\./u;

/** Where the demo works: `HUB_DATA` where it is set to a folder of its own, else `data/demo` of this repository. */
export const demoFolder = (dataDir: string): string =>
  dataDir === resolve('data') ? projectFile('data/demo') : dataDir;

/** Makes the folder, or says why it must not be used: only what an earlier demo made is ever emptied. */
export function checkDemoFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const left = readdirSync(folder).filter((name) => !LOCK.test(name));
  if (left.length === 0 || existsSync(join(folder, MARKER))) return;
  throw new AppError(
    'E-DEMO-FOLDER',
    'conflict',
    `目录不是空的，也不是演示目录：${folder}`,
    '把 HUB_DATA 设为一个空目录，或不设（演示用 data/demo）',
  );
}

/** Empties the folder of an earlier demo. The writer lock is held by the caller. */
export function emptyDemoFolder(folder: string): void {
  for (const name of readdirSync(folder)) if (!LOCK.test(name)) rmSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, MARKER), '演示目录，下次演示时清空\n');
}
