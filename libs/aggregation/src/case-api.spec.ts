import type { DepartmentCode } from '#libs/contracts';
import { type HttpApp } from '#libs/http';
import { csvRows, readProjectFile } from '#libs/kernel';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { type ClueParts, clueOf, eventOf, nilOf, recordIdFor, rowsOf } from '#libs/testkit';
import type { MatterView } from './matter-view.js';
import { createRound } from './rounds.js';
import { AGGREGATION_MIGRATIONS } from './start.js';
import { type Bench, clueOfMatter, loadOffice, matterEvents, openBench, openCaseApi } from './testing.js';

const ROUND = '990101-2024-R02';
const TARGET = `${ROUND}-01`;
const SECRET = /绝密|砂场|13999010001|PX-0001/u;

let bench: Bench;
let app: HttpApp;
let keys: Record<string, string>;

/** One of everything that must not be seen, and a petition. */
const clues = JSON.parse(readProjectFile('libs/aggregation/cases/case-api-clues.json')) as {
  department: DepartmentCode;
  no: string;
  clue: ClueParts;
}[];
const wrongQuestions = csvRows(readProjectFile('libs/aggregation/cases/wrong-questions.csv'));

beforeAll(async () => {
  bench = await openBench([...SECURITY_MIGRATIONS, ...AGGREGATION_MIGRATIONS]);
  await loadOffice(bench.temp);
  await bench.temp.db.transaction((statements) =>
    createRound(
      statements,
      { id: ROUND, start: '2024-05-20', reviewFrom: '2019-05-20' },
      ['U-12', 'U-15'],
      '2024-05-01T00:00:00Z',
    ),
  );
  await bench.take([
    ...matterEvents(3),
    ...clues.map(({ department, no, clue }) => eventOf(department, no, clueOf(clue))),
    eventOf('PRO', 'N-1', nilOf('区住建局'), { type: 'NIL_RETURN' }),
    eventOf('PET', 'N-2', nilOf('区住建局'), { type: 'NIL_RETURN' }),
  ]);
  await bench.aggregator.linker.linkWhatIsNew();
  ({ app, keys } = await openCaseApi(bench));
});
afterAll(async () => {
  await app.close();
  await bench.remove();
});

const get = (path: string, holder = 'case-system', headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${app.url}/v1${path}`, { headers: { authorization: `Bearer ${keys[holder]}`, ...headers } });

async function json<T>(path: string, holder?: string): Promise<T> {
  const response = await get(path, holder);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as T;
}

/** All items of a list, page by page. */
async function all<T>(path: string, limit: number): Promise<{ items: T[]; pages: number }> {
  const items: T[] = [];
  let cursor = '';
  for (let pages = 1; ; pages++) {
    const separator = path.includes('?') ? '&' : '?';
    const page = await json<{ items: T[]; next?: string }>(
      `${path}${separator}limit=${limit}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    if (!page.next) return { items, pages };
    cursor = page.next;
  }
}

const matters = (): Promise<{ items: MatterView[]; pages: number }> => all<MatterView>('/matters', 50);

const READS = [
  `/rounds/${ROUND}/targets`,
  `/targets/${TARGET}/briefing?edition=member`,
  `/targets/${TARGET}/briefing?edition=meeting`,
  '/units',
  '/units/U-12/briefing?edition=member',
  '/matters',
  `/clues/${recordIdFor('DIS', 'M0-0')}`,
  '/scoreboard',
  `/scoreboard?roundId=${ROUND}`,
  '/nil-returns',
];

