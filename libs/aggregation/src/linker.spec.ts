import type { HubEvent } from '#libs/contracts';
import { clueOf, Dice, eventOf, noteOf, recordIdFor, rowsOf } from '#libs/testkit';
import type { LinkReport } from './linker.js';
import { listMatterRows } from './matter-list.js';
import { importRegistry } from './registry-import.js';
import { type Bench, clueOfMatter, loadOffice, matterEvents, openBench, recordOfMatter } from './testing.js';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
  await loadOffice(bench.temp);
});
afterEach(() => bench.remove());

async function link(): Promise<LinkReport> {
  const report = await bench.aggregator.linker.linkWhatIsNew();
  if (!report) throw new Error('nothing was linked');
  return report;
}

/** Matter of each record. */
async function matters(): Promise<Map<string, string>> {
  const rows = await rowsOf<{ record_id: string; matter_id: string }>(
    bench.temp.db,
    'SELECT record_id, matter_id FROM cluster_member',
  );
  return new Map(rows.map((row) => [row.record_id, row.matter_id]));
}

const together = async (a: string, b: string): Promise<boolean> => {
  const of = await matters();
  return of.get(a) !== undefined && of.get(a) === of.get(b);
};

const [A, B, C] = [recordOfMatter(0, 0), recordOfMatter(0, 1), recordOfMatter(0, 2)] as [string, string, string];
const OTHER = recordOfMatter(1, 0);

describe('the partition', () => {
  /** Six matters, with a record withdrawn, one amended into another matter, and one that became a count. */
  const history = (): HubEvent[] => [
    ...matterEvents(6),
    eventOf('DIS', 'M2-0', { reason: '误登' }, { version: 2, type: 'CLUE_WITHDRAWN' }),
    eventOf('AUD', 'M3-1', clueOfMatter(4, 1), { version: 2 }),
    eventOf('CMG', 'M5-2', noteOf('区住建局'), { version: 2, type: 'SITUATION_NOTE' }),
  ];

  it('is the same for every order of arrival, with withdrawn and amended records, however often links were made on the way', async () => {
    const hashes = new Set<string>();
    for (let seed = 0; seed < 6; seed++) {
      const dice = new Dice(seed);
      const events = seed === 0 ? history() : dice.shuffled(history());
      if (seed > 0) {
        await bench.remove();
        bench = await openBench();
        await loadOffice(bench.temp);
      }
      const half = seed % 2 === 0 ? 0 : dice.below(events.length);
      await bench.take(events.slice(0, half));
      await bench.aggregator.linker.linkWhatIsNew();
      await bench.take(events.slice(half));
      await bench.aggregator.linker.linkWhatIsNew();
      const [epoch] = await rowsOf<{ partition_hash: string }>(
        bench.temp.db,
        'SELECT partition_hash FROM link_epoch WHERE is_current = 1',
      );
      hashes.add(`${epoch?.partition_hash}`);
    }
    expect(hashes.size).toBe(1);
    expect(new Set((await matters()).values()).size).toBe(6);
    expect(await together(recordOfMatter(3, 1), recordOfMatter(4, 0))).toBe(true);
  });

  it('forgets a record that came and went', async () => {
    await bench.take(matterEvents(3));
    const before = await link();
    await bench.take([eventOf('PET', 'gone', clueOfMatter(0, 1))]);
    expect((await link()).partitionHash).not.toBe(before.partitionHash);
    await bench.take([eventOf('PET', 'gone', { reason: '误登' }, { version: 2, type: 'CLUE_WITHDRAWN' })]);
    expect((await link()).partitionHash).toBe(before.partitionHash);
    expect(
      await rowsOf(bench.temp.db, `SELECT * FROM origin_member WHERE record_id = ?`, [recordIdFor('PET', 'gone')]),
    ).toEqual([]);
  });
});

it('does nothing when nothing changed, and says how far it is', async () => {
  await bench.take(matterEvents(2));
  const steps: [number, number][] = [];
  await bench.aggregator.linker.linkWhatIsNew((done, of) => steps.push([done, of]));
  expect(steps.at(-1)).toEqual([18, 18]);
  expect(steps.every(([done, of], at) => done <= of && done >= (steps[at - 1]?.[0] ?? 0))).toBe(true);
  const at = await rowsOf(bench.temp.db, 'SELECT built_at FROM link_epoch');
  expect(await bench.aggregator.linker.linkWhatIsNew()).toBeUndefined();
  expect(await rowsOf(bench.temp.db, 'SELECT built_at FROM link_epoch')).toEqual(at);
});

