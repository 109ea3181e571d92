import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectFile } from '#libs/kernel';
import { sampleBytes, sampleContent, sampleSources, seededSecrets } from './sample-files.js';

const FOLDER = projectFile('samples');

const filesBelow = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });

describe('samples', () => {
  test.each(sampleSources().map((sample) => [sample.file, sample] as const))(
    '%s holds what its source says',
    async (file, sample) => {
      const path = join(FOLDER, file);
      expect(existsSync(path)).toBe(true);
      expect(await sampleContent(readFileSync(path))).toEqual(await sampleContent(await sampleBytes(sample)));
    },
  );

  test('nothing lies there that no source makes', () => {
    const made = new Set(sampleSources().map(({ file }) => file));
    const strange = filesBelow(FOLDER).filter((path) => !path.includes('.错误标注.'));
    expect(strange.map((path) => relative(FOLDER, path)).filter((path) => !made.has(path))).toEqual([]);
  });

  test('every planted number and address stands in a sample', () => {
    const written = JSON.stringify(sampleSources());
    expect(seededSecrets().filter((secret) => !written.includes(secret))).toEqual([]);
    expect(seededSecrets().length).toBeGreaterThan(15);
  });
});
