import { AppError, fixedClock } from '#libs/kernel';
import { errorFields } from './error-place.js';
import { Log, type LogFields } from './log.js';
import { NestLog } from './nest-log.js';

const SEEDS = ['13912345678', '990101199001011234', '张三丰', 'zhangsanfeng', '名单.xlsx', 'SELECT'];
const TEXT = SEEDS.join(' ');
const lines: string[] = [];
const log = new Log('test', (line) => lines.push(line), fixedClock('2024-05-16T00:00:00Z'));
beforeEach(() => {
  lines.length = 0;
});

const thrown = (make: () => unknown): unknown => {
  try {
    return make();
  } catch (error) {
    return error;
  }
};

const hostileErrors: Record<string, unknown> = {
  message: new Error(TEXT),
  cause: new Error('x', { cause: new Error(TEXT) }),
  'message like a frame': new Error(`x\n    at f (/libs/text/src/zhangsanfeng.ts:1:1)`),
  'message changed after': Object.assign(new Error(`x\n    at f (/libs/text/src/zhangsanfeng.ts:1:1)`), {
    message: '',
  }),
  name: Object.assign(new Error('x'), { name: TEXT, code: '13912345678', sql: TEXT, parameters: SEEDS }),
  'stack written over': Object.assign(new Error('x'), { stack: TEXT }),
  'code of ours': new AppError('E-13912345678', 'invalid', TEXT, TEXT),
  text: TEXT,
  object: { message: TEXT, code: TEXT, kind: TEXT, toJSON: () => TEXT, toString: () => TEXT },
  aggregate: new AggregateError([new Error(TEXT)], TEXT),
  proxy: new Proxy(new Error(TEXT), {
    get: () => {
      throw new Error(TEXT);
    },
  }),
  parse: thrown(() => JSON.parse(`{"${TEXT}`)),
};

const hostileFields: Record<string, object> = {
  'a field nobody allowed': { message: TEXT, body: TEXT, path: TEXT, row: { name: TEXT } },
  'text in every field': Object.fromEntries(
    'code department batchId recordId eventId instance topic partition offset count millis status route method attempt step'
      .split(' ')
      .map((name) => [name, TEXT]),
  ),
  'a telephone number in every field': Object.fromEntries(
    'code department batchId recordId eventId topic offset route method step'.split(' ').map((n) => [n, '13912345678']),
  ),
  'a telephone number as number': {
    count: 13912345678,
    partition: 13912345678,
    millis: 13912345678,
    offset: 13912345678,
  },
  'objects in fields': { code: { toString: () => TEXT }, topic: [TEXT], method: { toString: () => 'GET', x: TEXT } },
  'a route that is a path': { route: '/records/13912345678?name=张三丰' },
  'getters that throw': Object.defineProperty({}, 'code', {
    enumerable: true,
    get: () => {
      throw new Error(TEXT);
    },
  }),
};

const clean = (): void => {
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    for (const seed of SEEDS) expect(line).not.toContain(seed);
    expect(JSON.parse(line)).toMatchObject({ time: '2024-05-16T00:00:00.000Z', service: 'test', pid: process.pid });
    expect(line.indexOf('\n')).toBe(line.length - 1);
  }
};

test.each(Object.entries(hostileErrors))('of an error, nothing it says: %s', (_, error) => {
  log.error('x', { error });
  new NestLog(log).error(error, TEXT, 'context');
  new NestLog(log).fatal(TEXT, error);
  clean();
});

test.each(Object.entries(hostileFields))('of fields, nothing not allowed: %s', (_, fields) => {
  log.info(TEXT, fields as LogFields);
  clean();
});

test('what is allowed is written as given', () => {
  const fields: LogFields = { code: 'E-X', topic: 'clue.audit.v1', partition: 0, offset: '41', count: 3, millis: 12 };
  const door: LogFields = { route: '/petition/records/:id', method: 'POST', status: 503, attempt: 2, step: 'database' };
  const ids: LogFields = { batchId: '0190a0a0-0000-7000-8000-000000000001', department: 'PET' };
  log.warn('http.request', { ...fields, ...door, ...ids });
  expect(JSON.parse(lines[0] as string)).toMatchObject({
    level: 'warn',
    event: 'http.request',
    ...fields,
    ...door,
    batchId: ids.batchId,
  });
});

test('an error of ours says code and kind; a foreign one its class and the line of ours it came from', () => {
  expect(errorFields(new AppError('E-DB', 'transient', TEXT))).toEqual({ code: 'E-DB', kind: 'transient' });
  const place = expect.stringMatching(/^libs\/observability\/src\/log\.spec\.ts:\d+$/u);
  for (const message of ['', 'x', TEXT])
    expect(errorFields(new TypeError(message))).toEqual({ code: 'E-FOREIGN', kind: 'TypeError', at: place });
  expect(errorFields(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toMatchObject({ code: 'ECONNREFUSED' });
});
