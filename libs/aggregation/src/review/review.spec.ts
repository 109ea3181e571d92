import { eventOf, rowsOf } from '#libs/testkit';
import { clueOfMatter, recordOfMatter } from '../testing.js';
import type { ActDone, ActPreview } from './acts.js';
import type { ActRequest } from './request.js';
import {
  A,
  answer,
  asked,
  B,
  BY,
  bench,
  C,
  close,
  decide,
  decisions,
  hash,
  matterOf,
  OTHER,
  open,
  partition,
  preview,
  undo,
} from './testing.js';

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
  beforeEach(open);
  afterEach(close);

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
});

describe('words that do not fit', () => {
  beforeEach(open);
  afterEach(close);

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
