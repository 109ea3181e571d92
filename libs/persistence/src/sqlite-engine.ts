import { DataSource, type QueryRunner } from 'typeorm';
import { SerialQueue } from '#libs/kernel';
import { type Prepared, SQLITE } from './dialect.js';
import type { Connections, Engine, Parameter, Reads, Row, Statements } from './statements.js';
import { Turnstile } from './turnstile.js';

/**
 * SQLite has one connection, so every transaction and read goes through one queue: concurrent transactions
 * would otherwise become savepoints of a stranger and an acknowledged row could be rolled back by somebody else.
 */
export class SqliteEngine implements Engine {
  readonly dialect = { ...SQLITE, words: SQLITE.ddl };
  private readonly queue = new SerialQueue();
  private readonly turnstile = new Turnstile(1);
  private readonly named = new Map<string, SerialQueue>();
  private readonly inserts = new Map<string, Prepared>();

  private constructor(
    private readonly source: DataSource,
    private readonly runner: QueryRunner,
  ) {}

  static async open(path: string): Promise<SqliteEngine> {
    const source = new DataSource(SQLITE.options(path, []));
    try {
      await source.initialize();
      const runner = source.createQueryRunner();
      for (const pragma of SQLITE.pragmas) await runner.query(pragma);
      return new SqliteEngine(source, runner);
    } catch (error) {
      if (source.isInitialized) await source.destroy();
      throw error;
    }
  }

  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      await this.runner.query(SQLITE.begin);
      try {
        const result = await work(this.statements);
        await this.runner.query('COMMIT');
        return result;
      } catch (error) {
        await this.runner.query('ROLLBACK').catch((rollback: unknown) => {
          // The engine has already rolled back (disk full does that); anything else is worth knowing.
          if (!SQLITE.isNoTransaction(rollback)) throw rollback;
        });
        throw error;
      }
    });
  }

  read<T>(work: (statements: Reads) => Promise<T>): Promise<T> {
    return this.inTurn(() => work(this.statements));
  }

  /** One process writes to a file (`WriterLock`), so the others of this process are all that there are. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    let queue = this.named.get(name);
    if (!queue) {
      queue = new SerialQueue();
      this.named.set(name, queue);
    }
    return queue.run(work);
  }

  connections(): Connections {
    return this.turnstile.connections;
  }

  async close(): Promise<void> {
    await this.queue.idle();
    await this.runner.release();
    await this.source.destroy();
  }

  /** Each caller has the connection alone, and waits for it in the order of the calls. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.turnstile.pass((entered) =>
      this.queue.run(() => {
        entered();
        return work();
      }),
    );
  }

  /** Compiled once for each text; there are as many texts as tables that are written. */
  private prepared(sql: string): Prepared {
    let statement = this.inserts.get(sql);
    if (!statement) {
      statement = SQLITE.handle(this.source).prepare(sql);
      this.inserts.set(sql, statement);
    }
    return statement;
  }

  private readonly query = async <T>(sql: string, parameters: readonly Parameter[] = []): Promise<T[]> => {
    const rows: unknown = await this.runner.query(
      sql,
      parameters.map((value) => (value instanceof Date ? value.toISOString() : value)),
    );
    return Array.isArray(rows) ? (rows as T[]) : [];
  };

  private readonly statements: Statements = {
    query: this.query,
    holdRow: async () => {},
    insert: async (table, rows) => {
      const first = rows[0];
      if (!first) return;
      const columns = Object.keys(first);
      const statement = this.prepared(insertText(table, columns));
      for (const row of rows) statement.run(columns.map((column) => row[column] ?? null));
    },
  };
}

const insertText = (table: string, columns: readonly (keyof Row)[]): string =>
  `INSERT INTO ${table} (${columns.join(',')}) VALUES (${columns.map(() => '?').join(',')})`;
