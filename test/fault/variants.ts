import kafkajs, { type Consumer, type ConsumerRunConfig, type EachBatchPayload, type Producer } from 'kafkajs';
import { OutboxRelay } from '#libs/adapter-host';
import { KafkaSink } from '#libs/messaging-kafka';
import { Database, type Statements } from '#libs/persistence';
import { EventIngest } from '../../libs/aggregation/src/ingest.js';
import { pause } from './chance.js';

/** A service that breaks a promise on purpose, and the scenario that has to notice. */
export interface Variant {
  title: string;
  of: 'adapter' | 'aggregator';
  caughtBy: string;
  /** What it says then. */
  as: RegExp;
  apply(): void;
}

export const VARIANTS: Readonly<Record<string, Variant>> = {
  'publish-before-commit': {
    title: 'the event leaves from the request path, before its record is durable',
    of: 'adapter',
    caughtBy: 'F2',
    as: /that no outbox has/u,
    apply: publishBeforeCommit,
  },
  'receipt-before-commit': {
    title: 'the receipt goes out before the record is durable',
    of: 'adapter',
    caughtBy: 'F5',
    as: /receipts without a record/u,
    apply: receiptBeforeCommit,
  },
  'outbox-by-id': {
    title: 'the relay takes ids greater than the last instead of what waits',
    of: 'adapter',
    caughtBy: 'F13',
    as: /never sent/u,
    apply: outboxById,
  },
  'mark-without-waiting': {
    title: 'an event counts as sent before the broker has it',
    of: 'adapter',
    caughtBy: 'F3',
    as: /are on no topic/u,
    apply: markWithoutWaiting,
  },
  'acks-0': {
    title: 'no replica has to hold an event',
    of: 'adapter',
    caughtBy: 'F3',
    as: /are on no topic/u,
    apply: () => withAcks(0),
  },
  // A single broker treats it as -1: only the wire tells.
  'acks-1': {
    title: 'the leader alone has to hold an event',
    of: 'adapter',
    caughtBy: 'F3',
    as: /asked for acks 1/u,
    apply: () => withAcks(1),
  },
  'offset-before-effect': {
    title: 'the offset is committed before the effect is durable',
    of: 'aggregator',
    caughtBy: 'F5',
    as: /have not arrived/u,
    apply: () => withConsumer({ before: commitWhole }),
  },
  'auto-commit': {
    title: 'offsets are resolved and committed by the client itself',
    of: 'aggregator',
    caughtBy: 'F5',
    as: /have not arrived/u,
    apply: () => withConsumer({ config: { autoCommit: true, eachBatchAutoResolve: true, autoCommitInterval: 100 } }),
  },
  'inbox-outside': {
    title: 'the inbox row is durable before the effect is',
    of: 'aggregator',
    caughtBy: 'F2',
    as: /have no effect/u,
    apply: inboxOutside,
  },
};

interface OutboxRow {
  id: string;
  aggregatetype: string;
  aggregateid: string;
  payload: string;
}

let sink: KafkaSink | undefined;

/** The sink of this process: the one that sends first, which the broken path then uses too. */
function publishBeforeCommit(): void {
  const publish = KafkaSink.prototype.publish;
  KafkaSink.prototype.publish = function (topic, events) {
    sink = this;
    return publish.call(this, topic, events);
  };
  insideTransaction('outbox', async (rows) => {
    const own = rows as unknown as OutboxRow[];
    const topic = own[0]?.aggregatetype;
    if (!sink || topic === undefined) return;
    await publish.call(
      sink,
      topic,
      own.map(({ id, aggregateid, payload }) => ({ id, key: aggregateid, json: payload })),
    );
  });
}

function receiptBeforeCommit(): void {
  const transaction = Database.prototype.transaction;
  Database.prototype.transaction = function <T>(this: Database, work: (statements: Statements) => Promise<T>) {
    return new Promise<T>((answer, refuse) => {
      transaction
        .call(this, async (statements) => {
          const result = await work(statements);
          answer(result as T);
          await pause(500);
          return result;
        })
        .catch(refuse);
    });
  };
}

/** Runs `then` with the rows that a transaction wrote to `table`, as soon as they are written. */
function insideTransaction(table: string, then: (rows: readonly object[]) => Promise<void>): void {
  const transaction = Database.prototype.transaction;
  Database.prototype.transaction = function <T>(this: Database, work: (statements: Statements) => Promise<T>) {
    return transaction.call(this, (statements) => {
      const spying: Statements = Object.assign(Object.create(statements) as Statements, {
        insert: async (into: string, rows: Parameters<Statements['insert']>[1]) => {
          await statements.insert(into, rows);
          if (into === table) await then(rows);
        },
      });
      return work(spying);
    }) as Promise<T>;
  };
}

