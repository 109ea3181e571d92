import {
  answerOn,
  headOf,
  json,
  NAMES,
  ownPrefix,
  PETITION,
  petition,
  problemOf,
  RECORDS,
  rawProblem,
  underAttack,
} from './under-attack.js';

const hub = underAttack(PETITION);

const URL_SIGNED = `${RECORDS}?${NAMES}`;
const POST = `POST ${URL_SIGNED} HTTP/1.1`;
const NDJSON = { 'content-type': 'application/x-ndjson' };
const JSON_TYPE = { 'content-type': 'application/json' };
/** Resident memory that no attack may push a service beyond, MiB. */
const MEMORY = 300;

/** Sends bytes and gives back all that is answered. */
async function raw(text: string): Promise<string> {
  const socket = hub().socket();
  socket.write(text);
  return answerOn(socket);
}

/** The service lives, takes a delivery, and holds no more memory than it may. */
async function unharmed(): Promise<void> {
  const prefix = ownPrefix();
  expect((await hub().send(json(petition(prefix)))).status).toBe(200);
  expect(await hub().held(prefix)).toBe(1);
  expect(hub().services.memory(PETITION)).toBeLessThan(MEMORY);
}
afterEach(unharmed);

const flood = (count: number, size: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-${n}`, 'x'.repeat(size)]));

describe('what the parser refuses is a problem too', () => {
  const chunked = { ...NDJSON, 'transfer-encoding': 'chunked' };
  test.each([
    ['no HTTP at all', '\u0016\u0003\u0001\u0002\u0000\r\n\r\n', 400],
    ['an unknown method', headOf('STEAL / HTTP/1.1', {}), 400],
    ['two lengths', `${headOf(POST, { 'content-length': '4', 'Content-Length': '40' })}{}{}`, 400],
    ['a length and chunks', `${headOf(POST, { ...chunked, 'content-length': '4' })}0\r\n\r\n`, 400],
    ['two codings', `${headOf(POST, { 'transfer-encoding': 'chunked, gzip' })}0\r\n\r\n`, 400],
    ['a length below nothing', headOf(POST, { 'content-length': '-1' }), 400],
    ['a length that is no number', headOf(POST, { 'content-length': '0x10' }), 400],
    ['a header with a line break in it', headOf(POST, { x: 'a\n b\u0000' }), 400],
    ['a blank before the colon', headOf(POST, { 'x ': 'a' }), 400],
    ['header of 20 KB', headOf(POST, { x: 'x'.repeat(20_000) }), 431],
    ['headers of 20 KB', headOf(POST, flood(90, 230)), 431],
    ['an address of 20 KB', headOf(`POST /${'x'.repeat(20_000)} HTTP/1.1`, {}), 431],
    ['many small headers', headOf(POST, { ...flood(600, 1), connection: 'close' }), 431],
    ['an expectation of another kind', headOf(POST, { expect: 'the-impossible', connection: 'close' }), 417],
  ])('%s', async (_, text, status) => {
    expect(rawProblem(await raw(text))).toEqual([status, `E-HTTP-${status}`]);
  });

  test('chunks that are none, after a good signature', async () => {
    const prefix = ownPrefix();
    const body = json(petition(prefix));
    const head = headOf(POST, { ...chunked, ...(await hub().sign({ body })) });
    const answer = await raw(`${head}${body.length.toString(16)}\r\n${body.toString()}\r\nnonsense\r\n`);
    expect(rawProblem(answer)).toEqual([400, 'E-HTTP-400']);
    expect(await hub().held(prefix)).toBe(0);
  });

  test('a second request hidden in the body of the first is body', async () => {
    const prefix = ownPrefix();
    const hidden = headOf(POST, { 'content-length': '0' });
    const head = headOf(POST, { ...JSON_TYPE, 'content-length': String(hidden.length), connection: 'close' });
    const answer = await raw(head + hidden);
    expect(answer.match(/HTTP\/1\.1 /gu)).toHaveLength(1);
    expect(rawProblem(answer)).toEqual([401, 'E-SIGNATURE']);
    expect(await hub().held(prefix)).toBe(0);
  });
});

describe('addresses and methods', () => {
  test.each([
    ['GET', '/'],
    ['POST', '/adapters/audit/records'],
    ['GET', '/v1/matters'],
    ['GET', '/metrics'],
    ['GET', '/adapters/petition/../../etc/passwd'],
  ])('%s %s is nowhere', async (method, path) => {
    expect(rawProblem(await raw(headOf(`${method} ${path} HTTP/1.1`, { connection: 'close' })))).toEqual([
      404,
      'E-HTTP-404',
    ]);
  });

  test.each([
    ['GET', '/adapters/petition/records', 'POST'],
    ['DELETE', '/adapters/petition/records', 'POST'],
    ['PROPFIND', '/adapters/petition/files?x=1', 'POST'],
    ['OPTIONS', '/adapters/petition/records', 'POST'],
    ['TRACE', '/health', 'GET, HEAD'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ])('%s %s is not how it is done, and the answer says how', async (method, path, allow) => {
    const answer = await raw(headOf(`${method} ${path} HTTP/1.1`, { connection: 'close' }));
    expect(rawProblem(answer)).toEqual([405, 'E-HTTP-405']);
    expect(answer).toMatch(new RegExp(`^allow: ${allow}\r$`, 'imu'));
  });

  test('a tunnel is not built', async () => {
    expect(await raw(headOf('CONNECT mariadb:3306 HTTP/1.1', {}))).toBe('');
  });
});

describe('bodies', () => {
  test.each([
    ['20 MB of JSON', 20, JSON_TYPE],
    ['70 MB of NDJSON', 70, NDJSON],
  ])('%s: too much, and nothing of it is taken', async (_, megabytes, type) => {
    const prefix = ownPrefix();
    const line = JSON.stringify({ ...petition(prefix), tsnr: 'x'.repeat(100_000) });
    const lines = Math.ceil((megabytes * 1e6) / line.length);
    const body = Buffer.from(type === NDJSON ? `${line}\n`.repeat(lines) : `[${Array(lines).fill(line).join()}]`);
    expect(await problemOf(await hub().send(body, type['content-type']))).toEqual({
      status: 422,
      code: 'E-FILE-TOO-BIG',
    });
    expect(await hub().held(prefix)).toBe(0);
  });

  test.each([
    ['text/csv', 'text/csv'],
    ['a form', 'multipart/form-data; boundary=x'],
    ['almost JSON', 'application/jsonp'],
    ['nearly NDJSON', 'text/plain; x=ndjson'],
    ['none', ''],
    ['a long one', 'x'.repeat(5000)],
  ])('content type: %s', async (_, type) => {
    const prefix = ownPrefix();
    expect(await problemOf(await hub().send(json(petition(prefix)), type))).toEqual({
      status: 422,
      code: 'E-CONTENT-TYPE',
    });
    expect(await hub().held(prefix)).toBe(0);
  });

  test('who asks first whether to send is told to', async () => {
    const prefix = ownPrefix();
    const body = json(petition(prefix));
    const socket = hub().socket();
    const length = String(body.length);
    const headers = { ...JSON_TYPE, ...(await hub().sign({ body })), 'content-length': length, connection: 'close' };
    socket.write(headOf(POST, { ...headers, expect: '100-continue' }));
    await new Promise((resolve) => socket.once('readable', resolve));
    expect(String(socket.read())).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\n/u);
    socket.write(body);
    expect(await answerOn(socket)).toMatch(/^HTTP\/1\.1 200 /u);
    expect(await hub().held(prefix)).toBe(1);
  });
});

test('a connection cut in mid-body leaves nothing; the same delivery again is each record once', async () => {
  const prefix = ownPrefix();
  const lines = Array.from({ length: 2000 }, (_, n) => JSON.stringify(petition(`${prefix}${n}`, n)));
  const body = Buffer.from(`${lines.join('\n')}\n`);
  for (const share of [0.1, 0.5, 0.999]) {
    const headers = { ...NDJSON, ...(await hub().sign({ body })), 'content-length': String(body.length) };
    const socket = hub().socket();
    socket.write(headOf(POST, headers));
    await new Promise((resolve) => socket.write(body.subarray(0, Math.floor(body.length * share)), resolve));
    socket.resetAndDestroy();
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await hub().held(prefix)).toBe(0);
  for (const outcome of ['accepted', 'duplicate']) {
    const answer = await hub().send(body, NDJSON['content-type']);
    const { rows } = (await answer.json()) as { rows: Record<string, number> };
    expect([answer.status, rows]).toEqual([
      200,
      expect.objectContaining({ received: 2000, accepted: 2000, duplicate: outcome === 'duplicate' ? 2000 : 0 }),
    ]);
  }
  expect(await hub().held(prefix)).toBe(2000);
});

test('1,000 connections at once: each is answered', async () => {
  const prefix = ownPrefix();
  const heads = await Promise.all(
    Array.from({ length: 1000 }, async (_, n) => {
      const body = json(petition(`${prefix}${n}`, n));
      const headers = { ...JSON_TYPE, 'content-length': String(body.length), connection: 'close' };
      // One in five knows how to sign.
      const signature = n % 5 === 0 ? await hub().sign({ body }) : {};
      return headOf(POST, { ...headers, ...signature }) + body.toString();
    }),
  );
  let largest = 0;
  const watch = setInterval(() => {
    largest = Math.max(largest, hub().services.memory(PETITION));
  }, 50);
  const answers = await Promise.all(heads.map(raw));
  clearInterval(watch);
  const statuses = answers.map((answer) => Number(/^HTTP\/1\.1 (\d+) /u.exec(answer)?.[1]));
  const count = (status: number): number => statuses.filter((one) => one === status).length;
  expect({ taken: count(200), refused: count(401) }).toEqual({ taken: 200, refused: 800 });
  expect(await hub().held(prefix)).toBe(200);
  expect(largest).toBeLessThan(MEMORY);
});
