import { AppError } from '#libs/kernel';
import { type Failure, SERVER, SQLITE } from './dialect.js';
import { type DatabaseTarget, type MigrationState, migrate, migrationStates, undoAll } from './migrate.js';
import type { Migration } from './migration.js';
import { schemaLines } from './schema.js';
import { ServerEngine } from './server-engine.js';
import { SqliteEngine } from './sqlite-engine.js';
import type { Connections, Engine, Reads, Statements } from './statements.js';

/** The database of one process: an SQLite file, or a database on a MySQL or MariaDB server, behind the same face. */
export class Database {
  private constructor(
    private readonly engine: Engine,
    private readonly migrations: readonly Migration[],
  ) {}

  /** Opens (and where needed creates) the database at `target`, and runs the migrations that are missing. */
  static open(target: DatabaseTarget, migrations: readonly Migration[]): Promise<Database> {
    return told(async () => {
      await migrate(target, migrations);
      const engine = typeof target === 'string' ? SqliteEngine.open(target) : ServerEngine.open(target);
      return new Database(await engine, migrations);
    });
  }

  /** Runs the migrations that are missing; gives their names. */
  static migrate(target: DatabaseTarget, migrations: readonly Migration[]): Promise<string[]> {
    return told(() => migrate(target, migrations));
  }

  /** Undoes every migration, the last first: all tables are gone. */
  static undoAll(target: DatabaseTarget, migrations: readonly Migration[]): Promise<void> {
    return told(() => undoAll(target, migrations));
  }

  /** Which migrations the database at `target` has. */
  static migrationStates(target: DatabaseTarget, migrations: readonly Migration[]): Promise<MigrationState[]> {
    return told(() => migrationStates(target, migrations));
  }

  /**
   * Runs `work` in one transaction: all of it is durable when the promise fulfils, none of it when it rejects.
   * A server may undo a transaction because of another one; `work` then runs again from its start, so it must be repeatable.
   */
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    return told(() => this.engine.transaction(work));
  }

  /** Reads committed rows, all as they stood at one moment. */
  read<T>(work: (statements: Reads) => Promise<T>): Promise<T> {
    return told(() => this.engine.read(work));
  }

  /** Runs `work` while nobody else runs under the same name on this database. It may take many transactions. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    return told(() => this.engine.exclusive(name, work));
  }

  /** Connections of this process at this moment. */
  get connections(): Connections {
    return this.engine.connections();
  }

  /** Names of the migrations it was opened with that are not there any more: somebody put an older state in its place. */
  async pending(): Promise<string[]> {
    const rows = await this.read((statements) =>
      statements.query<{ name: string }>('SELECT name FROM schema_migration'),
    );
    const applied = new Set(rows.map(({ name }) => name));
    return this.migrations.map((migration) => new migration().name ?? '').filter((name) => !applied.has(name));
  }

  /**
   * What of the tables differs from `declared` (lines of {@link schemaLines} in the words of migrations):
   * `+` is there and not declared, `-` is declared and not there.
   */
  async drift(declared: readonly string[]): Promise<string[]> {
    const found = new Set(await this.read((statements) => schemaLines(statements, this.engine.dialect)));
    const wanted = new Set(declared.map(this.engine.dialect.words));
    const strange = [...found].filter((line) => !wanted.has(line)).map((line) => `+ ${line}`);
    return [...strange, ...[...wanted].filter((line) => !found.has(line)).map((line) => `- ${line}`)];
  }

  close(): Promise<void> {
    return this.engine.close();
  }
}

/** Driver errors carry parameters (personal data): they are turned into codes here and never travel whole. */
async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError) throw error;
    const failure = SQLITE.failure(error) ?? SERVER.failure(error);
    throw failure ? asAppError(failure) : error;
  }
}

function asAppError({ kind, code }: Failure): AppError {
  switch (kind) {
    case 'full': {
      const remedy = '清出空间后用同一文件重新导入，已收的记录不会重复';
      return new AppError('E-DISK-FULL', 'transient', '磁盘已满，本批未写入', remedy);
    }
    case 'busy':
    case 'again':
      return new AppError('E-DB-BUSY', 'transient', '数据库正被其他进程使用', '稍后重试');
    case 'away':
      return new AppError('E-DB-AWAY', 'transient', `数据库连不上（${code}）`, '核对数据库服务和 HUB_DATABASE 后重试');
    case 'denied':
      return new AppError(
        'E-DB-DENIED',
        'bug',
        `数据库拒绝了本程序的账户（${code}）`,
        '核对 HUB_DATABASE 的库名、用户、口令和授权',
      );
    case 'damaged':
      return new AppError('E-DB-DAMAGED', 'bug', '数据库文件损坏或不是本程序的数据库', '从备份恢复数据目录后重试');
    case 'unique':
      return new AppError('E-DB-UNIQUE', 'conflict', '记录已存在');
    case 'too-long':
      return new AppError('E-DB-TOO-LONG', 'invalid', '有一个值超过长度或数值范围', '缩短后重试');
    case 'other': {
      const remedy = '把错误码告诉维护人员；数据目录若出自旧版本，换一个新目录';
      return new AppError(`E-DB-${code}`, 'bug', '数据库操作失败', remedy);
    }
  }
}
