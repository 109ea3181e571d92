import { csvRows, readProjectFile } from '#libs/kernel';
import type { MatterExplanation, WhyNotView } from './explanations.js';
import type { QueueView } from './items.js';
import { A, answer, asked, B, C, close, decide, decisions, matterOf, OTHER, open, undo, WITHDRAWN } from './testing.js';

describe('questions and explanations', () => {
  beforeEach(open);
  afterEach(close);

  it('blind shows two records and nothing of what the machine thinks', async () => {
    const { items, open } = await answer<QueueView>('/review/items?blind=true&limit=200');
    expect(open).toBe(items.length);
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) {
      expect(Object.keys(item).sort()).toEqual(['a', 'b']);
      expect([item.a.matterId, item.b.matterId]).toEqual(['', '']);
    }
  });

  it('a question goes when it is answered; the other officer gets it as a second look; κ counts both', async () => {
    const { items, open } = await answer<QueueView>('/review/items?limit=200');
    const [first] = items;
    expect(first?.bars?.length).toBeGreaterThan(2);
    await decide({ act: 'cannot', of: [first?.a.recordId ?? '', first?.b.recordId ?? ''] });
    const left = await answer<QueueView>('/review/items?limit=200');
    const ids = left.items.map(({ a, b }) => [a.recordId, b.recordId].sort().join());
    expect(ids).not.toContain([first?.a.recordId, first?.b.recordId].sort().join());
    expect(open).toBeGreaterThan(0);
    const looks = await answer<QueueView>(`/review/items?secondLookOf=${encodeURIComponent('丙')}`);
    expect(looks.items.map(({ a, b }) => [a.recordId, b.recordId].sort())).toEqual([
      [first?.a.recordId, first?.b.recordId].sort(),
    ]);
    await decide(
      { act: 'cannot', of: [first?.a.recordId ?? '', first?.b.recordId ?? ''] },
      { officer: '丙', reason: '再看' },
    );
    const { officers } = await answer<{ officers: object[] }>('/review/agreement');
    expect(officers).toEqual([{ officers: ['丙', '巡察办甲'], pairs: 1, equal: 1, kappa: null }]);
  });

  it('how: every step has its pairs, and the bars of each pair add up', async () => {
    const found = await answer<MatterExplanation>(`/matters/${await matterOf(A)}/explanation`);
    expect(found.records.map(({ recordId }) => recordId).sort()).toEqual([A, B, C].sort());
    expect(found.steps.length + found.given.reduce((sum, { records }) => sum + records.length - 1, 0)).toBe(2);
    for (const { bars, score } of found.pairs) expect(bars.reduce((sum, { bits }) => sum + bits, 0)).toBe(score);
    const confirmed = await decide({ act: 'confirm', of: [await matterOf(A)] });
    const after = await answer<MatterExplanation>(`/matters/${await matterOf(A)}/explanation`);
    expect([after.steps, after.given[0]?.reasons.map(({ kind }) => kind)]).toEqual([[], ['MUST', 'MUST']]);
    await undo(confirmed.actionId);
  });

  it('why not: an officer’s word stands first', async () => {
    const path = `/matters/${await matterOf(A)}/why-not/${await matterOf(OTHER)}`;
    expect((await answer<WhyNotView>(path)).obstacles.map(({ kind }) => kind)).not.toContain('CANNOT');
    await decide({ act: 'apart', of: [await matterOf(A), await matterOf(OTHER)] });
    const found = await answer<WhyNotView>(path);
    expect(found.obstacles[0]?.kind).toBe('CANNOT');
    expect(found.best.bars.reduce((sum, { bits }) => sum + bits, 0)).toBe(found.best.score);
  });
});

describe('refusals, which write nothing', () => {
  beforeAll(open);
  afterAll(close);

  it.each(csvRows(readProjectFile('libs/aggregation/cases/wrong-acts.csv')))(
    'refuses $body',
    async ({ body = '', status, code }) => {
      const names: Record<string, string> = { M: await matterOf(A), N: await matterOf(OTHER), A, W: WITHDRAWN, OTHER };
      const text = body.replace(/"(M|N|A|W|OTHER)"/gu, (_, name: string) => `"${names[name]}"`);
      const found = await asked('/review/decisions', text);
      expect([found.status, found.body.code]).toEqual([Number(status), code]);
      expect(await decisions()).toEqual([]);
    },
  );

  it.each([
    '/review/items',
    '/review/decisions',
    '/review/conflicts',
    '/review/stale',
    '/review/agreement',
    '/matters/x/explanation',
    '/matters/x/why-not/y',
  ])('%s opens to the office alone', async (path) => {
    for (const holder of ['case-system', 'dept:audit'])
      expect((await asked(path, undefined, {}, holder)).body.code).toBe('E-ROLE');
  });

  it.each([
    ['/review/items?limit=0', 'E-LIMIT'],
    ['/review/items?blind=perhaps', 'E-QUERY'],
    ['/review/items?secondLookOf=', 'E-QUERY'],
    ['/matters/x/explanation', 'E-MATTER-UNKNOWN'],
  ])('%s: %s', async (path, code) => expect((await asked(path)).body.code).toBe(code));
});
