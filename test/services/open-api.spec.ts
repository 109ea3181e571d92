import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { projectFile } from '#libs/kernel';
import { AGGREGATOR } from '../stack/services.js';
import { bodiesNear, type Operation, requestsOf } from './requests.js';
import { json, NAMES, ownPrefix, PETITION, petition, underAttack } from './under-attack.js';

/** Requests of each operation; a file is read in a thread of its own, which takes longer than the rest. */
const RUNS = 50;
const FILE_RUNS = 8;
/** Bytes of an act, below what the door takes. */
const LONGEST_ACT = 8000;

const document = JSON.parse(readFileSync(projectFile('docs/openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const reads = operations.filter(({ path, method }) => path.startsWith('/v1/') && method === 'GET');
const acts = operations.filter(({ path, method }) => path.startsWith('/v1/') && method === 'POST');
const doors = operations.filter(({ path }) => path.startsWith('/adapters/petition/'));

const ajv = new Ajv({ strict: false, allErrors: true });
(addFormats as unknown as (to: Ajv) => void)(ajv);
ajv.addSchema(document, 'hub');
/** Where a schema stands in the document, as a reference. */
const reference = (...steps: string[]): string =>
  `hub#/${steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

const hub = underAttack(PETITION, AGGREGATOR);
let office: string;
const known: Record<string, string[]> = {};
/** Records that this run sent, linked. */
let own: string[] = [];
const seen = new Map<string, Map<number, number>>();

beforeAll(async () => {
  office = await hub().bearer('office');
  const { id, units } = await hub().office();
  const prefix = ownPrefix();
  const letters = Array.from({ length: 20 }, (_, n) => petition(`${prefix}${n}`, n));
  expect((await hub().send(json(letters))).status).toBe(200);
  const targets = (await read<{ items: { targetId: string }[] }>(`/v1/rounds/${id}/targets`)).items;
  const records = await linked();
  own = await linkedOf(prefix);
  const matters = records.map(({ matterId }) => matterId);
  Object.assign(known, {
    '/v1/rounds/{id}/targets': [id],
    '/v1/targets/{id}/briefing': targets.map(({ targetId }) => targetId),
    '/v1/units/{id}/briefing': units,
    '/v1/matters/{id}': matters,
    '/v1/matters/{id}/explanation': matters,
    '/v1/matters/{id}/why-not/{other}': matters,
    other: matters,
    '/v1/clues/{id}': records.flatMap((matter) => matter.records.map(({ clueId }) => clueId)),
    roundId: [id],
  });
});
const authorization = (): Record<string, string> => ({ authorization: `Bearer ${office}` });

async function read<T>(path: string): Promise<T> {
  return (await (await fetch(hub().services.url(AGGREGATOR) + path, { headers: authorization() })).json()) as T;
}

/** Matters, once there are some. */
async function linked(): Promise<{ matterId: string; records: { clueId: string }[] }[]> {
  for (;;) {
    const { items, linking } = await read<{ items: never[]; linking: { pending: number } }>('/v1/matters?limit=20');
    if (items.length > 0 && linking.pending === 0) return items;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** Records whose numbers begin with `prefix`, once all are linked. */
async function linkedOf(prefix: string): Promise<string[]> {
  const db = await hub().database(AGGREGATOR);
  const sql = `SELECT r.record_id, c.matter_id FROM record r LEFT JOIN cluster_member c ON c.record_id = r.record_id
    WHERE r.source_record_id LIKE ? ORDER BY r.record_id`;
  for (;;) {
    const rows = await db.read((reads) =>
      reads.query<{ record_id: string; matter_id: string | null }>(sql, [`${prefix}%`]),
    );
    if (rows.length > 0 && rows.every(({ matter_id }) => matter_id !== null))
      return rows.map(({ record_id }) => record_id);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

/** That an answer is one of those which the document names for the operation, in its shape. */
async function asDocumented(path: string, method: string, operation: Operation, answer: Response): Promise<void> {
  const { status } = answer;
  const counts = seen.get(path) ?? new Map<number, number>();
  seen.set(path, counts.set(status, (counts.get(status) ?? 0) + 1));
  expect(Object.keys(operation.responses)).toContain(String(status));
  expect(status).toBeLessThan(500);
  const contents = operation.responses[status]?.content;
  const [type = ''] = (answer.headers.get('content-type') ?? '').split(';');
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!contents) {
    expect(bytes).toHaveLength(0);
    return;
  }
  expect(Object.keys(contents)).toContain(type);
  if (!/json$/u.test(type)) return;
  const where = ['paths', path, method.toLowerCase(), 'responses', String(status), 'content', type, 'schema'];
  const validate = ajv.getSchema(reference(...where));
  if (!validate) throw new Error(`no schema at ${where.join(' ')}`);
  validate(JSON.parse(bytes.toString('utf8')));
  expect(validate.errors ?? []).toEqual([]);
}

test.each(reads.map((each) => [`${each.method} ${each.path}`, each] as const))(
  '%s answers as documented',
  async (_, { path, method, operation }) => {
    const ids = { ...known, id: known[path] ?? [] };
    await fc.assert(
      fc.asyncProperty(requestsOf(path, operation, ids), async (made) => {
        const url = hub().services.url(AGGREGATOR) + made.path + made.query;
        const answer = await fetch(url, { method, headers: { ...made.headers, ...authorization() } });
        await asDocumented(path, method, operation, answer);
      }),
      { numRuns: RUNS },
    );
    expect(seen.get(path)?.get(200)).toBeGreaterThan(0);
  },
  60_000,
);

/** An officer's act on two records: what it is, and what is near it. */
const act = (path: string, records: readonly string[]): Record<string, unknown> => ({
  act: 'unsure',
  of: records,
  ...(path.endsWith('decisions') ? { officer: '巡察办甲', reason: '待核' } : {}),
});

test.each(acts.map((each) => [`${each.method} ${each.path}`, each] as const))(
  '%s answers as documented',
  async (_, { path, method, operation }) => {
    // Records of this run that no word stands on: a second word that says the same is refused.
    const good = act(path, own.splice(0, 2));
    const send = async (body: Buffer, headers: Record<string, string>): Promise<void> => {
      const url = hub().services.url(AGGREGATOR) + path;
      const type = { 'content-type': 'application/json' };
      const answer = await fetch(url, { method, body, headers: { ...headers, ...authorization(), ...type } });
      await asDocumented(path, method, operation, answer);
    };
    await fc.assert(
      fc.asyncProperty(requestsOf(path, operation, {}), bodiesNear(good), (made, { body }) =>
        send(body.subarray(0, LONGEST_ACT), made.headers),
      ),
      { numRuns: RUNS },
    );
    await send(json(good), {});
    expect(seen.get(path)?.get(200)).toBeGreaterThan(0);
  },
  60_000,
);

test.each(doors.map((each) => [`${each.method} ${each.path}`, each] as const))(
  '%s answers as documented',
  async (_, { path, method, operation }) => {
    const bodies = bodiesNear(petition(ownPrefix()));
    const numRuns = path.endsWith('files') ? FILE_RUNS : RUNS;
    const send = async (url: string, { type, body }: { type: string; body: Buffer }): Promise<void> => {
      const signature = await hub().sign({ body, url });
      await asDocumented(path, method, operation, await hub().post(url, body, { ...signature, 'content-type': type }));
    };
    await fc.assert(
      fc.asyncProperty(requestsOf(path, operation, {}), bodies, (made, body) => send(made.path + made.query, body)),
      { numRuns },
    );
    await fc.assert(
      fc.asyncProperty(bodies, (body) => send(`${path}?${NAMES}`, body)),
      { numRuns },
    );
    const letter = petition(ownPrefix());
    const csv = `${Object.keys(letter).join()}\n${Object.values(letter).join()}`;
    await send(`${path}?${NAMES}`, {
      type: 'application/json',
      body: path.endsWith('files') ? Buffer.from(csv) : json(letter),
    });
    expect(seen.get(path)?.get(200)).toBeGreaterThan(0);
  },
  60_000,
);
