import { DataSource, type QueryRunner } from 'typeorm';
import { AppError } from '#libs/kernel';
import { type Prepared, SQLITE } from './dialect.js';
import type { Migration } from './migration.js';
import { SerialQueue } from './serial-queue.js';

export type Scalar = string | number | null | Uint8Array;
export type Row = Record<string, Scalar>;

/** Statements inside one transaction (or one read). */
export interface Statements {
  /** Rows of a query. Placeholders are `?`. */
  query<T = Row>(sql: string, parameters?: readonly Scalar[]): Promise<T[]>;
  /** Plain INSERT of rows that share their columns. A clash with a constraint throws. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
}

/**
 * The database of one process.
 * SQLite has one connection, so every transaction and read goes through one queue: concurrent transactions
 * would otherwise become savepoints of a stranger and an acknowledged row could be rolled back by somebody else.
 */
export class Database {
  private constructor(
    private readonly source: DataSource,
    private readonly runner: QueryRunner,
    private readonly queue: SerialQueue,
  ) {}

  /** Opens (and where needed creates) the database at `path`, and runs the migrations that are missing. */
  static async open(path: string, migrations: readonly Migration[]): Promise<Database> {
    const source = new DataSource(SQLITE.options(path, [...migrations]));
    try {
      await source.initialize();
      const runner = source.createQueryRunner();
      for (const pragma of SQLITE.pragmas) await runner.query(pragma);
      await source.runMigrations({ transaction: 'each' });
      return new Database(source, runner, new SerialQueue());
    } catch (error) {
      if (source.isInitialized) await source.destroy();
      throw asAppError(error);
    }
  }

  /** Runs `work` in one transaction: all of it is durable when the promise fulfils, none of it when it rejects. */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.queue.run(async () => {
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
        throw asAppError(error);
      }
    });
  }

  /** Reads committed rows. */
  read<T>(work: (statements: Pick<Statements, 'query'>) => Promise<T>): Promise<T> {
    return this.queue.run(async () => {
      try {
        return await work(this.statements);
      } catch (error) {
        throw asAppError(error);
      }
    });
  }

  async close(): Promise<void> {
    await this.queue.idle();
    await this.runner.release();
    await this.source.destroy();
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

  private readonly inserts = new Map<string, Prepared>();

  private readonly statements: Statements = {
    query: async <T>(sql: string, parameters: readonly Scalar[] = []): Promise<T[]> => {
      const rows: unknown = await this.runner.query(sql, [...parameters]);
      return Array.isArray(rows) ? (rows as T[]) : [];
    },
    insert: async (table, rows) => {
      const first = rows[0];
      if (!first) return;
      const columns = Object.keys(first);
      const statement = this.prepared(insertText(table, columns));
      for (const row of rows) statement.run(columns.map((column) => row[column] ?? null));
    },
  };
}

const insertText = (table: string, columns: readonly string[]): string =>
  `INSERT INTO ${table} (${columns.join(',')}) VALUES (${columns.map(() => '?').join(',')})`;

/** Driver errors carry parameters (personal data): they are turned into codes here and never travel whole. */
function asAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = SQLITE.errorCode(error);
  if (code === undefined) return error;
  if (SQLITE.isFull(code)) {
    return new AppError(
      'E-DISK-FULL',
      'transient',
      '磁盘已满，本批未写入',
      '清出空间后用同一文件重新导入，已收的记录不会重复',
    );
  }
  if (SQLITE.isBusy(code)) {
    return new AppError('E-DB-BUSY', 'transient', '数据库正被其他进程使用', '稍后重试');
  }
  if (SQLITE.isDamaged(code)) {
    return new AppError('E-DB-DAMAGED', 'bug', '数据库文件损坏或不是本程序的数据库', '从备份恢复数据目录后重试');
  }
  if (SQLITE.isUnique(code)) return new AppError('E-DB-UNIQUE', 'conflict', '记录已存在');
  return new AppError(
    `E-DB-${code}`,
    'bug',
    '数据库操作失败',
    '把错误码告诉维护人员；数据目录若出自旧版本，换一个新目录',
  );
}
