import fc from 'fast-check';

/** Requests made from an OpenAPI document, and around it. */

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: { type?: string; enum?: string[]; minimum?: number; maximum?: number; format?: string };
}

export interface Operation {
  parameters: Parameter[];
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

export interface MadeRequest {
  path: string;
  /** With the question mark, or empty. */
  query: string;
  headers: Record<string, string>;
}

const CONTROL = '\u0000\u0001\b\n\r\t\u001b\u007f\u0085\u200b\u2028\u202e\ufeff\ud7ff\u{10ffff}';

/** Text of every kind that a stranger may come with. */
const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    ...CONTROL,
    'x'.repeat(5000),
    '汉'.repeat(1000),
    '__proto__',
    'constructor',
    'null',
    '-1',
    '1e9',
    '0',
  ),
  fc.constantFrom(`' OR '1'='1`, '1; DROP TABLE matter', '%', '%00', '../../etc/passwd', '{"a":1}', '[]', 'true'),
  fc.constantFrom('9999-12-31', '0000-01-01', '2024-02-30T25:61:61Z', '+275760-09-13', '2024-01-01T00:00:00+99:99'),
  fc.json().map((text) => Buffer.from(text).toString('base64url')),
  fc
    .tuple(fc.constantFrom('', '1', '2024', '9999-12-31', '-271821-04-20', 'May 5'), fc.string({ maxLength: 20 }))
    .map((cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url')),
);

/** A value as its schema says. */
function sound({ name, schema }: Parameter, known: Readonly<Record<string, readonly string[]>>): fc.Arbitrary<string> {
  const ids = known[name] ?? [];
  if (ids.length > 0) return fc.constantFrom(...ids);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === 'integer') return fc.integer({ min: schema.minimum, max: schema.maximum }).map(String);
  if (schema.format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  return fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
}

/** Percent-encoded; half of a surrogate pair has no such form. */
const encoded = (text: string): string =>
  encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/\./gu, '%2E');

const queryValue = (parameter: Parameter, known: Readonly<Record<string, readonly string[]>>) =>
  fc.oneof(
    { weight: parameter.required ? 1 : 4, arbitrary: fc.constant('') },
    { weight: 5, arbitrary: sound(parameter, known).map((value) => `${parameter.name}=${encoded(value)}`) },
    { weight: 2, arbitrary: hostile.map((value) => `${parameter.name}=${encoded(value)}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('=a&', '=%E0%A4%A', '', '[]=1', '[__proto__]=1').map((rest) => parameter.name + rest),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(hostile, hostile)
        .map((two) => two.map((one) => `${parameter.name}=${encoded(one)}`).join('&')),
    },
  );

/** Requests of an operation; `known` has ids that are there, by the name of their parameter. */
export function requestsOf(
  template: string,
  { parameters }: Operation,
  known: Readonly<Record<string, readonly string[]>>,
): fc.Arbitrary<MadeRequest> {
  const of = (place: Parameter['in']): Parameter[] => parameters.filter((parameter) => parameter.in === place);
  const paths = of('path').map((parameter) =>
    fc.oneof(
      { weight: 3, arbitrary: sound(parameter, known).map(encoded) },
      { weight: 2, arbitrary: hostile.map(encoded).filter((id) => id !== '') },
      { weight: 1, arbitrary: fc.constantFrom('%', '%E0%A4%A', '%FF', '%00', '%2F%2E%2E%2F', ';a=b') },
    ),
  );
  const path = fc.tuple(...paths).map((ids) => {
    let at = 0;
    return template.replace(/\{[^}]+\}/gu, () => ids[at++] ?? 'x');
  });
  const unknown = fc.option(
    fc.tuple(hostile, hostile).map(([name, value]) => `${encoded(name)}=${encoded(value)}`),
    { nil: '' },
  );
  const query = fc
    .tuple(unknown, ...of('query').map((parameter) => queryValue(parameter, known)))
    .map((parts) => parts.filter(Boolean).join('&'));
  const header = fc.constantFrom('', '*', '"x"', 'W/"x", "y"', ',,,', 'x'.repeat(3000), '\u00ff');
  return fc
    .record({ path, query, headers: fc.record(Object.fromEntries(of('header').map(({ name }) => [name, header]))) })
    .map(({ query: text, ...rest }) => ({ ...rest, query: text ? `?${text}` : '' }));
}

/** Bodies of the records door: records near `example`, and what is none. */
export function bodiesNear(example: Record<string, unknown>): fc.Arbitrary<{ type: string; body: Buffer }> {
  const value = fc.oneof(
    hostile,
    fc.integer(),
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.jsonValue({ maxDepth: 3 }),
  );
  const near = fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...Object.keys(example)), { maxLength: 4 }),
      fc.array(value, { minLength: 4, maxLength: 4 }),
      fc.dictionary(hostile, value, { maxKeys: 2 }),
    )
    .map(([names, values, more]) => ({
      ...example,
      ...Object.fromEntries(names.map((name, at) => [name, values[at]])),
      ...more,
    }));
  const list = fc.array(near, { maxLength: 5 });
  const text = fc.oneof(
    near.map((record) => JSON.stringify(record)),
    list.map((records) => JSON.stringify(records)),
    list.map((records) => records.map((record) => JSON.stringify(record)).join('\n')),
    fc.json(),
    hostile,
    fc.constantFrom(
      '',
      '{',
      '[',
      '[{}',
      '{"a":1}{"a":2}',
      '['.repeat(100_000),
      `{"xfjbh":${'[{"a":'.repeat(5000)}`,
      '\ufeff{}',
    ),
  );
  const body = fc.oneof(
    { weight: 9, arbitrary: text.map((each) => Buffer.from(each)) },
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  const type = fc.constantFrom(
    'application/json',
    'application/json',
    'application/x-ndjson',
    'application/x-ndjson',
    'application/octet-stream',
    'application/json; charset=gbk',
  );
  return fc.record({ type, body });
}
