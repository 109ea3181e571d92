import { type Clue, clueTopic, type HubEvent } from '#libs/contracts';
import { csvRows, fixedClock, readProjectFile } from '#libs/kernel';
import {
  clueOf,
  Dice,
  deliver,
  eventOf,
  handBatch,
  nilOf,
  noteOf,
  recordIdFor,
  rowsOf,
  type TempDatabase,
  tempDatabase,
} from '#libs/testkit';
import { EventIngest } from './ingest.js';
import { AGGREGATION_MIGRATIONS } from './start.js';

let temp: TempDatabase;
let ingest: EventIngest;

beforeEach(async () => {
  temp = await tempDatabase(AGGREGATION_MIGRATIONS);
  ingest = new EventIngest(temp.db, fixedClock('2024-05-16T02:00:00Z'));
});
afterEach(() => temp.remove());

const LETTER = recordIdFor('DIS', 'J-1');
const titled = (title: string): Clue => clueOf({ title });

/** Everything that later steps read, without the times at which it came. */
async function state(): Promise<unknown> {
  const queries = [
    'SELECT record_id, version, state, clue FROM record ORDER BY record_id',
    'SELECT record_id, version, kind, note FROM situation_note ORDER BY record_id',
    'SELECT record_id, version, payload FROM nil_return ORDER BY record_id',
    'SELECT problem_no, payload FROM rectification ORDER BY problem_no',
    'SELECT record_id, version, event_type, payload FROM record_version ORDER BY record_id, version, event_type',
    'SELECT event_id, code FROM quarantine ORDER BY event_id',
  ];
  const found: unknown[] = [];
  for (const sql of queries) found.push(await rowsOf(temp.db, sql));
  return found;
}

/** A history with versions, withdrawals, and records that change between clue and count. */
function history(): HubEvent[] {
  return [
    eventOf('DIS', 'J-1', titled('一')),
    eventOf('DIS', 'J-1', titled('二'), { version: 2 }),
    eventOf('DIS', 'J-1', titled('三'), { version: 3 }),
    eventOf('DIS', 'J-2', titled('撤回的')),
    eventOf('DIS', 'J-2', { reason: '重复登记' }, { version: 2, type: 'CLUE_WITHDRAWN' }),
    eventOf('PET', 'X-1', noteOf('区住建局'), { type: 'SITUATION_NOTE' }),
    eventOf('PET', 'X-1', titled('改为揭发控告'), { version: 2 }),
    eventOf('PET', 'X-2', titled('改为求决')),
    eventOf('PET', 'X-2', noteOf('区住建局'), { version: 2, type: 'SITUATION_NOTE' }),
    eventOf('PET', 'X-3', nilOf('区住建局'), { type: 'NIL_RETURN' }),
    eventOf('AUD', 'R-1', { problemNo: 'P-1', rectState: '1' }, { type: 'RECTIFICATION_UPDATED' }),
    eventOf('AUD', 'R-1', { problemNo: 'P-1', rectState: '3' }, { version: 2, type: 'RECTIFICATION_UPDATED' }),
  ];
}

it('gives one state for every order and for one to five deliveries of each event', async () => {
  await deliver(ingest, history());
  const straight = await state();
  const records = await rowsOf(temp.db, 'SELECT record_id, state FROM record');
  expect(records).toContainEqual({ record_id: LETTER, state: 'ACTIVE' });
  for (let seed = 1; seed <= 12; seed++) {
    await temp.remove();
    temp = await tempDatabase(AGGREGATION_MIGRATIONS);
    ingest = new EventIngest(temp.db, fixedClock('2024-05-16T02:00:00Z'));
    const dice = new Dice(seed);
    const sent = history().flatMap((event) => Array.from({ length: 1 + dice.below(5) }, () => event));
    await deliver(ingest, dice.shuffled(sent), 1 + dice.below(20));
    expect(active(await state())).toEqual(active(straight));
  }
});

/** A record that never was and one that was set aside are alike to every reader. */
function active(found: unknown): unknown {
  const [records, ...rest] = found as [{ state: string }[], ...unknown[]];
  return [records.filter((record) => record.state === 'ACTIVE'), ...rest];
}

describe('the newest version by the department’s count', () => {
  it.each([[[1, 2, 3]], [[3, 2, 1]], [[2, 3, 1]], [[3, 1, 2]]])('wins when versions come as %j', async (order) => {
    for (const version of order) await deliver(ingest, [eventOf('DIS', 'J-1', titled(`第${version}版`), { version })]);
    const [row] = await rowsOf(temp.db, 'SELECT version, clue FROM record');
    expect([row?.version, (JSON.parse(String(row?.clue)) as Clue).title]).toEqual([3, '第3版']);
    expect(await rowsOf(temp.db, 'SELECT version FROM record_version')).toHaveLength(3);
  });

  it('of the same version withdrawal goes before content, whatever came first', async () => {
    const submitted = eventOf('DIS', 'J-1', titled('一'));
    const withdrawn = eventOf('DIS', 'J-1', { reason: '误报' }, { type: 'CLUE_WITHDRAWN' });
    await deliver(ingest, [withdrawn, submitted]);
    expect(await rowsOf(temp.db, `SELECT 1 FROM record WHERE state = 'ACTIVE'`)).toEqual([]);
  });
});

