import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { projectFile } from '#libs/kernel';
import { sampleBytes, sampleContent, sampleSources } from './sample-files.js';

// Writes samples/ from test/samples/source: `npm run samples`. A file that says the same already stays as it is.
for (const sample of sampleSources()) {
  const path = join(projectFile('samples'), sample.file);
  const bytes = await sampleBytes(sample);
  const fresh =
    existsSync(path) && isDeepStrictEqual(await sampleContent(readFileSync(path)), await sampleContent(bytes));
  if (fresh) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  process.stdout.write(`samples/${sample.file}\n`);
}
