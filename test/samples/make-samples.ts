import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectFile } from '#libs/kernel';
import { sampleBytes, sampleSources } from './sample-files.js';

// Writes samples/ from test/samples/source: `npm run samples`.
for (const sample of sampleSources()) {
  const path = join(projectFile('samples'), sample.file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await sampleBytes(sample));
  process.stdout.write(`samples/${sample.file}\n`);
}