it('runs that are asked for at once wait for one another, and the last word is that of the latest facts', async () => {
  await bench.take(matterEvents(2));
  const first = bench.aggregator.linker.linkWhatIsNew();
  await bench.take([eventOf('PET', 'late', clueOfMatter(0, 2))]);
  await Promise.all([first, bench.aggregator.linker.linkWhatIsNew(), bench.aggregator.linker.linkWhatIsNew()]);
  expect(await together(recordIdFor('PET', 'late'), A)).toBe(true);
});

describe('what officers decided', () => {
  it('is kept: CANNOT parts, MUST joins, the last word counts, REVOKE takes it back', async () => {
    await bench.take(matterEvents(2));
    const { partitionHash } = await link();
    expect([await together(A, B), await together(A, OTHER)]).toEqual([true, false]);
    await bench.decide('CANNOT', A, B, '2024-05-16T03:00:00.000Z');
    await link();
    expect(await together(A, B)).toBe(false);
    await bench.decide('REVOKE', B, A, '2024-05-16T04:00:00.000Z');
    expect((await link()).partitionHash).toBe(partitionHash);
    await bench.decide('MUST', OTHER, A, '2024-05-16T05:00:00.000Z');
    await link();
    expect(await together(A, OTHER)).toBe(true);
    await bench.decide('UNSURE', A, OTHER, '2024-05-16T06:00:00.000Z');
    await link();
    expect(await together(A, OTHER)).toBe(false);
    await bench.decide('REVOKE', A, OTHER, '2024-05-16T07:00:00.000Z');
    expect((await link()).partitionHash).toBe(partitionHash);
  });

  it('outlives a new version of the record and names records that are gone without harm', async () => {
    await bench.take(matterEvents(1));
    await bench.decide('CANNOT', A, B, '2024-05-16T03:00:00.000Z');
    await bench.decide('MUST', A, recordIdFor('PET', 'never came'), '2024-05-16T03:00:01.000Z');
    await bench.take([eventOf('DIS', 'M0-0', clueOfMatter(0, 2), { version: 2 })]);
    await link();
    expect(await together(A, B)).toBe(false);
  });
});

describe('cluster events', () => {
  const events = async (): Promise<string[]> =>
    (await rowsOf(bench.temp.db, 'SELECT kind, matter_id, detail FROM cluster_event ORDER BY event_id')).map(
      ({ kind, matter_id, detail }) => `${kind} ${matter_id} ${detail}`,
    );

  it('name both matters whenever a record’s matter changes its id', async () => {
    const dice = new Dice(7);
    const all = matterEvents(5);
    await bench.take(all.slice(0, 6));
    await link();
    for (let step = 0; step < 14; step++) {
      const before = await matters();
      const seen = (await events()).length;
      const pick = dice.of(all);
      const version = 2 + step;
      const gone = dice.below(3) === 0;
      await bench.take([
        gone
          ? eventOf(
              pick.data.sourceDept,
              pick.data.sourceRecordId,
              { reason: '误登' },
              { version, type: 'CLUE_WITHDRAWN' },
            )
          : eventOf(pick.data.sourceDept, pick.data.sourceRecordId, clueOfMatter(dice.below(5), step), { version }),
      ]);
      await bench.aggregator.linker.linkWhatIsNew();
      const after = await matters();
      const told = (await events()).slice(seen).join('\n');
      for (const [record, matter] of after) {
        const former = before.get(record);
        if (former === undefined) expect(told).toContain(matter);
        else if (former !== matter) for (const id of [former, matter]) expect(told).toContain(id);
      }
      for (const [record, former] of before) if (!after.has(record)) expect(told).toContain(former);
    }
    const kinds = new Set((await events()).map((event) => event.split(' ')[0]));
    expect([...kinds]).toEqual(expect.arrayContaining(['created', 'grew', 'shrank', 'renamed']));
  });

  it('tell merging, splitting and retiring, and nothing when nothing changed', async () => {
    await bench.take(matterEvents(2));
    expect((await link()).events).toMatchObject({ created: 2 });
    const others = [A, B, C, recordOfMatter(1, 1), recordOfMatter(1, 2)];
    for (const [at, record] of others.entries())
      await bench.decide('MUST', record, OTHER, `2024-05-16T03:00:0${at}.000Z`);
    expect((await link()).events).toMatchObject({ created: 0, merged: 1, retired: 0 });
    for (const [at, record] of others.entries())
      await bench.decide('REVOKE', record, OTHER, `2024-05-16T04:00:0${at}.000Z`);
    expect((await link()).events).toMatchObject({ split: 1 });
    for (const no of [0, 1, 2])
      await bench.take([
        eventOf(
          (['DIS', 'AUD', 'CMG'] as const)[no] ?? 'DIS',
          `M1-${no}`,
          { reason: '误登' },
          { version: 2, type: 'CLUE_WITHDRAWN' },
        ),
      ]);
    expect((await link()).events).toMatchObject({ retired: 1 });
  });
});

