import type { HubEvent } from '#libs/contracts';
import { fixedClock } from '#libs/kernel';
import { Database } from '#libs/persistence';
import { clueOf, deliver, eventOf, onServer, rowsOf, type TempDatabase, tempDatabase } from '#libs/testkit';
import { Aggregator } from './aggregator.js';
import { AGGREGATION_MIGRATIONS } from './start.js';

// Deliveries of the same events at the same time: on a server from connections of their own, as when a partition changes hands.

const SETTINGS = { division: '990101', office: '青禾区委巡察办', contact: '综合科', linkLimit: 10_000 };
let temp: TempDatabase;
const databases: Database[] = [];
let aggregators: Aggregator[];

beforeAll(async () => {
  temp = await tempDatabase(AGGREGATION_MIGRATIONS);
  for (let consumer = 0; consumer < 3; consumer += 1)
    databases.push(onServer() ? await Database.open(temp.target, []) : temp.db);
  aggregators = databases.map((db) => new Aggregator(db, fixedClock('2024-05-16T02:00:00Z'), SETTINGS));
});
afterAll(async () => {
  for (const db of databases) if (db !== temp.db) await db.close();
  await temp.remove();
});

const events: HubEvent[] = Array.from({ length: 120 }, (_, n) => [
  eventOf('AUD', `A${n}`, clueOf({ title: `反映第${n}号工程` })),
  eventOf('AUD', `A${n}`, clueOf({ title: `反映第${n}号工程，已补正` }), { version: 2 }),
]).flat();

const shuffled = (by: number): HubEvent[] => events.map((_, n) => events[(n * by + 7) % events.length] as HubEvent);

test('the same events three times at once, in other orders: one effect each', async () => {
  const orders = [shuffled(1), shuffled(7), shuffled(11)];
  await Promise.all(aggregators.map(({ ingest }, index) => deliver(ingest, orders[index] ?? [])));
  expect(await rowsOf(temp.db, 'SELECT COUNT(*) AS n FROM inbox')).toEqual([{ n: 240 }]);
  expect(await rowsOf(temp.db, 'SELECT COUNT(*) AS n FROM record_version')).toEqual([{ n: 240 }]);
  expect(await rowsOf(temp.db, 'SELECT version, COUNT(*) AS n FROM record GROUP BY version')).toEqual([
    { version: 2, n: 120 },
  ]);
  expect(await rowsOf(temp.db, 'SELECT code FROM quarantine')).toEqual([]);
});

test('versions of one record at once, by consumers of their own: the newest stands, whoever came last', async () => {
  const records = Array.from({ length: 40 }, (_, n) => `V${n}`);
  const send = async (consumer: number, version: number): Promise<void> => {
    for (const id of records)
      await deliver((aggregators[consumer] as Aggregator).ingest, [
        eventOf('PET', id, clueOf({ title: `第${version}版` }), { version }),
      ]);
  };
  await Promise.all([send(0, 3), send(1, 1), send(2, 2)]);
  const stand = await rowsOf(
    temp.db,
    "SELECT version, COUNT(*) AS n FROM record WHERE department = 'PET' GROUP BY version",
  );
  expect(stand).toEqual([{ version: 3, n: 40 }]);
  expect(await rowsOf(temp.db, 'SELECT code FROM quarantine')).toEqual([]);
});

test('linkers at once: one works, the others find it done', async () => {
  const reports = await Promise.all(aggregators.map(({ linker }) => linker.linkWhatIsNew()));
  expect(reports.filter((report) => report !== undefined)).toHaveLength(1);
  expect(await rowsOf(temp.db, 'SELECT COUNT(*) AS n FROM cluster_member')).toEqual([{ n: 160 }]);
});
