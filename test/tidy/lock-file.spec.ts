import { readFileSync } from 'node:fs';
import { projectFile } from '#libs/kernel';

interface Lock {
  packages: Record<string, { version: string; resolved?: string; optional?: boolean; gypfile?: boolean }>;
}

const { packages } = JSON.parse(readFileSync(projectFile('package-lock.json'), 'utf8')) as Lock;

describe('package-lock.json', () => {
  // It brings binaries and a binding.gyp beside them. Its own `gypfile: false` is not copied by npm when the lock file is written,
  // and without it `npm ci` compiles the package, which fails where Node's headers cannot be had. After `npm install` put it back.
  it('says that better-sqlite3 13 is not to be compiled', () => {
    expect(packages['node_modules/better-sqlite3-13']).toMatchObject({ gypfile: false });
  });

  it('has better-sqlite3 12 as a package that may fail: only Node 20 needs it', () => {
    expect(packages['node_modules/better-sqlite3']).toMatchObject({
      version: expect.stringMatching(/^12\./u),
      optional: true,
    });
  });
});
