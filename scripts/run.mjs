// Runs a compiled program of this repository and compiles first when a source is newer than the last build.
// usage: node scripts/run.mjs <app or folder> [arguments…]     for instance: node scripts/run.mjs hub --help
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(path));
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts')) {
      latest = Math.max(latest, statSync(path).mtimeMs);
    }
  }
  return latest;
}

function build() {
  const started = Date.now();
  const sources = ['apps', 'libs', 'test'].map((folder) => join(root, folder)).filter(existsSync);
  const needed = !existsSync(stamp) || Math.max(...sources.map(newest)) > statSync(stamp).mtimeMs;
  if (!needed) return;
  process.stderr.write('正在编译 / compiling …\n');
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const result = spawnSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) process.exit(result.status ?? 1);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  utimesSync(stamp, new Date(started), new Date(started));
}

const [app, ...args] = process.argv.slice(2);
build();
if (app === undefined) process.exit(0);
const program = app.includes('/') ? join(app, 'main.js') : join('apps', app, 'src', 'main.js');
const result = spawnSync(process.execPath, ['--no-warnings', join(root, 'dist', program), ...args], {
  stdio: 'inherit',
});
process.exit(result.status ?? 1);
