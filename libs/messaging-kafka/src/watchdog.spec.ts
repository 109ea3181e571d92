import { spawn } from 'node:child_process';
import { projectRoot } from '#libs/kernel';
import { clueOf, eventOf, outgoing, testBroker, testTopic } from '#libs/testkit';
import { KafkaSink } from './kafka-sink.js';
import { ensureTopics } from './topics.js';
import { EXIT_CONSUMER_DEAD, type HaltReason, Watchdog } from './watchdog.js';

const LIMITS = { lookMs: 10, silentLooks: 3, stuckLooks: 5 };

/** What the watchdog says after each step of a story: `.` a look without backlog, a digit a look at so much backlog, `?` without answer, `h` heartbeat, `c` commit, `x` crash, `r` crash that restarts. */
function reasons(story: string): HaltReason[] {
  const found: HaltReason[] = [];
  const watchdog = new Watchdog(LIMITS, (reason) => void found.push(reason));
  for (const step of story) {
    if (step === 'h') watchdog.alive();
    else if (step === 'c') watchdog.progress();
    else if (step === 'x') watchdog.crashed(false);
    else if (step === 'r') watchdog.crashed(true);
    else watchdog.look(step === '?' ? undefined : step === '.' ? 0 : Number(step));
  }
  return found;
}

test.each([
  ['x', ['CRASHED']],
  ['r', []],
  ['rrr', []],
  ['...', []],
  ['....', ['SILENT']],
  ['????', ['SILENT']],
  ['.......', ['SILENT']],
  ['..h...h...', []],
  // A backlog that stays or grows, without any commit.
  ['h1h2h3h4h5h6', ['STUCK']],
  ['h5h5h5h5h5h5', ['STUCK']],
  ['h5h5h5h5h5', []],
  // It shrinks, or something is committed.
  ['h9h8h7h6h5h4h3', []],
  ['h5h5h5ch5h5h5h5h5', []],
  // A broker that does not say how much waits decides nothing.
  ['h5h5h?h?h?h?h5h5h5', []],
  ['h0h0h0h0h0h0h0h0', []],
] as const)('%s → %j', (story, wanted) => {
  expect(reasons(story)).toEqual(wanted);
});

const CHILD = `
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { KafkaTransport } from '#libs/messaging-kafka';
const [brokers, topic, group, story] = JSON.parse(process.argv[1]);
const transport = new KafkaTransport({ ...brokers, group }, 'child', {
  heldMs: story === 'held' ? 500 : 600000,
  watchdog: { lookMs: 100, silentLooks: story === 'gone' ? 8 : 1000, stuckLooks: story === 'hanging' ? 8 : 1000 },
});
transport.addHandler(topic, () =>
  story === 'held' ? Promise.reject(new Error('secret text')) : new Promise(() => setInterval(() => {}, 1000)), true);
await new Promise((resolve, reject) => transport.listen((error) => (error ? reject(error) : resolve())));
if (story === 'gone') await transport.consumer.stop();
process.stdout.write('listening');
setInterval(() => {}, 1000);`;

test.each([
  ['gone', 'SILENT'],
  ['hanging', 'STUCK'],
  ['held', 'HELD'],
])('a consumer that is %s ends its process with one line: %s', async (story, reason) => {
  const broker = testBroker();
  const topic = testTopic();
  await ensureTopics(broker, [topic]);
  const sink = new KafkaSink(broker, 'test-sink');
  await sink.publish(topic, [outgoing(eventOf('DIS', 'J-1', clueOf({ title: '机密内容' })))]);
  await sink.close();
  const { brokers, sasl, group } = broker;
  const args = [
    '--input-type=module',
    '-e',
    CHILD,
    JSON.stringify([{ brokers, ...(sasl ? { sasl } : {}) }, topic, group, story]),
  ];
  const child = spawn(process.execPath, args, { cwd: projectRoot, stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  expect(errors).toBe(`{"level":"error","code":"E-CONSUMER-DEAD","reason":"${reason}"}\n`);
  expect(code).toBe(EXIT_CONSUMER_DEAD);
});
