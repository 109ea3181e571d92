import { type HttpApp, startHttp } from '#libs/http';
import { csvRows, readProjectFile } from '#libs/kernel';
import { SECURITY_MIGRATIONS } from '#libs/security';
import { eventOf, recordIdFor, rowsOf } from '#libs/testkit';
import { AggregationModule } from '../aggregation.module.js';
import { createRound } from '../rounds.js';
import { AGGREGATION_MIGRATIONS } from '../start.js';
import { type Bench, clueOfMatter, loadOffice, matterEvents, openBench, recordOfMatter } from '../testing.js';
import type { ActDone, ActPreview } from './acts.js';
import type { MatterExplanation, WhyNotView } from './explanations.js';
import type { QueueView } from './items.js';
import type { ActRequest } from './request.js';

const [A, B, C] = [recordOfMatter(0, 0), recordOfMatter(0, 1), recordOfMatter(0, 2)] as [string, string, string];
const OTHER = recordOfMatter(1, 0);
const WITHDRAWN = recordIdFor('PET', 'gone');

let bench: Bench;
let app: HttpApp;
let keys: Record<string, string>;

beforeEach(async () => {
  bench = await openBench([...SECURITY_MIGRATIONS, ...AGGREGATION_MIGRATIONS]);
  await loadOffice(bench.temp);
  await bench.temp.db.transaction((statements) =>
    createRound(statements, { id: 'R', start: '2024-05-20' }, ['U-12'], '2024-05-01T00:00:00Z'),
  );
  await bench.take([...matterEvents(4), eventOf('PET', 'gone', clueOfMatter(0, 1))]);
  await bench.take([eventOf('PET', 'gone', { reason: '误登' }, { version: 2, type: 'CLUE_WITHDRAWN' })]);
  await bench.aggregator.linker.linkWhatIsNew();
  app = await startHttp({
    title: '线索汇总',
    controllers: [],
    imports: [AggregationModule.caseApi(bench.aggregator)],
    db: bench.temp.db,
    holders: ['office', 'case-system', 'dept:audit'],
    port: 0,
    insecureLocal: false,
    at: '2024-05-16T02:00:00.000Z',
  });
  keys = Object.fromEntries(app.keys.map(({ holder, key }) => [holder, key]));
});
afterEach(async () => {
  await app.close();
  await bench.remove();
});

