import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { projectFile } from '#libs/kernel';

const FACE = pathToFileURL(projectFile('dist/libs/observability/src/index.js')).href;

/** A process with these steps of stopping; says how it ended and what it logged. */
async function stopped(steps: string, limit: number, signals: number): Promise<{ code: number; events: string[] }> {
  const script = `import { Log, stopOnSignal } from '${FACE}';
    setInterval(() => {}, 1000);
    stopOnSignal([${steps}], { log: new Log('test'), limit: ${limit} });
    process.stdout.write('up');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  let text = '';
  child.stderr.on('data', (part) => {
    text += part;
  });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  if (signals > 1) {
    await once(child.stderr, 'data');
    child.kill('SIGINT');
  }
  const [code] = await once(child, 'close');
  const lines = text.trimEnd().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { event: string; step?: string });
  return { code, events: events.map(({ event, step }) => (step ? `${event} ${step}` : event)) };
}

const QUICK = "{ name: 'relay', run: () => {} }";
const HANGS = "{ name: 'consumer', run: () => new Promise(() => {}) }";
const SHORT = "{ name: 'consumer', run: () => new Promise(() => {}), within: 50 }";
const FAILS = "{ name: 'producer', run: () => { throw new Error('x'); } }";

test.each([
  ['all end', [QUICK], 5000, 1, 0, ['stop.begin', 'stop.end']],
  ['one fails, the next still runs', [FAILS, QUICK], 5000, 1, 0, ['stop.begin', 'stop.step producer', 'stop.end']],
  ['one is past its own limit', [SHORT, QUICK], 5000, 1, 0, ['stop.begin', 'stop.step consumer', 'stop.end']],
  ['one hangs', [QUICK, HANGS], 300, 1, 1, ['stop.begin', 'stop.late consumer']],
  ['a second signal', [HANGS], 20_000, 2, 1, ['stop.begin']],
])('%s', async (_, steps, limit, signals, code, events) => {
  expect(await stopped(steps.join(','), limit, signals)).toEqual({ code, events });
});
