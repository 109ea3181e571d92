import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFile, projectRoot } from '#libs/kernel';
import { isForSpecs, projectPaths, sources } from './source-files.js';

const code = sources('apps', 'libs');
const production = code.filter(({ path }) => !isForSpecs(path));

/** Paths of `files` whose text matches, without those in `except`. */
const matching = (files: typeof code, pattern: RegExp, except: readonly string[] = []): string[] =>
  files.filter(({ path, text }) => pattern.test(text) && !except.includes(path)).map(({ path }) => path);

describe('files', () => {
  it('have at most 300 lines', () => {
    const long = sources('apps', 'libs', 'test').filter(({ text }) => text.split('\n').length > 301);
    expect(long.map(({ path, text }) => `${path} ${text.split('\n').length}`)).toEqual([]);
  });

  it('lie in folders that say what is in them', () => {
    const drawers = /(^|\/)(common|shared|utils?|helpers?|misc)(\/|\.ts$)/u;
    expect(projectPaths().filter((path) => drawers.test(path))).toEqual([]);
  });

  it('are smaller than 1 MiB', () => {
    const large = projectPaths().filter((path) => {
      const full = projectFile(path);
      return existsSync(full) && readFileSync(full).length > 1024 * 1024;
    });
    expect(large).toEqual([]);
  });

  it('name the same set of projects in libs, apps and nest-cli.json', () => {
    const { projects } = JSON.parse(readFileSync(projectFile('nest-cli.json'), 'utf8')) as { projects: object };
    const apps = new Set(code.filter(({ path }) => path.startsWith('apps/')).map(({ path }) => path.split('/')[1]));
    expect(Object.keys(projects).sort()).toEqual([...apps].sort());
  });
});

describe('one place for each thing', () => {
  it('the environment is read by config only', () => {
    const elsewhere = production.filter(({ path }) => !path.startsWith('libs/config/'));
    expect(matching(elsewhere, /process\.env/u)).toEqual([]);
  });

  it('the present moment comes from the kernel only', () => {
    const clock = /Date\.now\(|new Date\(\)|performance\.now\(/u;
    expect(matching(production, clock, ['libs/kernel/src/clock.ts'])).toEqual([]);
  });

  it('pure libraries know no chance', () => {
    const pure = production.filter(({ path }) =>
      /^libs\/(text|scoring|linkage|review|briefing|department-)/u.test(path),
    );
    expect(matching(pure, /Math\.random|randomUUID|newId\(/u)).toEqual([]);
  });
});

describe('nothing is left half-done', () => {
  // Written so that no pattern matches its own line.
  const signs = new RegExp(
    [/TO[D]O/, /FIX[M]E/, /HAC[K]/, /\bas an[y]\b/, /@ts-ig[n]ore/, /@ts-exp[e]ct/]
      .map(({ source }) => source)
      .join('|'),
    'u',
  );

  it('no sign of unfinished work', () => {
    expect(matching(sources('apps', 'libs', 'test'), signs, ['test/tidy/files.spec.ts'])).toEqual([]);
  });

  it('no test is switched off', () => {
    const off = /\b(it|test|describe)\.(skip|only|todo)\b|\bx(it|describe)\(/u;
    expect(matching(sources('apps', 'libs', 'test'), off, ['test/tidy/files.spec.ts'])).toEqual([]);
  });
});

describe('formatter and linter', () => {
  it('find nothing', () => {
    const biome = join(projectRoot, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    const result = spawnSync(process.execPath, [biome, 'check', '--error-on-warnings', '--max-diagnostics=20', '.'], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    expect(result.status === 0 ? '' : result.stdout + result.stderr).toBe('');
  });
});