describe('every read', () => {
  it.each(READS)('%s: version header, tag, 304 for what is known, nothing restricted', async (path) => {
    const response = await get(path);
    const body = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('schemaVersion')).toBe('1.0.0');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(body).not.toMatch(SECRET);
    expect(body).not.toContain('"protected"');
    const tag = response.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/u);
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`]) {
      const again = await get(path, 'case-system', { 'if-none-match': known });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    expect((await get(path, 'case-system', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each(READS)('%s: closed without a key and for a department', async (path) => {
    expect((await fetch(`${app.url}/v1${path}`)).status).toBe(401);
    const foreign = await get(path, 'dept:audit');
    expect([foreign.status, foreign.headers.get('content-type')]).toEqual([
      403,
      'application/problem+json; charset=utf-8',
    ]);
  });
});

describe('matters', () => {
  it('come page by page, each once, in the order of their change, whatever the size of the page', async () => {
    const { items } = await matters();
    expect(items).toHaveLength(4);
    const order = items.map(({ updatedAt, matterId }) => `${updatedAt} ${matterId}`);
    expect([...order].sort()).toEqual(order);
    for (const limit of [1, 2, 3]) {
      const paged = await all<MatterView>('/matters', limit);
      expect(paged.items).toEqual(items);
      expect(paged.pages).toBe(Math.ceil(4 / limit));
    }
  });

  it('have one view in the list and alone', async () => {
    const { items } = await matters();
    for (const item of items) expect(await json(`/matters/${item.matterId}`)).toEqual(item);
    expect(items.map(({ records }) => records.length).sort()).toEqual([1, 3, 3, 3]);
  });

  it('are as the packet ranks and scores them', async () => {
    const packet = await json<{ items: { matterId: string; tier: number; severity: number; checkability: object }[] }>(
      `/targets/${TARGET}/briefing?edition=member`,
    );
    const views = new Map((await matters()).items.map((item) => [item.matterId, item]));
    expect(packet.items).toHaveLength(3);
    for (const { matterId, tier, severity, checkability } of packet.items)
      expect(views.get(matterId)).toMatchObject({ tier, severity: { score: severity }, checkability });
  });

  it('are filtered by tier and by time of change', async () => {
    const { items } = await matters();
    const tier = items[0]?.tier ?? 0;
    const filtered = await all<MatterView>(`/matters?tier=${tier}`, 2);
    expect(filtered.items).toEqual(items.filter((item) => item.tier === tier));
    const last = items.at(-1)?.updatedAt ?? '';
    expect((await all(`/matters?since=${encodeURIComponent(last)}`, 10)).items).toEqual([]);
    const local = `${new Date(Date.parse(last) + 8 * 3_600_000 - 1).toISOString().slice(0, -1)}+08:00`;
    expect((await all<MatterView>(`/matters?since=${encodeURIComponent(local)}`, 10)).items.length).toBeGreaterThan(0);
  });
});

describe('what may not be seen does not exist', () => {
  const ids = ['AVOID-1', 'PRELIM-1']
    .map((no) => recordIdFor('CMG', no))
    .concat(['LEADER-1', 'STAT-1'].map((no) => recordIdFor('DIS', no)));

  it('neither as clue nor as matter', async () => {
    const unknown = await get('/clues/00000000-0000-4000-8000-000000000000');
    const { instance: _one, ...absence } = (await unknown.json()) as Record<string, unknown>;
    for (const id of ids) {
      const response = await get(`/clues/${id}`);
      const { instance: _other, ...problem } = (await response.json()) as Record<string, unknown>;
      expect([response.status, problem]).toEqual([404, absence]);
      const [row] = await rowsOf(bench.temp.db, 'SELECT matter_id FROM cluster_member WHERE record_id = ?', [id]);
      expect((await get(`/matters/${row?.matter_id}`)).status).toBe(404);
    }
  });

  it('nor in the figures of the scoreboard', async () => {
    const { items } = await json<{ items: { department: string; clues: number }[] }>('/scoreboard');
    expect(items.map(({ department, clues }) => `${department} ${clues}`)).toEqual([
      'DIS 4',
      'CMG 3',
      'AUD 3',
      'PET 1',
      'PRO 0',
    ]);
    const inRound = await json<{ items: { department: string; clues: number }[] }>(`/scoreboard?roundId=${ROUND}`);
    expect(inRound.items.find(({ department }) => department === 'CMG')?.clues).toBe(3);
  });

  it('a letter beside an avoided record goes with it, and comes back with its end', async () => {
    const letter = recordIdFor('DIS', 'M2-0');
    const settle = async (...events: Parameters<typeof bench.take>[0]) => {
      await bench.take(events);
      await bench.aggregator.linker.linkWhatIsNew();
    };
    const before = await json('/scoreboard');
    await settle(eventOf('CMG', 'M2-2', clueOfMatter(2, 2, { handling: 'AVOID' }), { version: 2 }));
    expect((await get(`/clues/${letter}`)).status).toBe(404);
    expect((await matters()).items).toHaveLength(3);
    await settle(eventOf('CMG', 'M2-2', clueOfMatter(2, 2, { sourceChannel: '01' }), { version: 3 }));
    expect((await get(`/clues/${letter}`)).status).toBe(200);
    expect(await json('/scoreboard')).toEqual(before);
  });

  it('the leader’s edition is the office’s alone', async () => {
    for (const path of [`/targets/${TARGET}/briefing`, '/units/U-12/briefing']) {
      expect((await get(`${path}?edition=leader`)).status).toBe(404);
      expect((await get(`${path}?edition=leader`, 'office')).status).toBe(200);
    }
  });
});

describe('clues', () => {
  it('of petitions go out without number, text, and what is known of the informant but the class', async () => {
    const view = await json<Record<string, unknown> & { clue: Record<string, unknown> & { persons: object[] } }>(
      `/clues/${recordIdFor('PET', 'PX-0001')}`,
    );
    expect(view).not.toHaveProperty('sourceRecordId');
    expect(view.sourceRecordHash).toMatch(/^[0-9a-f]{64}$/u);
    for (const member of ['protected', 'docNumbers', 'externalRefs']) expect(view.clue).not.toHaveProperty(member);
    expect(view.clue.informant).toEqual({ class: 'R1' });
    expect(view.clue.persons[0]).toMatchObject({ name: '宋岚', rosterPersonId: expect.any(String) as string });
    expect(view.clue.persons[0]).not.toHaveProperty('sourceKey');
  });

  it('of other departments keep their number', async () => {
    expect(await json(`/clues/${recordIdFor('AUD', 'M0-1')}`)).toMatchObject({
      sourceRecordId: 'M0-1',
      department: 'AUD',
    });
  });
});

it('rounds, units and nil returns are listed', async () => {
  expect(await json(`/rounds/${ROUND}/targets`)).toEqual({
    items: [
      { targetId: `${ROUND}-01`, unitId: 'U-12', unitName: '青禾区住房和城乡建设局', uscc: '11990101MB0Y10015U' },
      { targetId: `${ROUND}-02`, unitId: 'U-15', unitName: '青禾区自然资源和规划局' },
    ],
  });
  const units = await all<{ unitId: string }>('/units', 5);
  expect([units.items.length, units.pages]).toEqual([13, 3]);
  const nils = await all<{ department: string; signedBy: string }>('/nil-returns', 1);
  expect(nils.items.map(({ department, signedBy }) => `${department} ${signedBy}`).sort()).toEqual([
    'PET 审核某',
    'PRO 审核某',
  ]);
});

it('a briefing comes as a Word file too', async () => {
  const response = await get(`/targets/${TARGET}/briefing?edition=member&format=docx`);
  expect(response.headers.get('content-type')).toContain('wordprocessingml');
  expect(
    Buffer.from(await response.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});

describe('a wrong question is answered as a problem', () => {
  it.each(wrongQuestions.map(({ path = '', status, code = '' }) => [path, Number(status), code] as const))(
    '%s → %d %s',
    async (path, status, code) => {
      const response = await get(path);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        status,
        'application/problem+json; charset=utf-8',
      ]);
      const title = expect.stringMatching(/\p{Script=Han}/u) as string;
      expect(await response.json()).toMatchObject({ status, code, title });
    },
  );
});
