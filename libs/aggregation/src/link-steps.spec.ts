import type { HubEvent } from '#libs/contracts';
import { type Features, linkFeatures, MODEL_1 } from '#libs/linkage';
import { Dice, eventOf, rowsOf } from '#libs/testkit';
import { currentEpoch, epochTables } from './link-epoch.js';
import { unpacked } from './link-store.js';
import { standingDecisions } from './standing-decisions.js';
import { type Bench, clueOfMatter, loadOffice, matterEvents, openBench, recordOfMatter } from './testing.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench(undefined, 10_000, 0);
  await loadOffice(bench.temp);
});
afterEach(() => bench.remove());

const MATTERS = 40;

const clusterLines = async (): Promise<string[]> =>
  (await rowsOf(bench.temp.db, 'SELECT matter_id, record_id FROM cluster_member ORDER BY record_id')).map(
    ({ matter_id, record_id }) => `${record_id} ${matter_id}`,
  );
const originLines = async (): Promise<string[]> =>
  (await rowsOf(bench.temp.db, 'SELECT record_id, origin_id FROM origin_member ORDER BY record_id')).map(
    ({ record_id, origin_id }) => `${record_id} ${origin_id}`,
  );
const edgeLines = async (): Promise<string[]> =>
  (await rowsOf(bench.temp.db, 'SELECT record_a, record_b, score, reason FROM edge')).map(
    ({ record_a, record_b, score, reason }) => `${record_a} ${record_b} ${score} ${reason}`,
  );

/** What the batch makes of the same records and decisions under the same epoch. */
async function batch(): Promise<{ clusters: string[]; origins: string[]; edges: string[] }> {
  const rows = await rowsOf<{ features: Uint8Array }>(
    bench.temp.db,
    'SELECT f.features FROM link_features f JOIN link_record r ON r.place = f.place',
  );
  const features = rows.map((row) => unpacked<Features>(row.features));
  const { pairs, epoch } = await bench.temp.db.read(async (reads) => ({
    pairs: (await standingDecisions(reads)).pairs,
    epoch: await epochTables(reads, (await currentEpoch(reads))?.epochId ?? ''),
  }));
  const result = linkFeatures(features, pairs, MODEL_1, epoch);
  return {
    clusters: result.clusters.flatMap(({ id, members }) => members.map((record) => `${record} ${id}`)).sort(),
    origins: [...result.origins].map(([record, origin]) => `${record} ${origin}`).sort(),
    edges: result.edges.map(({ a, b, score, reason }) => `${a} ${b} ${score} ${reason}`).sort(),
  };
}

/** One thing that happens to a hub that is linked: a record comes, changes or goes, or an officer decides. */
async function happen(step: number, dice: Dice, all: readonly HubEvent[]): Promise<void> {
  const pick = dice.of(all);
  const { sourceDept, sourceRecordId } = pick.data;
  const [matter, no] = [dice.below(MATTERS), dice.below(3)];
  const kind = dice.below(4);
  if (kind === 0) await bench.take([eventOf('PET', `new-${step}`, clueOfMatter(matter, no))]);
  else if (kind === 1)
    await bench.take([eventOf(sourceDept, sourceRecordId, clueOfMatter(matter, no), { version: 2 + step })]);
  else if (kind === 2) {
    const gone = { version: 2 + step, type: 'CLUE_WITHDRAWN' } as const;
    await bench.take([eventOf(sourceDept, sourceRecordId, { reason: '误登' }, gone)]);
  } else {
    const word = dice.of(['MUST', 'CANNOT', 'UNSURE', 'REVOKE'] as const);
    const at = new Date(Date.parse('2024-05-16T03:00:00Z') + step * 1000).toISOString();
    await bench.decide(word, recordOfMatter(matter, no), pick.subject, at);
  }
}

it('ends where the batch ends, whatever happens, and whoever takes the steps', async () => {
  const all = matterEvents(MATTERS);
  await bench.take(all);
  await bench.aggregator.linker.linkWhatIsNew();
  const epoch = await rowsOf(bench.temp.db, 'SELECT epoch_id, built_at FROM link_epoch');
  const dice = new Dice(11);
  for (let step = 0; step < 30; step++) {
    await happen(step, dice, all);
    if (dice.below(3) > 0) await bench.another().linker.linkWhatIsNew();
  }
  await bench.aggregator.linker.linkWhatIsNew();
  const wanted = await batch();
  expect(await clusterLines()).toEqual(wanted.clusters);
  expect(await originLines()).toEqual(wanted.origins);
  expect((await edgeLines()).sort()).toEqual(wanted.edges);
  expect(await rowsOf(bench.temp.db, 'SELECT epoch_id, built_at FROM link_epoch')).toEqual(epoch);
  expect(await bench.temp.db.read(currentEpoch)).toMatchObject({
    records: wanted.clusters.length,
    matters: new Set(wanted.clusters.map((line) => line.split(' ')[1])).size,
  });
  const renewed = await bench.aggregator.linker.renew('records');
  expect(await rowsOf(bench.temp.db, 'SELECT COUNT(*) AS n FROM matter')).toEqual([{ n: renewed?.matters }]);
});

it('an epoch can be gone back from, and what came since stays linked', async () => {
  const { linker } = bench.aggregator;
  await bench.take(matterEvents(MATTERS));
  const first = await linker.linkWhatIsNew();
  expect(await linker.renew('former')).toBeUndefined();
  await bench.take([eventOf('PET', 'late', clueOfMatter(0, 1))]);
  await linker.linkWhatIsNew();
  const before = await clusterLines();
  await linker.renew('records');
  const back = await linker.renew('former');
  expect(await clusterLines()).toEqual(before);
  expect(back?.records).toBe((first?.records ?? 0) + 1);
  expect(await linker.linkWhatIsNew()).toBeUndefined();
});