async function asked<T>(path: string, body?: unknown, more: Record<string, string> = {}, holder = 'office') {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${app.url}/v1${path}`, {
    headers: { authorization: `Bearer ${keys[holder]}`, 'content-type': 'application/json', ...more },
    ...(body === undefined ? {} : { method: 'POST', body: text }),
  });
  return { status: response.status, body: (await response.json()) as T & { code?: string } };
}

async function answer<T>(path: string, body?: unknown, more?: Record<string, string>): Promise<T> {
  const found = await asked<T>(path, body, more);
  expect([path, found.status, found.body.code]).toEqual([path, 200, undefined]);
  return found.body;
}

const BY = { officer: '巡察办甲', secondOfficer: '巡察办乙', reason: '核对' };
const preview = (request: ActRequest): Promise<ActPreview> => answer('/review/preview', request);
const decide = (request: ActRequest, by: object = BY): Promise<ActDone> =>
  answer('/review/decisions', { ...request, ...by });
const undo = (actionId: string): Promise<ActDone> => decide({ act: 'undo', of: [actionId] });

/** Records of each matter, sorted. */
async function partition(): Promise<string[]> {
  const rows = await rowsOf<{ record_id: string; matter_id: string }>(bench.temp.db, 'SELECT * FROM cluster_member');
  const matters = new Map<string, string[]>();
  for (const row of rows) matters.set(row.matter_id, [...(matters.get(row.matter_id) ?? []), row.record_id].sort());
  return [...matters.values()].map((members) => members.join()).sort();
}
async function hash(): Promise<string> {
  const [row] = await rowsOf<{ partition_hash: string }>(bench.temp.db, 'SELECT partition_hash FROM link_epoch');
  return String(row?.partition_hash);
}
async function matterOf(recordId: string): Promise<string> {
  const rows = await rowsOf<{ matter_id: string }>(
    bench.temp.db,
    'SELECT matter_id FROM cluster_member WHERE record_id = ?',
    [recordId],
  );
  return String(rows[0]?.matter_id);
}
const decisions = (): Promise<{ kind: string }[]> => rowsOf(bench.temp.db, 'SELECT * FROM decision');

/** The partition that a preview of the present one promises. */
function promised(before: readonly string[], { change }: ActPreview): string[] {
  const gone = new Set(change.before.map(({ members }) => [...members].sort().join()));
  return [
    ...before.filter((cluster) => !gone.has(cluster)),
    ...change.after.map(({ members }) => [...members].sort().join()),
  ].sort();
}

type Make = () => Promise<ActRequest>;
const ACTS: [string, Make][] = [
  ['confirm', async () => ({ act: 'confirm', of: [await matterOf(A)] })],
  ['split', async () => ({ act: 'split', of: [await matterOf(A)], records: [B] })],
  ['merge', async () => ({ act: 'merge', of: [await matterOf(A), await matterOf(OTHER)] })],
  ['apart', async () => ({ act: 'apart', of: [await matterOf(A), await matterOf(OTHER)] })],
  ['unsure about two records of one matter', async () => ({ act: 'unsure', of: [A, C] })],
  ['must', async () => ({ act: 'must', of: [A, OTHER] })],
  ['cannot', async () => ({ act: 'cannot', of: ['DIS/M0-0', B] })],
];

describe('acts', () => {
  it.each(ACTS)(
    '%s: the preview writes nothing and is what happens; undo brings the very partition back',
    async (_, make) => {
      const [before, hashBefore] = [await partition(), await hash()];
      const request = await make();
      const seen = await preview(request);
      expect([await decisions(), await partition(), await hash()]).toEqual([[], before, hashBefore]);
      const { actionId, partitionHash, ...done } = await decide(request);
      expect(done).toEqual(seen);
      expect(await partition()).toEqual(promised(before, seen));
      expect(partitionHash).toBe(await hash());
      const undone = await undo(actionId);
      expect([undone.partitionHash, await partition()]).toEqual([hashBefore, before]);
      const restored = await undo(undone.actionId);
      expect(restored.partitionHash).toBe(partitionHash);
    },
  );

  it('confirm writes a star, split one CANNOT a drawing pair, merge joins two whole matters', async () => {
    const star = await decide({ act: 'confirm', of: [await matterOf(A)] });
    expect(star.words.map(({ kind }) => kind)).toEqual(['MUST', 'MUST']);
    const split = await decide({ act: 'split', of: [await matterOf(A)], records: [A] });
    expect(split.words.map(({ kind }) => kind)).toEqual(['CANNOT', 'CANNOT']);
    expect(await matterOf(A)).not.toBe(await matterOf(B));
    const merged = await decide({ act: 'merge', of: [await matterOf(B), await matterOf(OTHER)] });
    expect([merged.fulfilled, await matterOf(C)]).toEqual([true, await matterOf(recordOfMatter(1, 2))]);
    expect(merged.units.find(({ unitId }) => unitId === 'U-12')).toMatchObject({ before: 5, after: 4 });
  });

  it('undo restores the word that an act replaced, and waits for later acts', async () => {
    const first = await decide({ act: 'must', of: [A, OTHER] });
    const second = await decide({ act: 'cannot', of: [A, OTHER] });
    expect((await asked('/review/decisions', { act: 'undo', of: [first.actionId], ...BY })).body.code).toBe(
      'E-REVIEW-LATER',
    );
    expect((await undo(second.actionId)).partitionHash).toBe(first.partitionHash);
  });

  it('asks for a second officer only where corroboration rises', async () => {
    const alone = { officer: '甲', reason: '核对' };
    const merge: ActRequest = { act: 'merge', of: [await matterOf(A), await matterOf(OTHER)] };
    const seen = await preview(merge);
    expect(seen.needsSecond).toBe(true);
    expect((await asked('/review/decisions', { ...merge, ...alone })).body.code).toBe('E-SECOND-OFFICER');
    expect(await decisions()).toEqual([]);
    await decide({ act: 'confirm', of: [await matterOf(A)] }, alone);
  });

  it('the same request under one key is done once; another one under it is refused', async () => {
    const request = { act: 'cannot', of: [A, B], ...BY };
    const key = { 'idempotency-key': 'one' };
    const first = await answer<ActDone>('/review/decisions', request, key);
    const again = await answer<ActDone>('/review/decisions', request, key);
    expect([again.actionId, again.words]).toEqual([first.actionId, first.words]);
    expect(await decisions()).toHaveLength(1);
    expect((await asked('/review/decisions', { ...request, of: [A, C] }, key)).body.code).toBe('E-IDEMPOTENCY');
    expect((await asked('/review/decisions', request)).body.code).toBe('E-REVIEW-NOTHING');
  });

  it('each act is an audit entry without its reason', async () => {
    const { actionId } = await decide({ act: 'confirm', of: [await matterOf(A)] });
    const rows = await rowsOf<Record<string, string>>(bench.temp.db, 'SELECT * FROM audit_entry WHERE object_id = ?', [
      actionId,
    ]);
    expect(rows.map(({ actor, action }) => [actor, action])).toEqual([['巡察办甲', 'review.confirm']]);
    expect(JSON.stringify(rows)).not.toContain('核对');
  });

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
});

describe('words that do not fit', () => {
  it('a chain of MUST with a CANNOT inside is listed with its words, and followed no more until an officer undoes one', async () => {
    await decide({ act: 'must', of: [A, OTHER] });
    await decide({ act: 'must', of: [recordOfMatter(2, 0), OTHER] });
    const request: ActRequest = { act: 'cannot', of: [A, recordOfMatter(2, 0)] };
    expect((await preview(request)).conflicts).toHaveLength(1);
    const { actionId } = await decide(request);
    const { items } = await answer<{ items: { kind: string; decisions: { kind: string }[] }[] }>('/review/conflicts');
    expect(items.map(({ kind, decisions: words }) => [kind, words.map((word) => word.kind)])).toEqual([
      ['CANNOT', ['CANNOT', 'MUST', 'MUST']],
    ]);
    await undo(actionId);
    expect(await answer('/review/conflicts')).toEqual({ items: [] });
  });

  it('a newer version that says something else makes a word stale; it stays in force until it is given again', async () => {
    const request: ActRequest = { act: 'cannot', of: [A, B] };
    await decide(request);
    const stale = (): Promise<{ items: { fields: string[] }[] }> => answer('/review/stale');
    const other = clueOfMatter(0, 0);
    await bench.take([eventOf('DIS', 'M0-0', { ...other, evidence: [], receivedDate: '2024-03-12' }, { version: 2 })]);
    await bench.aggregator.linker.linkWhatIsNew();
    expect(await stale()).toEqual({ items: [] });
    const amount = { ...other.amount, min: '77.00', max: '77.00', raw: '77元' } as typeof other.amount;
    await bench.take([eventOf('DIS', 'M0-0', { ...other, ...(amount ? { amount } : {}) }, { version: 3 })]);
    await bench.aggregator.linker.linkWhatIsNew();
    expect((await stale()).items.map(({ fields }) => fields)).toEqual([['amount']]);
    expect(await matterOf(A)).not.toBe(await matterOf(B));
    await decide(request);
    expect(await stale()).toEqual({ items: [] });
  });

  it('a word on a record that was withdrawn later has no effect and no place in the lists', async () => {
    const { actionId } = await decide({ act: 'must', of: [A, OTHER] });
    await bench.take([eventOf('DIS', 'M1-0', { reason: '误登' }, { version: 2, type: 'CLUE_WITHDRAWN' })]);
    await bench.aggregator.linker.linkWhatIsNew();
    expect((await asked('/review/decisions', { act: 'undo', of: [actionId], ...BY })).body.code).toBe(
      'E-RECORD-WITHDRAWN',
    );
    expect(await answer('/review/stale')).toEqual({ items: [] });
  });
});

describe('questions and explanations', () => {
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
