import { readConfig } from '#libs/config';
import { Database, type Reads } from '#libs/persistence';
import { AGGREGATOR, SERVICES, type Services } from './services.js';

/** What the databases of the six services hold, counted there. */
export interface Sums {
  adapters: Record<string, { records: number; keys: number; waiting: number; sent: number; refused: number }>;
  aggregator: {
    inbox: number;
    records: number;
    clustered: number;
    matters: number;
    quarantine: number;
    linked: boolean;
  };
}

/** Looks into the databases of the services, beside them. */
export class Onlooker {
  private readonly opened = new Map<string, Database>();

  constructor(private readonly services: Services) {}

  async database(name: string): Promise<Database> {
    let db = this.opened.get(name);
    if (!db) {
      const { database } = readConfig(this.services.environment(name));
      if (!database) throw new Error(`${name} has no database`);
      db = await Database.open({ ...database, poolSize: 2 }, []);
      this.opened.set(name, db);
    }
    return db;
  }

  async sums(): Promise<Sums> {
    const adapters: Sums['adapters'] = {};
    for (const name of SERVICES.filter((service) => service !== AGGREGATOR)) {
      adapters[name] = await (await this.database(name)).read(async (reads) => ({
        records: await count(reads, 'intake_record'),
        keys: await count(reads, 'intake_key'),
        waiting: await count(reads, `outbox WHERE state = 'NEW'`),
        sent: await count(reads, `outbox WHERE state = 'SENT'`),
        refused: await count(reads, 'intake_refusal'),
      }));
    }
    const aggregator = await (await this.database(AGGREGATOR)).read(async (reads) => ({
      inbox: await count(reads, 'inbox'),
      records: await count(reads, 'record'),
      clustered: await count(reads, 'cluster_member'),
      matters: await count(reads, 'matter'),
      quarantine: await count(reads, 'quarantine'),
      linked: (await count(reads, 'link_epoch')) > 0,
    }));
    return { adapters, aggregator };
  }

  /** Waits until every event is in the inbox and every record in a matter; `look` is told what is seen on the way. */
  async settled(millis: number, look: (sums: Sums) => void = () => {}): Promise<Sums> {
    const until = performance.now() + millis;
    for (;;) {
      const sums = await this.sums();
      look(sums);
      const { inbox, records, clustered } = sums.aggregator;
      const sent = Object.values(sums.adapters).reduce((sum, adapter) => sum + adapter.sent, 0);
      const waiting = Object.values(sums.adapters).reduce((sum, adapter) => sum + adapter.waiting, 0);
      if (waiting === 0 && inbox >= sent && clustered >= records) return sums;
      if (performance.now() > until) throw new Error(`not at rest after ${millis} ms: ${JSON.stringify(sums)}`);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  /** Closes what is open to one database, where its tables are made anew. */
  async forget(name: string): Promise<void> {
    const db = this.opened.get(name);
    this.opened.delete(name);
    await db?.close();
  }

  async close(): Promise<void> {
    for (const db of this.opened.values()) await db.close();
    this.opened.clear();
  }
}

/** Rows that a query would read, given from its FROM on. */
export async function count(reads: Reads, from: string): Promise<number> {
  const [row] = await reads.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`);
  return Number(row?.n ?? 0);
}
