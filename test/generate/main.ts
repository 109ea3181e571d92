import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { projectFile } from '#libs/kernel';
import { generatedFiles } from './generated-files.js';

for (const [path, text] of await generatedFiles()) {
  mkdirSync(dirname(projectFile(path)), { recursive: true });
  writeFileSync(projectFile(path), text);
  process.stdout.write(`${path}\n`);
}
