import type { Connection } from 'mysql2/promise';
import { AGGREGATION_MIGRATIONS, Aggregator } from '#libs/aggregation';
import { fixedClock } from '#libs/kernel';
import { featuresOf, type LinkRecord, linkFeatures, MODEL_1 } from '#libs/linkage';
import { Database, type Statements } from '#libs/persistence';
import { recordOf } from '../../libs/linkage/cases/case-file.js';
import { generate } from '../../libs/linkage/cases/generate.js';
import { connect, withServers } from './intake-http.js';

const SETTINGS = {
  division: '990101',
  office: '青禾区委巡察办',
  contact: '综合科',
  linkLimit: 1_000_000,
  linkSmall: 0,
};
/** Records that one unit of the generated set has in the mean. */
const OF_A_UNIT = 40;
/** Records of one step, and of one transaction of the plain program. */
const PART = 200;

const letters = (count: number): LinkRecord[] => generate(5, count, Math.ceil(count / OF_A_UNIT)).map(recordOf);

/** Seconds that the pure library takes for a set of records: features, epoch, edges and clusters. */
export function pureSeconds(records: number): number {
  const items = letters(records);
  const started = performance.now();
  const { clusters } = linkFeatures(items.map(featuresOf), [], MODEL_1);
  if (clusters.length === 0) throw new Error('nothing was linked');
  return (performance.now() - started) / 1000;
}

export interface ServerLinkage {
  /** Seconds for the history, from empty. */
  fromEmpty: number;
  /** Records a second behind that history, and of plain mysql2 that writes and reads the same keys. */
  steps: number;
  plain: number;
  /** Milliseconds until one new record is in its matter, sorted. */
  one: number[];
}

/** Linkage on MariaDB: a history from empty, more records in steps, single records. */
export function linkageOnServer(history: number, more: number, single: number): Promise<ServerLinkage> {
  return withServers(async (servers) => {
    const { host, port, users } = servers.mariadb;
    const { password, database = '' } = users.aggregator ?? { password: '' };
    const db = await Database.open(
      { host, port, user: 'aggregator', password, database, poolSize: 4 },
      AGGREGATION_MIGRATIONS,
    );
    const connection = await connect(servers, 'aggregator');
    try {
      const { linker } = new Aggregator(db, fixedClock('2024-07-01T00:00:00Z'), SETTINGS);
      const waiting = letters(history + more + single);
      await arrive(db, waiting.splice(0, history));
      const fromEmpty = await seconds(() => linker.linkWhatIsNew());
      const [[last]] = (await connection.query('SELECT MAX(place) AS place FROM link_record')) as unknown as [
        { place: number }[],
      ];
      await arrive(db, waiting.splice(0, more));
      const steps = await seconds(() => linker.linkWhatIsNew());
      const plain = await keysPlainly(connection, last?.place ?? 0);
      const one: number[] = [];
      for (const record of waiting) {
        await arrive(db, [record]);
        one.push(1000 * (await seconds(() => linker.linkPending())));
      }
      return { fromEmpty, steps: more / steps, plain: more / plain, one: one.sort((a, b) => a - b) };
    } finally {
      await connection.end();
      await db.close();
    }
  });
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  if ((await work()) === undefined) throw new Error('nothing was linked');
  return (performance.now() - started) / 1000;
}

/** Writes records as ingest leaves them. */
async function arrive(db: Database, records: readonly LinkRecord[]): Promise<void> {
  for (let start = 0; start < records.length; start += PART) {
    const part = records.slice(start, start + PART);
    await db.transaction(async (statements: Statements) => {
      await statements.insert(
        'record',
        part.map(({ recordId, department, clue }) => ({
          record_id: recordId,
          department,
          source_record_id: recordId,
          version: 1,
          state: 'ACTIVE',
          clue: JSON.stringify(clue),
          received_date: clue.receivedDate,
          updated_at: '2024-06-30T00:00:00.000Z',
        })),
      );
      await statements.insert(
        'link_pending',
        part.map(({ recordId }) => ({ pending_id: recordId, record_id: recordId })),
      );
    });
  }
}

/** Seconds in which mysql2 alone writes the keys of the records behind `place` to a copy of the table, and reads who else carries them. */
async function keysPlainly(connection: Connection, place: number): Promise<number> {
  await connection.query('CREATE TABLE plain_key LIKE link_key');
  await connection.query('INSERT INTO plain_key SELECT * FROM link_key WHERE place <= ?', [place]);
  const [rows] = (await connection.query('SELECT place, key_hash FROM link_key WHERE place > ? ORDER BY place', [
    place,
  ])) as unknown as [{ place: number; key_hash: number }[]];
  const started = performance.now();
  for (let from = place + 1; from <= (rows.at(-1)?.place ?? 0); from += PART) {
    const part = rows.filter((row) => row.place >= from && row.place < from + PART);
    await connection.beginTransaction();
    for (let start = 0; start < part.length; start += 1000) {
      const values = part.slice(start, start + 1000).map((row) => [row.key_hash, row.place]);
      await connection.query('INSERT INTO plain_key (key_hash, place) VALUES ?', [values]);
    }
    await connection.commit();
    for (let start = 0; start < part.length; start += 1000) {
      const keys = part.slice(start, start + 1000).map((row) => row.key_hash);
      await connection.query('SELECT key_hash, place FROM plain_key WHERE key_hash IN (?)', [keys]);
    }
  }
  const taken = (performance.now() - started) / 1000;
  await connection.query('DROP TABLE plain_key');
  return taken;
}
