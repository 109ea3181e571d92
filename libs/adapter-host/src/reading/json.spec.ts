import { readHere } from './read-here.js';
import { readJson, readNdjson } from './read-json.js';
import { collect, OPTIONS } from './testing.js';

const GOOD = '{"信件编号":"1","单位":"青禾区住建局","主要问题":"违规发放补贴"}';

async function* bytesOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text as Uint8Array);
}

const one = async (text: string) => (await collect(readJson(text, OPTIONS))).rows[0]!;

/** A record with `member` beside three good ones. */
const having = (member: string): string => GOOD.replace('}', `,${member}}`);

const INVALID: [string, string, string][] = [
  ['18 digits as a number', having('"人数":202400000012345678'), 'E-NUMBER-PRECISION'],
  ['an exponent', having('"人数":9.90101E+17'), 'E-NUMBER-PRECISION'],
  [
    '18 digits in a nested number',
    having('"被反映人":[{"name":"周某某","no":202400000012345678}]'),
    'E-NUMBER-PRECISION',
  ],
  ['__proto__', having('"__proto__":{"letterNo":"2"}'), 'E-JSON-KEY'],
  ['__proto__ in escapes', having('"\\u005f_proto__":1'), 'E-JSON-KEY'],
  ['constructor deep inside', having('"x":[{"constructor":{"prototype":{}}}]'), 'E-JSON-KEY'],
  ['a deep nest', having(`"x":${'['.repeat(50)}${']'.repeat(50)}`), 'E-JSON-DEPTH'],
  ['a required member missing', '{"信件编号":"1","主要问题":"违规"}', 'E-FIELD-MISSING'],
  ['no known member', '{"a":1}', 'E-JSON-LAYOUT'],
  ['a number for a record', '[1]', 'E-JSON-RECORD'],
  ['a list for a record', '[[]]', 'E-JSON-RECORD'],
  ['destroyed code as text', having('"xfjbh":"x"').replace('"1"', '"2.024E+17"'), 'E-ID-PRECISION'],
];

describe('one bad record', () => {
  test.each(INVALID)('%s', async (_, text, code) => {
    const { errors } = await one(text);
    expect(errors.map((error) => error.code)).toEqual([code]);
  });

  test.each(INVALID.filter(([, text]) => text.startsWith('{')))(
    '%s in a stream leaves the others alone',
    async (_, text, code) => {
      const { rows } = await collect(readNdjson(bytesOf(`${GOOD}\n${text}\n${GOOD}\n`), OPTIONS));
      expect(rows.map(({ errors }) => errors.map((error) => error.code))).toEqual([[], [code], []]);
    },
  );

  test('in an array only the record with the rounded number', async () => {
    const { rows } = await collect(readJson(`[${GOOD},${having('"人数":202400000012345678')},${GOOD}]`, OPTIONS));
    expect(rows.map(({ errors }) => errors.length)).toEqual([0, 1, 0]);
  });

  test('digits in a text are no number', async () => {
    expect((await one(having('"批准时间":"说\\"202400000012345678\\""'))).errors).toEqual([]);
  });

  test('no prototype was touched', () => {
    expect(({} as Record<string, unknown>).letterNo).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

test('a secrecy mark in any value refuses that record only, and keeps nothing of it', async () => {
  const { rows } = await collect(readJson(`[${GOOD},${having('"别的":["机密★10年"]')}]`, OPTIONS));
  expect(rows[0]?.refusal).toBeUndefined();
  expect(rows[1]).toMatchObject({ refusal: { code: 'E-SECRECY-MARK', exclusion: 'X4' }, row: { fields: {} } });
  expect(rows[1]?.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(JSON.stringify(rows[1])).not.toContain('违规');
});

test('a stream cut in the middle of a line: one invalid record, the others whole', async () => {
  const { rows } = await collect(readNdjson(bytesOf(`${GOOD}\n${GOOD}\n${GOOD.slice(0, 30)}`), OPTIONS));
  expect(rows.map(({ errors }) => errors.map(({ code }) => code))).toEqual([[], [], ['E-JSON-CUT']]);
  expect(rows[2]?.row.place).toEqual({ sheet: '', row: 3 });
});

test('a bad line inside a stream', async () => {
  const { rows } = await collect(readNdjson(bytesOf(`${GOOD}\n{"a":\n${GOOD}`), OPTIONS));
  expect(rows.map(({ errors }) => errors.map(({ code }) => code))).toEqual([[], ['E-JSON-LINE'], []]);
});

test('a line of 20 MB is dropped while it comes', async () => {
  const long = having(`"x":"${'长'.repeat(7 << 20)}"`);
  const { rows } = await collect(readNdjson(bytesOf(`${GOOD}\n${long}\n${GOOD}`), OPTIONS));
  expect(rows.map(({ errors }) => errors.map(({ code }) => code))).toEqual([[], ['E-LINE-TOO-LONG'], []]);
});

test('NUL and lone surrogates are cleaned', async () => {
  const { row } = await one(having('"被反映人":"周\\u0000某\\ud800某"'));
  expect(row.fields.reportedName).toBe('周某某');
});

test('an amount may say its unit', async () => {
  const { row } = await one(having('"amount":128.6,"amountUnit":"万元"'));
  expect(row.fields).toMatchObject({ amount: '128.6', amountUnit: '万元' });
});

test('absent means that the member is not there', async () => {
  const { row } = await one(having('"金额":""'));
  expect(row.absent.has('amount')).toBe(false);
  expect(row.absent.has('persons')).toBe(true);
});

test('nested values lose what never leaves the department', async () => {
  const { row } = await one(
    having('"被反映人":[{"name":"周某某","post":"局长","联系电话":"13900139000","留置起止":"1月","reportedId":"x"}]'),
  );
  expect(row.fields.reportedName).toEqual([{ name: '周某某', post: '局长' }]);
});

test('unknown members are named, the layout may be named outright', async () => {
  const { rows, sheets } = await collect(readJson(having('"layout":"letters","备忘":"甲"'), OPTIONS));
  expect(rows[0]?.row.kind).toBe('letters');
  expect(sheets).toMatchObject([{ unknownColumns: ['备忘'] }]);
});

test('a file is known as JSON or NDJSON by its content', async () => {
  const printed = JSON.stringify(JSON.parse(GOOD), null, 2);
  for (const [text, count] of [
    [printed, 1],
    [`[${GOOD},${GOOD}]`, 2],
    [`${GOOD}\n${GOOD}\n`, 2],
    [`\ufeff${GOOD}`, 1],
  ] as const)
    expect((await collect(readHere(Buffer.from(text), OPTIONS))).rows).toHaveLength(count);
});