it('a matter’s time of change moves with what is seen of it, and only then', async () => {
  await bench.take(matterEvents(2));
  await link();
  const times = async () =>
    new Map(
      (await rowsOf(bench.temp.db, 'SELECT matter_id, updated_at FROM matter')).map((row) => [
        row.matter_id,
        row.updated_at,
      ]),
    );
  const before = await times();
  const own = (await matters()).get(A) ?? '';
  const other = (await matters()).get(OTHER) ?? '';
  await bench.take([eventOf('AUD', 'R', { problemNo: 'M0-1', rectState: '1' }, { type: 'RECTIFICATION_UPDATED' })]);
  await link();
  const after = await times();
  expect(after.get(own)).not.toBe(before.get(own));
  expect(after.get(other)).toBe(before.get(other));
});

it('a registry that comes later resolves what was there, and closes what officers would have had to decide', async () => {
  await bench.take([eventOf('DIS', 'J-1', clueOf({ units: ['青禾区殡葬管理所'] }))]);
  await link();
  const queue = () =>
    rowsOf(bench.temp.db, `SELECT kind, raw, state FROM officer_queue WHERE record_id = ?`, [
      recordIdFor('DIS', 'J-1'),
    ]);
  expect(await queue()).toEqual([{ kind: 'UNIT', raw: '青禾区殡葬管理所', state: 'OPEN' }]);
  const row = { unitId: 'U-40', name: '青禾区殡葬管理所', division: '990101' };
  await bench.temp.db.transaction((statements) => importRegistry(statements, [row]));
  await link();
  expect(await rowsOf(bench.temp.db, 'SELECT unit_now FROM record_unit')).toEqual([{ unit_now: 'U-40' }]);
  expect(await queue()).toEqual([{ kind: 'UNIT', raw: '青禾区殡葬管理所', state: 'RESOLVED' }]);
  await bench.temp.db.transaction((statements) => importRegistry(statements, [{ ...row, name: '青禾区另一单位' }]));
  await link();
  expect(await queue()).toEqual([{ kind: 'UNIT', raw: '青禾区殡葬管理所', state: 'OPEN' }]);
});

it('an item that an officer has closed stays closed', async () => {
  await bench.take([eventOf('DIS', 'J-1', clueOf({ units: ['区政府'] }))]);
  await link();
  await bench.temp.db.transaction((statements) => statements.query(`UPDATE officer_queue SET state = 'DISMISSED'`));
  await bench.take([eventOf('DIS', 'J-2', clueOf({ units: ['区住建局'] }))]);
  await link();
  expect(await rowsOf(bench.temp.db, 'SELECT state FROM officer_queue')).toEqual([{ state: 'DISMISSED' }]);
});

it('every accepted clue record has one row of matter and origin, statistics have none', async () => {
  await bench.take([...matterEvents(3), eventOf('PET', 'X-1', noteOf('区住建局'), { type: 'SITUATION_NOTE' })]);
  await link();
  const rows = await bench.temp.db.read((statements) => listMatterRows(statements));
  expect(rows.map((row) => `${row.department} ${row.sourceRecordId}`).sort()).toEqual(
    matterEvents(3)
      .map(({ data }) => `${data.sourceDept} ${data.sourceRecordId}`)
      .sort(),
  );
  const at = await bench.temp.db.read((statements) => listMatterRows(statements, ['U-12']));
  expect(at).toEqual(rows);
  expect(await bench.temp.db.read((statements) => listMatterRows(statements, ['U-15']))).toEqual([]);
});

it('edges say what speaks most for them, and keys are those of the records of now', async () => {
  await bench.take(matterEvents(2));
  await link();
  const edges = await rowsOf(bench.temp.db, `SELECT relation, score, reason FROM edge WHERE relation = 'AUTO'`);
  expect(edges.length).toBeGreaterThan(0);
  for (const { reason } of edges) expect(reason).toMatch(/\p{Script=Han}/u);
  const keys = () =>
    rowsOf(
      bench.temp.db,
      'SELECT k.key_hash, r.record_id FROM link_key k JOIN link_record r ON r.place = k.place ORDER BY k.key_hash, r.record_id',
    );
  const before = await keys();
  await bench.take([
    eventOf('PET', 'gone', clueOfMatter(0, 1, { summary: '同一工程另有一封来信，说的是工人工资拖欠。' })),
  ]);
  await link();
  expect((await keys()).length).toBeGreaterThan(before.length);
  await bench.take([eventOf('PET', 'gone', { reason: '误登' }, { version: 2, type: 'CLUE_WITHDRAWN' })]);
  await link();
  expect(await keys()).toEqual(before);
  expect(C).not.toBe(A);
});
