import type { Database as Handle, Statement } from 'better-sqlite3';
import type { DataSource, DataSourceOptions } from 'typeorm';
import { sqliteEngine } from './engine.js';
import type { Migration } from './migration.js';

/** A statement that the engine has compiled. */
export type Prepared = Statement<unknown[]>;

/** All that is particular to the embedded engine; nothing outside this file asks which engine runs. */
export const SQLITE = {
  options(path: string, migrations: Migration[]): DataSourceOptions {
    return {
      type: 'better-sqlite3',
      driver: sqliteEngine(),
      database: path,
      migrations,
      migrationsTableName: 'schema_migration',
      entities: [],
      synchronize: false,
      logging: false,
      statementCacheSize: 200,
    };
  },
  pragmas: [
    'PRAGMA journal_mode = WAL',
    // FULL: a receipt is only given for what the disk holds.
    'PRAGMA synchronous = FULL',
    'PRAGMA foreign_keys = ON',
    // Deleted content is overwritten with zeros.
    'PRAGMA secure_delete = ON',
    'PRAGMA trusted_schema = OFF',
    'PRAGMA busy_timeout = 10000',
    'PRAGMA cache_size = -32000',
    'PRAGMA temp_store = MEMORY',
  ],
  /** The connection itself: a row written by it costs half of one that goes through the query runner. */
  handle: (source: DataSource): Handle =>
    (source.driver as unknown as { databaseConnection: Handle }).databaseConnection,
  /** Takes the write lock at once: a deferred transaction that reads first may fail when it comes to write. */
  begin: 'BEGIN IMMEDIATE',

  errorCode(error: unknown): string | undefined {
    const driver = (error as { driverError?: unknown } | null)?.driverError ?? error;
    const code = (driver as { code?: unknown } | null)?.code;
    return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
  },
  isFull: (code: string): boolean => /^SQLITE_(FULL|IOERR_(WRITE|SHMSIZE|FSYNC))/u.test(code),
  isDamaged: (code: string): boolean => /^SQLITE_(CORRUPT|NOTADB)/u.test(code),
  isBusy: (code: string): boolean => code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED'),
  isUnique: (code: string): boolean => code === 'SQLITE_CONSTRAINT_PRIMARYKEY' || code === 'SQLITE_CONSTRAINT_UNIQUE',
  isNoTransaction: (error: unknown): boolean => /no transaction is active/u.test(String(error)),
} as const;
