import { eventOf, rowsOf } from '#libs/testkit';
import type { LinkStanding } from './link-standing.js';
import { type Bench, clueOfMatter, matterEvents, openBench } from './testing.js';

let bench: Bench;
afterEach(() => bench.remove());

const standing = async (): Promise<Partial<LinkStanding>> => {
  const { linkedAt, ...rest } = await bench.aggregator.linker.standing();
  return { ...rest, linkedAt: linkedAt === null ? null : 'a moment' };
};
const linked = (): Promise<Record<string, unknown>[]> => rowsOf(bench.temp.db, 'SELECT record_id FROM cluster_member');

it('records up to the limit are linked unasked; more go on step by step under the epoch there is', async () => {
  bench = await openBench(undefined, 6);
  expect(await standing()).toEqual({ linkedAt: null, pending: 0, records: 0, limit: 6, deferred: false });
  await bench.take(matterEvents(2));
  expect(await standing()).toEqual({ linkedAt: null, pending: 6, records: 6, limit: 6, deferred: false });
  expect(await bench.aggregator.linker.linkWhatIsNew()).toMatchObject({ records: 6 });
  expect(await standing()).toEqual({ linkedAt: 'a moment', pending: 0, records: 6, limit: 6, deferred: false });

  await bench.take([eventOf('PET', 'late', clueOfMatter(0, 2))]);
  expect(await bench.aggregator.linker.linkWhatIsNew()).toMatchObject({ records: 7 });
  expect(await standing()).toEqual({ linkedAt: 'a moment', pending: 0, records: 7, limit: 6, deferred: false });
});

it('a first epoch of more records than the limit waits until somebody asks for the whole, and loses nothing', async () => {
  bench = await openBench(undefined, 1);
  await bench.take(matterEvents(2));
  expect(await bench.aggregator.linker.linkWhatIsNew()).toBeUndefined();
  expect(await standing()).toEqual({ linkedAt: null, pending: 6, records: 6, limit: 1, deferred: true });
  const page = await bench.aggregator.reads.matters({}, { updatedAt: '', id: '' }, 50);
  expect(page.linking).toEqual({ linkedAt: null, pending: 6, deferred: true });
  expect(await bench.aggregator.linker.linkWhatIsNew(undefined, true)).toMatchObject({ records: 6 });
  expect(await standing()).toMatchObject({ pending: 0, deferred: false });
  expect(await linked()).toHaveLength(6);
});

it('a changed record is pending until the next run', async () => {
  bench = await openBench();
  await bench.take(matterEvents(2));
  await bench.aggregator.linker.linkWhatIsNew();
  await bench.take([eventOf('DIS', 'M0-0', clueOfMatter(1, 2), { version: 2 })]);
  expect(await standing()).toMatchObject({ pending: 1, records: 6 });
  await bench.aggregator.linker.linkWhatIsNew();
  expect(await standing()).toMatchObject({ pending: 0, records: 6 });
});