it('a clue that becomes a count leaves the matters, and comes back as a clue', async () => {
  await deliver(ingest, [eventOf('PET', 'X-1', titled('一'))]);
  await deliver(ingest, [eventOf('PET', 'X-1', noteOf('区住建局'), { version: 2, type: 'SITUATION_NOTE' })]);
  const both = async () => [
    await rowsOf(temp.db, 'SELECT state FROM record'),
    await rowsOf(temp.db, 'SELECT kind FROM situation_note'),
  ];
  expect(await both()).toEqual([[{ state: 'WITHDRAWN' }], [{ kind: 'PETITION_STAT' }]]);
  await deliver(ingest, [eventOf('PET', 'X-1', titled('三'), { version: 3 })]);
  expect(await both()).toEqual([[{ state: 'ACTIVE' }], []]);
});

const poison = csvRows(readProjectFile('libs/aggregation/cases/poison-events.csv'));

/** Sets the member at `path` of a sound event to a JSON value, or removes it. */
function spoiled(path: string, value: string): HubEvent {
  const event = JSON.parse(JSON.stringify(eventOf('DIS', 'J-9', titled('毒')))) as HubEvent;
  if (path === '') return JSON.parse(value) as HubEvent;
  const parts = path.split('.');
  const last = parts.pop() as string;
  const owner = parts.reduce<Record<string, unknown>>(
    (node, part) => node[part] as Record<string, unknown>,
    event as unknown as Record<string, unknown>,
  );
  if (value === '') delete owner[last];
  else owner[last] = JSON.parse(value);
  return event;
}

describe('an event against the contract goes to quarantine and stops nothing', () => {
  it.each(poison.map((row) => [row.path ?? '', row.value ?? '', row.code ?? ''] as const))(
    '%s = %s → %s',
    async (path, value, code) => {
      const bad = spoiled(path, value);
      const batch = [eventOf('DIS', 'J-1', titled('前')), bad, eventOf('DIS', 'J-2', titled('后'))];
      for (let time = 0; time < 2; time++) await handBatch(ingest, clueTopic('DIS'), batch);
      expect(await rowsOf(temp.db, 'SELECT code FROM quarantine')).toEqual([{ code }]);
      expect(await rowsOf(temp.db, 'SELECT record_id FROM record')).toHaveLength(2);
      expect(await rowsOf(temp.db, 'SELECT event_id FROM inbox')).toHaveLength(3);
    },
  );

  it('another content under a version that was taken is quarantined, the same content changes nothing', async () => {
    const first = eventOf('DIS', 'J-1', titled('一'));
    const again = eventOf('DIS', 'J-1', titled('一'), { id: '00000000-0000-4000-8000-000000000001' });
    const other = eventOf('DIS', 'J-1', titled('二'), { id: '00000000-0000-4000-8000-000000000002', version: 1 });
    await handBatch(ingest, clueTopic('DIS'), [first]);
    await handBatch(ingest, clueTopic('DIS'), [again, other, eventOf('DIS', 'J-2', titled('后'))]);
    expect(await rowsOf(temp.db, 'SELECT event_id, code FROM quarantine')).toEqual([
      { event_id: other.id, code: 'E-VERSION-CONFLICT' },
    ]);
    expect(await rowsOf(temp.db, 'SELECT record_id FROM record')).toHaveLength(2);
    expect(await rowsOf(temp.db, 'SELECT event_id FROM inbox')).toHaveLength(4);
  });

  it('quarantine holds a digest and a code, nothing of the content', async () => {
    await handBatch(ingest, clueTopic('DIS'), [spoiled('data.payload.title', '7')]);
    const [row] = await rowsOf(temp.db, 'SELECT * FROM quarantine');
    expect(Object.keys(row ?? {}).sort()).toEqual([
      'claimed_id',
      'code',
      'digest',
      'event_id',
      'place_offset',
      'place_partition',
      'quarantined_at',
      'state',
      'topic',
    ]);
    expect(row?.digest).toMatch(/^[0-9a-f]{64}$/u);
  });
});

it('a failure that is no event’s fault leaves nothing of the batch, which comes again', async () => {
  await temp.db.transaction((statements) => statements.query('ALTER TABLE situation_note RENAME TO elsewhere'));
  const batch = [
    eventOf('PET', 'X-3', nilOf('区住建局'), { type: 'NIL_RETURN' }),
    eventOf('PET', 'X-1', noteOf('区住建局'), { type: 'SITUATION_NOTE' }),
  ];
  await expect(handBatch(ingest, clueTopic('PET'), batch)).rejects.toThrow('数据库操作失败');
  for (const table of ['inbox', 'nil_return', 'record_version', 'quarantine'])
    expect(await rowsOf(temp.db, `SELECT * FROM ${table}`)).toEqual([]);
  await temp.db.transaction((statements) => statements.query('ALTER TABLE elsewhere RENAME TO situation_note'));
  await handBatch(ingest, clueTopic('PET'), batch);
  expect(await rowsOf(temp.db, 'SELECT * FROM inbox')).toHaveLength(2);
});

it('the sums of a batch are kept, the newest ones', async () => {
  const manifest = { batchId: 'b-1', received: 10, accepted: 7, refused: 2, invalid: 1, refusedBy: { X1: 2 } };
  await deliver(ingest, [
    eventOf('DIS', 'batch:b-1', { ...manifest, accepted: 8, invalid: 0 }, { version: 2, type: 'BATCH_MANIFEST' }),
    eventOf('DIS', 'batch:b-1', manifest, { type: 'BATCH_MANIFEST' }),
  ]);
  expect(await rowsOf(temp.db, 'SELECT accepted, refused, invalid, refused_by FROM batch_manifest')).toEqual([
    { accepted: 8, refused: 2, invalid: 0, refused_by: '{"X1":2}' },
  ]);
});
