import { systemClock } from '#libs/kernel';
import { KafkaSink } from '#libs/messaging-kafka';
import { Database, type Statements } from '#libs/persistence';
import { noteAcks } from './wire.js';

/** Points at which a process kills itself as `kill -9` would, the `n`-th time it comes there; and one that only looks. */
export const POINTS: Readonly<Record<string, (...parameters: string[]) => void>> = {
  /** All statements of a transaction that wrote to `table` are done, and it is not committed. */
  'kill-before-commit': (table = '', n = '1') => {
    afterStatements(table, nth(n));
  },
  /** The transaction that wrote to `table` is durable, and nobody knows yet. */
  'kill-after-commit': (table = '', n = '1') => {
    afterCommit(table, nth(n));
  },
  'note-acks': noteAcks,
  /** The machine's clock is wrong by so many milliseconds. */
  clock: (millis = '0') => {
    const { now } = systemClock;
    systemClock.now = () => new Date(now().getTime() + Number(millis));
  },
  /** The broker holds the events, and they are not marked. */
  'kill-after-send': (n = '1') => {
    const here = nth(n);
    const publish = KafkaSink.prototype.publish;
    KafkaSink.prototype.publish = async function (topic, events) {
      await publish.call(this, topic, events);
      await here();
    };
  },
};

function nth(n: string): () => Promise<void> {
  let left = Number(n);
  return async () => {
    left -= 1;
    if (left > 0) return;
    process.kill(process.pid, 'SIGKILL');
    // Until the signal has done its work.
    await new Promise(() => {});
  };
}

type Work = (statements: Statements) => Promise<unknown>;

/** Statements that tell of each insert. */
const watched = (statements: Statements, inserted: (table: string) => void): Statements =>
  Object.assign(Object.create(statements) as Statements, {
    insert: (table: string, rows: Parameters<Statements['insert']>[1]) => {
      if (rows.length > 0) inserted(table);
      return statements.insert(table, rows);
    },
  });

/** Runs `then` inside every transaction that wrote to `table`, behind its last statement. */
function afterStatements(table: string, then: () => Promise<void>): void {
  const transaction = Database.prototype.transaction as (this: Database, work: Work) => Promise<unknown>;
  Database.prototype.transaction = function (this: Database, work: Work) {
    return transaction.call(this, async (statements) => {
      let wrote = false;
      const result = await work(
        watched(statements, (name) => {
          wrote ||= name === table;
        }),
      );
      if (wrote) await then();
      return result;
    });
  } as Database['transaction'];
}

/** Runs `then` behind every transaction that wrote to `table`, before anybody hears of it. */
function afterCommit(table: string, then: () => Promise<void>): void {
  const transaction = Database.prototype.transaction as (this: Database, work: Work) => Promise<unknown>;
  Database.prototype.transaction = async function (this: Database, work: Work) {
    let wrote = false;
    const result = await transaction.call(this, (statements) => {
      const noting = watched(statements, (name) => {
        wrote ||= name === table;
      });
      return work(noting);
    });
    if (wrote) await then();
    return result;
  } as Database['transaction'];
}