interface RelayInside {
  db: Database;
  after?: string;
  claim(shards: readonly number[] | undefined): Promise<OutboxRow[]>;
}

function outboxById(): void {
  const relay = OutboxRelay.prototype as unknown as RelayInside;
  relay.claim = async function (this: RelayInside) {
    const rows = await this.db.read((reads) =>
      reads.query<OutboxRow>(
        'SELECT id, aggregatetype, aggregateid, payload FROM outbox WHERE id > ? ORDER BY id LIMIT 200',
        [this.after ?? ''],
      ),
    );
    this.after = rows.at(-1)?.id ?? this.after ?? '';
    return rows;
  };
}

function markWithoutWaiting(): void {
  const publish = KafkaSink.prototype.publish;
  KafkaSink.prototype.publish = async function (topic, events) {
    publish.call(this, topic, events).catch(() => undefined);
  };
}

type Client = InstanceType<typeof kafkajs.Kafka>;

function withAcks(acks: number): void {
  const producerOf = kafkajs.Kafka.prototype.producer;
  kafkajs.Kafka.prototype.producer = function (this: Client, config) {
    const producer: Producer = producerOf.call(this, config);
    const { send } = producer;
    return Object.assign(producer, { send: (record: Parameters<Producer['send']>[0]) => send({ ...record, acks }) });
  };
}

interface Consuming {
  config?: Partial<ConsumerRunConfig>;
  before?: (payload: EachBatchPayload, consumer: Consumer) => Promise<void>;
}

function withConsumer({ config, before }: Consuming): void {
  const consumerOf = kafkajs.Kafka.prototype.consumer;
  kafkajs.Kafka.prototype.consumer = function (this: Client, settings) {
    const consumer: Consumer = consumerOf.call(this, settings);
    const { run } = consumer;
    const broken = (given: ConsumerRunConfig = {}): Promise<void> =>
      run({
        ...given,
        ...config,
        eachBatch: async (payload) => {
          await before?.(payload, consumer);
          await given.eachBatch?.(payload);
        },
      });
    return Object.assign(consumer, { run: broken });
  };
}

async function commitWhole({ batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload): Promise<void> {
  const { topic, partition } = batch;
  const last = batch.lastOffset();
  resolveOffset(last);
  await commitOffsetsIfNecessary({
    topics: [{ topic, partitions: [{ partition, offset: (BigInt(last) + 1n).toString() }] }],
  });
}

interface IngestInside {
  db: Database;
}

/** The inbox row first, by itself; then the effect, of what the inbox did not know. */
function inboxOutside(): void {
  const handle = EventIngest.prototype.handle;
  EventIngest.prototype.handle = async function (this: EventIngest, topic, arrivals) {
    const { db } = this as unknown as IngestInside;
    const ids = arrivals.flatMap(({ event }) => (event ? [event.id] : []));
    const fresh = await db.transaction(async (statements) => {
      const unknown = [];
      for (const id of ids)
        if ((await statements.query('SELECT 1 FROM inbox WHERE event_id = ?', [id])).length === 0) unknown.push(id);
      await statements.insert(
        'inbox',
        unknown.map((id) => ({ event_id: id, received_at: new Date().toISOString() })),
      );
      return new Set(unknown);
    });
    const known = arrivals.filter(({ event }) => !event || fresh.has(event.id));
    await blindTo(db, fresh, () => handle.call(this, topic, known));
  };
}

/** Lets `work` take for new what the inbox has had for a moment. */
async function blindTo(db: Database, fresh: ReadonlySet<string>, work: () => Promise<void>): Promise<void> {
  const own = db.transaction;
  db.transaction = function <T>(this: Database, inner: (statements: Statements) => Promise<T>) {
    return own.call(this, (statements) => {
      const blind: Statements = Object.assign(Object.create(statements) as Statements, {
        query: async (sql: string, parameters?: Parameters<Statements['query']>[1]) => {
          const rows = await statements.query<{ event_id?: string }>(sql, parameters);
          return sql.includes('FROM inbox') ? rows.filter(({ event_id: id }) => !fresh.has(id ?? '')) : rows;
        },
        insert: async (table: string, rows: Parameters<Statements['insert']>[1]) =>
          statements.insert(table, table === 'inbox' ? rows.filter((row) => !fresh.has(String(row.event_id))) : rows),
      });
      return inner(blind);
    }) as Promise<T>;
  };
  try {
    await work();
  } finally {
    db.transaction = own;
  }
}
