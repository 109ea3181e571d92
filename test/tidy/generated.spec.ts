import { existsSync, readFileSync } from 'node:fs';
import { projectFile } from '#libs/kernel';
import { generatedFiles } from '../generate/generated-files.js';

describe('generated files are fresh (npm run generate)', () => {
  it('docs/openapi.json, docs/asyncapi.yaml and docs/schemas', async () => {
    const stale = [...(await generatedFiles())]
      .filter(([path, text]) => !existsSync(projectFile(path)) || readFileSync(projectFile(path), 'utf8') !== text)
      .map(([path]) => path);
    expect(stale).toEqual([]);
  });
});
