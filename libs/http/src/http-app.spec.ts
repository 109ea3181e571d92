import { Agent, request } from 'node:http';
import { jest } from '@jest/globals';
import { Controller, Get, NotFoundException, Param } from '@nestjs/common';
import { AppError, type ErrorKind } from '#libs/kernel';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { type TempDatabase, tempDatabase } from '#libs/testkit';
import { type HttpApp, startHttp } from './http-app.js';
import { OpenTo } from './key.guard.js';
import { type Problem } from './problem.js';

const SECRET = '13912345678';

@Controller('things')
class Things {
  @Get('forgotten')
  forgotten(): string {
    return SECRET;
  }

  @OpenTo('dept:audit')
  @Get('audit')
  audit(): string {
    return 'of the audit office';
  }

  @OpenTo('dept:audit')
  @Get('slow')
  async slow(): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return 'done';
  }

  @OpenTo('office')
  @Get('errors/:kind')
  errors(@Param('kind') kind: string): string {
    if (kind === 'error') throw new Error(`cell ${SECRET}`);
    if (kind === 'type') throw new TypeError(SECRET);
    if (kind === 'text') throw SECRET;
    if (kind === 'nest') throw new NotFoundException(SECRET);
    throw new AppError('E-TEST', kind as ErrorKind, '不能这样做', '换一种做法');
  }
}

let temp: TempDatabase;
let app: HttpApp;
const logged: string[] = [];

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((text) => logged.push(String(text)) > 0);
  temp = await tempDatabase(SECURITY_MIGRATIONS);
  const { db } = temp;
  const holders = ['dept:audit', 'dept:petition', 'office'];
  const at = '2024-05-16T00:00:00Z';
  app = await startHttp({ title: 't', controllers: [Things], db, holders, port: 0, insecureLocal: false, at });
});
afterAll(async () => {
  await app.close();
  await temp.remove();
  jest.restoreAllMocks();
});

const keyOf = (holder: string): string => app.keys.find((each) => each.holder === holder)?.key ?? '';

async function get(path: string, key?: string): Promise<{ status: number; text: string; type: string }> {
  const headers: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const response = await fetch(`${app.url}${path}`, { headers });
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') ?? '' };
}

const problem = async (path: string, key?: string): Promise<Problem> =>
  JSON.parse((await get(path, key)).text) as Problem;

describe('doors', () => {
  test('a route that says nothing is closed to every key', async () => {
    expect((await problem('/things/forgotten')).code).toBe('E-KEY');
    for (const { key } of app.keys) expect((await problem('/things/forgotten', key)).status).toBe(404);
  });

  test('the holder enters; another holder is told that it may not', async () => {
    expect(await get('/things/audit', keyOf('dept:audit'))).toMatchObject({ status: 200, text: 'of the audit office' });
    const foreign = await problem('/things/audit', keyOf('dept:petition'));
    expect(foreign).toMatchObject({ status: 403, code: 'E-ROLE', remedy: expect.any(String) });
    expect((await problem('/things/none', keyOf('dept:petition'))).status).toBe(404);
  });

  test.each([
    ['no key', undefined],
    ['an unknown key', 'x'.repeat(43)],
    ['a short one', 'abc'],
    ['an empty one', ''],
  ])('%s: 401 with the way to do it', async (_, key) => {
    const answer = await problem('/things/audit', key);
    expect(answer).toMatchObject({ status: 401, code: 'E-KEY', remedy: expect.stringContaining('Bearer') });
    const { headers } = await fetch(`${app.url}/things/audit`);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer /u);
    expect(headers.get('content-type')).toContain('application/problem+json');
  });

  test('the document and the health answer are open', async () => {
    expect(JSON.parse((await get('/openapi.json')).text)).toMatchObject({ openapi: expect.stringMatching(/^3\./) });
    expect(await get('/health')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });
});

describe('errors', () => {
  const kinds: [string, number][] = [
    ['invalid', 422],
    ['not_found', 404],
    ['conflict', 409],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['transient', 503],
    ['bug', 500],
  ];
  test.each(kinds)('kind %s is status %i, with code, words and remedy', async (kind, status) => {
    const answer = await get(`/things/errors/${kind}`, keyOf('office'));
    expect(answer).toMatchObject({ status, type: expect.stringContaining('application/problem+json') });
    expect(JSON.parse(answer.text)).toEqual({
      type: 'urn:clue-hub:E-TEST',
      title: '不能这样做',
      status,
      code: 'E-TEST',
      remedy: '换一种做法',
      instance: expect.stringMatching(/^urn:uuid:/),
    });
  });

  test.each([
    ['error', 500],
    ['type', 500],
    ['text', 500],
    ['nest', 404],
  ])('the text of an unexpected %s goes neither to the caller nor to the log', async (kind, status) => {
    logged.length = 0;
    const answer = await get(`/things/errors/${kind}`, keyOf('office'));
    expect([answer.status, answer.text.includes(SECRET)]).toEqual([status, false]);
    expect(logged.join('')).not.toContain(SECRET);
    if (status === 500) expect(logged.join('')).toContain((JSON.parse(answer.text) as Problem).instance);
  });

  test.each([
    ['DELETE', '/things/audit', 405, 'GET, HEAD'],
    ['POST', '/health', 405, 'GET, HEAD'],
    ['PUT', '/things/errors/bug?x=1', 405, 'GET, HEAD'],
    ['DELETE', '/nothing', 404, null],
  ])('%s %s: %i', async (method, path, status, allow) => {
    const answer = await fetch(`${app.url}${path}`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
    expect(await answer.json()).toMatchObject({ status, code: `E-HTTP-${status}` });
  });

  test('an address that cannot be decoded is the caller’s mistake', async () => {
    expect((await problem('/things/errors/%E0%A4%A', keyOf('office'))).status).toBe(400);
  });
});

test('with insecureLocal, loopback needs no key', async () => {
  const at = '2024-05-16T00:00:00Z';
  const open = await startHttp({
    title: 't',
    controllers: [Things],
    db: temp.db,
    holders: [],
    port: 0,
    insecureLocal: true,
    at,
  });
  expect(await (await fetch(`${open.url}/things/audit`)).text()).toBe('of the audit office');
  expect(open.greeting).toContain('免密钥');
  await open.close();
});

test('who keeps a connection and asks without pause does not keep the process from ending', async () => {
  const at = '2024-05-16T00:00:00Z';
  const parts = { title: 't', controllers: [Things], db: temp.db, holders: [], port: 0, insecureLocal: true, at };
  const busy = await startHttp(parts);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let answers = true;
  const asking = (async () => {
    while (answers) answers = await answered(`${busy.url}/things/slow`, agent);
  })();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const began = performance.now();
  await busy.close();
  expect(performance.now() - began).toBeLessThan(2000);
  await asking;
  agent.destroy();
});

/** Whether an answer came. */
const answered = (url: string, agent: Agent): Promise<boolean> =>
  new Promise((resolve) => {
    request(url, { agent }, (response) => response.resume().once('end', () => resolve(true)))
      .once('error', () => resolve(false))
      .end();
  });
