import { spawn } from 'node:child_process';
import { projectFile } from '#libs/kernel';
import { AGGREGATOR, SERVICES } from '../stack/services.js';
import { PETITION, underAttack } from './under-attack.js';

// What a service says that cannot start: an operator reads it, and the supervisor has to see the process end.

const hub = underAttack();

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

function launch(name: string, more: Record<string, string | undefined>, ...args: string[]): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, ...hub().services.environment(name), ...more };
  const child = spawn(process.execPath, ['--no-warnings', projectFile(`dist/apps/${name}/src/main.js`), ...args], {
    env,
  });
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (text) => {
    ended.out += String(text);
  });
  child.stderr.on('data', (text) => {
    ended.err += String(text);
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ ...ended, code })));
}

test.each(SERVICES)('%s --check-config: right settings are right, all mistakes are said at once', async (name) => {
  expect(await launch(name, {}, '--check-config')).toEqual({ code: 0, out: '配置无误\n', err: '' });
  const wrong = await launch(name, { HUB_PORT: 'x', HUB_KAFKA: 'nowhere' }, '--check-config');
  expect([wrong.code, wrong.out]).toEqual([1, '']);
  expect(wrong.err).toMatch(/^错误 E-CONFIG：.*HUB_PORT.*HUB_KAFKA.*\n {2}处理办法：/u);
});

test.each<[string, string, Record<string, string | undefined>, RegExp]>([
  ['no broker named', PETITION, { HUB_KAFKA: undefined }, /E-CONFIG/],
  ['no broker named', AGGREGATOR, { HUB_KAFKA: undefined }, /E-CONFIG/],
  ['a wrong password of the broker', AGGREGATOR, { HUB_KAFKA_PASSWORD: 'wrong' }, /E-BROKER-LOGIN/],
  ['a wrong address of the database', PETITION, { HUB_DATABASE: 'mysql://a:b@127.0.0.1:1/hub' }, /E-DB-AWAY/],
  ['a port in use', AGGREGATOR, { HUB_PORT: 'that of the broker' }, /E-PORT/],
])('%s: %s ends with code 1 and says why', async (_, name, more, why) => {
  const [address = ''] = hub().services.servers.kafka.brokers;
  const port = more.HUB_PORT === undefined ? {} : { HUB_PORT: address.split(':')[1] };
  const { code, err } = await launch(name, { ...more, ...port });
  expect([code, err]).toEqual([1, expect.stringMatching(why)]);
});

test('killed and started again: its doors open long before the session of the killed one has run out', async () => {
  const { services } = hub();
  await services.start(AGGREGATOR);
  await services.end(AGGREGATOR, 'SIGKILL');
  const started = performance.now();
  await services.start(AGGREGATOR);
  expect(performance.now() - started).toBeLessThan(15_000);
});
