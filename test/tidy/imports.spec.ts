import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { projectFile } from '#libs/kernel';
import { isForSpecs, projectOf, type SourceFile, sources } from './source-files.js';

interface Table {
  projects: Record<string, string[]>;
  packages: Record<string, string[]>;
}

const table = JSON.parse(readFileSync(projectFile('test/tidy/import-table.json'), 'utf8')) as Table;
const files = sources('apps', 'libs').filter(({ path }) => !isForSpecs(path));

const importsOf = ({ text }: SourceFile): string[] =>
  ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

const matches = (pattern: string, name: string): boolean =>
  pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;

const rowOf = (rows: Record<string, string[]>, name: string): string[] | undefined =>
  Object.entries(rows).find(([pattern]) => matches(pattern, name))?.[1];

const packageOf = (specifier: string): string =>
  specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '');

describe('who may import whom', () => {
  it('every project has a row', () => {
    const projects = new Set(files.map(({ path }) => projectOf(path)));
    expect([...projects].filter((project) => !rowOf(table.projects, project))).toEqual([]);
  });

  it('projects import only what their row allows', () => {
    const broken = files.flatMap((file) => {
      const project = projectOf(file.path);
      const allowed = rowOf(table.projects, project) ?? [];
      return importsOf(file)
        .filter((specifier) => specifier.startsWith('#libs/'))
        .map((specifier) => specifier.slice('#libs/'.length))
        .filter((target) => !allowed.some((pattern) => matches(pattern, target)))
        .map((target) => `${file.path} → ${target}`);
    });
    expect(broken).toEqual([]);
  });

  it('an adapter imports its own department only', () => {
    const broken = files
      .filter(({ path }) => path.startsWith('apps/adapter-'))
      .flatMap((file) => {
        const own = `#libs/department-${projectOf(file.path).slice('apps/adapter-'.length)}`;
        const foreign = importsOf(file).filter((name) => name.startsWith('#libs/department-') && name !== own);
        return foreign.map((name) => `${file.path} → ${name}`);
      });
    expect(broken).toEqual([]);
  });

  it('no file leaves its project by a relative path, none imports the face of its own lib', () => {
    const broken = files.flatMap((file) => {
      const project = projectOf(file.path);
      const depth = file.path.split('/').length - 3;
      return importsOf(file)
        .filter((name) => name === `#libs/${project}` || name.split('/').filter((part) => part === '..').length > depth)
        .map((name) => `${file.path} → ${name}`);
    });
    expect(broken).toEqual([]);
  });

  it('what is for specs is imported by specs only', () => {
    const broken = files
      .filter((file) => importsOf(file).some((name) => name === '#libs/testkit' || name.endsWith('/testing.js')))
      .map(({ path }) => path);
    expect(broken).toEqual([]);
  });

  it('packages are used where the table says', () => {
    const broken = files.flatMap((file) => {
      const project = projectOf(file.path);
      return importsOf(file)
        .filter((name) => !name.startsWith('.') && !name.startsWith('#') && !name.startsWith('node:'))
        .filter((name) => {
          const allowed = rowOf(table.packages, packageOf(name));
          return allowed !== undefined && !allowed.some((pattern) => matches(pattern, project));
        })
        .map((name) => `${file.path} → ${name}`);
    });
    expect(broken).toEqual([]);
  });
});

describe('no cycles', () => {
  it('between files, type imports included', () => {
    const graph = new Map(
      files.map((file) => [file.path, importsOf(file).flatMap((specifier) => resolved(file.path, specifier))]),
    );
    expect(cyclesOf(graph)).toEqual([]);
  });
});

const known = new Set(files.map(({ path }) => path));

function resolved(from: string, specifier: string): string[] {
  if (specifier.startsWith('#libs/'))
    return [`libs/${specifier.slice(6)}/src/index.ts`].filter((path) => known.has(path));
  if (!specifier.startsWith('.')) return [];
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.replace(/\.js$/u, '.ts').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return [parts.join('/')].filter((path) => known.has(path));
}

/** Strongly connected components of more than one file (Tarjan 1972). */
function cyclesOf(graph: ReadonlyMap<string, string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const cycles: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (onStack.has(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const component: string[] = [];
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      onStack.delete(member);
      component.push(member);
      if (member === node) break;
    }
    if (component.length > 1) cycles.push(component.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return cycles;
}
