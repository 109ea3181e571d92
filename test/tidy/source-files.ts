import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { projectFile, projectRoot } from '#libs/kernel';

/** A file under version control (or about to be), with its text. */
export interface SourceFile {
  path: string;
  text: string;
}

/** Files that git knows or would add, by path from the root. */
export function projectPaths(): string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  return [...new Set(output.split('\n').filter(Boolean))];
}

/** TypeScript sources below `folders`. */
export function sources(...folders: string[]): SourceFile[] {
  return projectPaths()
    .filter((path) => path.endsWith('.ts') && folders.some((folder) => path.startsWith(`${folder}/`)))
    .flatMap((path) => {
      try {
        return [{ path, text: readFileSync(projectFile(path), 'utf8') }];
      } catch {
        // Deleted in the work tree and not yet in the index.
        return [];
      }
    });
}

/** Project of a path: `kernel` for `libs/kernel/…`, `apps/hub` for `apps/hub/…`. */
export function projectOf(path: string): string {
  const [top, name] = path.split('/');
  return top === 'libs' ? (name ?? '') : `${top}/${name}`;
}

/** Code that runs in specs only: they themselves, the test kit, and a lib's own `testing.ts`. */
export const isForSpecs = (path: string): boolean =>
  path.endsWith('.spec.ts') ||
  path.endsWith('/testing.ts') ||
  path.startsWith('libs/testkit/') ||
  /^libs\/[^/]+\/cases\//u.test(path);
