import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'nest-cli.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('project root not found: no nest-cli.json above this file');
    folder = parent;
  }
  return folder;
}

/** The folder that holds package.json, whether the code runs from source or from `dist`. */
export const projectRoot = findRoot();

/** Absolute path of a file that ships with the project (code tables, templates), given from the root. */
export const projectFile = (path: string): string => join(projectRoot, path);

/** Text of a shipped UTF-8 file. */
export const readProjectFile = (path: string): string => readFileSync(projectFile(path), 'utf8');
