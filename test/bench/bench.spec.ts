import { spawnSync } from 'node:child_process';
import { projectFile } from '#libs/kernel';

interface BenchRow {
  name: string;
  value: number;
  unit: string;
  ratio?: number;
}

it('every bench runs, small', () => {
  const program = projectFile('dist/test/bench/main.js');
  const result = spawnSync(process.execPath, ['--no-warnings', program, '--small', '--json'], { encoding: 'utf8' });
  expect(result.stderr).toBe('');
  const rows = result.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BenchRow);
  expect(rows.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
    'intake records/s',
    'packet json s',
    'packet docx s',
    'ndjson memory MiB',
    'xlsx memory MiB',
  ]);
  expect(rows.filter(({ value }) => !(value > 0))).toEqual([]);
  expect(rows[0]?.ratio).toBeGreaterThan(0);
  expect(rows.filter(({ unit, value }) => unit === 'MiB' && value > 400)).toEqual([]);
}, 120_000);
