import type { Database as Handle, Statement } from 'better-sqlite3';
import type { ConnectionOptions, TypeCastField } from 'mysql2';
import mysql2 from 'mysql2';
import type { DataSource, DataSourceOptions } from 'typeorm';
import type { DatabaseServer } from '#libs/config';
import { sqliteEngine } from './engine.js';
import type { Migration } from './migration.js';

/** What an error of an engine means. `again`: the same transaction may succeed when it is run once more. */
export type FailureKind = 'full' | 'busy' | 'damaged' | 'unique' | 'again' | 'away' | 'too-long' | 'denied' | 'other';

export interface Failure {
  kind: FailureKind;
  /** Stable, and free of content. */
  code: string;
}

/** A statement that the engine has compiled. */
export type Prepared = Statement<unknown[]>;

const MIGRATIONS = { migrationsTableName: 'schema_migration', entities: [], synchronize: false, logging: false };

/** All that is particular to the embedded engine. Nothing outside this file asks which engine runs. */
export const SQLITE = {
  options(path: string, migrations: Migration[]): DataSourceOptions {
    return {
      ...MIGRATIONS,
      type: 'better-sqlite3',
      driver: sqliteEngine(),
      database: path,
      migrations,
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
  columns: `SELECT m.name AS t, p.name AS c, p.type AS type, p."notnull" AS required FROM sqlite_master m
    JOIN pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`,
  indexes: `SELECT m.name AS t, CASE l.origin WHEN 'pk' THEN 'PRIMARY' ELSE l.name END AS i, l."unique" AS uniq, x.name AS c
    FROM sqlite_master m JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) x WHERE m.type = 'table'
    UNION ALL SELECT m.name, 'PRIMARY', 1, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p
    WHERE m.type = 'table' AND p.pk = 1 AND NOT EXISTS (SELECT 1 FROM pragma_index_list(m.name) WHERE origin = 'pk')`,
  /** A moment is text that sorts as it passes. */
  ddl: (sql: string): string => sql.replaceAll('DATETIME(3)', 'VARCHAR(30)').replaceAll('LONGTEXT', 'TEXT'),

  failure(error: unknown): Failure | undefined {
    const code = (driverError(error) as { code?: unknown } | null)?.code;
    if (typeof code !== 'string' || !code.startsWith('SQLITE_')) return undefined;
    return { kind: SQLITE_FAILURES.find(([pattern]) => pattern.test(code))?.[1] ?? 'other', code };
  },
  isNoTransaction: (error: unknown): boolean => /no transaction is active/u.test(String(error)),
} as const;

const SQLITE_FAILURES: readonly [RegExp, FailureKind][] = [
  [/^SQLITE_(FULL|IOERR_(WRITE|SHMSIZE|FSYNC))/u, 'full'],
  [/^SQLITE_(CORRUPT|NOTADB)/u, 'damaged'],
  [/^SQLITE_(BUSY|LOCKED)/u, 'busy'],
  [/^SQLITE_CONSTRAINT_(PRIMARYKEY|UNIQUE)$/u, 'unique'],
];

/** All that is particular to MySQL 8 and MariaDB from 10.6 on. */
export const SERVER = {
  /** Options of a connection. Nothing here is left to the server's configuration. */
  connection({ host, port, user, password, database, tls }: DatabaseServer): ConnectionOptions {
    return {
      host,
      port,
      user,
      password,
      database,
      charset: 'utf8mb4_bin',
      timezone: 'Z',
      connectTimeout: 10_000,
      enableKeepAlive: true,
      supportBigNumbers: true,
      stringifyObjects: true,
      multipleStatements: false,
      // No file of this machine is ever read at the word of a server.
      flags: ['-LOCAL_FILES'],
      typeCast: columnValue,
      ...sslOf(tls),
    };
  },
  options(server: DatabaseServer, migrations: Migration[]): DataSourceOptions {
    const { host, port, user, password, database, tls } = server;
    const address = { host, port, username: user, password, database, timezone: 'Z', charset: 'utf8mb4_bin' };
    return { ...MIGRATIONS, ...address, ...sslOf(tls), type: 'mysql', driver: mysql2, migrations, poolSize: 1 };
  },
  /** Sent once on each connection. No ANSI quotes and no other meaning of a backslash: escaping relies on that. */
  session: [
    `SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 20`,
  ],
  /** A writer sees what others have committed; a reader sees one moment, however many statements it takes. */
  isolation: {
    write: 'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    read: 'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  },
  begin: { write: 'START TRANSACTION', read: 'START TRANSACTION READ ONLY' },
  forUpdate: ' FOR UPDATE',
  insertMissing: (table: string, column: string): string => `INSERT IGNORE INTO ${table} (${column}) VALUES (?)`,
  takeLock: 'SELECT GET_LOCK(?, ?) AS taken',
  timeColumns: `SELECT table_name AS t, column_name AS c FROM information_schema.columns
    WHERE table_schema = DATABASE() AND data_type = 'datetime'`,
  columns: `SELECT table_name AS t, column_name AS c, column_type AS type, is_nullable = 'NO' AS required
    FROM information_schema.columns WHERE table_schema = DATABASE()`,
  indexes: `SELECT table_name AS t, index_name AS i, non_unique = 0 AS uniq, column_name AS c
    FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index`,
  hasIndex:
    'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?',
  createDatabase: (name: string): string => `CREATE DATABASE IF NOT EXISTS \`${name}\` CHARACTER SET utf8mb4`,
  /**
   * A table whose text compares byte by byte, trailing blanks too, as in SQLite: other collations equate case, accents, width or blanks.
   * DDL commits by itself, so a migration that was cut in the middle runs again: what is there already is left.
   */
  ddl(sql: string, version: string): string {
    if (!/^CREATE TABLE /u.test(sql)) return sql;
    const collation = /mariadb/iu.test(version) ? 'utf8mb4_nopad_bin' : 'utf8mb4_0900_bin';
    const table = sql.replace(/^CREATE TABLE /u, 'CREATE TABLE IF NOT EXISTS ');
    return `${table} ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4 COLLATE=${collation}`;
  },
  /** A moment in ISO 8601 as the server wants it. @throws RangeError for what is no moment */
  moment: (text: string): string =>
    (ISO.test(text) ? text : new Date(text).toISOString()).slice(0, -1).replace('T', ' '),

  /** By number: mysql2 knows MariaDB's own numbers under wrong names. */
  failure(error: unknown): Failure | undefined {
    const { errno, code, fatal, sqlState } = (driverError(error) ?? {}) as Partial<Record<string, unknown>>;
    const ofServer = typeof sqlState === 'string' && typeof errno === 'number';
    if (ofServer) {
      const kind = SERVER_FAILURES.find(([, numbers]) => numbers.includes(errno))?.[0];
      return { kind: kind ?? (fatal === true ? 'away' : 'other'), code: String(errno) };
    }
    // mysql2 marks what breaks a connection; other errors with a code (files, for instance) are not the database's.
    if (fatal === true) return { kind: 'away', code: typeof code === 'string' ? code : 'CLOSED' };
    return undefined;
  },
  isMissingDatabase: (error: unknown): boolean => SERVER.failure(error)?.code === '1049',
} as const;

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/u;

/** Certificate and name of the server are verified always. */
const sslOf = (tls: DatabaseServer['tls']) =>
  tls ? { ssl: { ...tls, minVersion: 'TLSv1.2' as const, rejectUnauthorized: true, verifyIdentity: true } } : {};

const SERVER_FAILURES: readonly [FailureKind, readonly number[]][] = [
  ['unique', [1062, 1586]],
  // Deadlock; lock not got in time; NOWAIT.
  ['again', [1213, 1205, 3572]],
  // Table full, disk full, error on writing a file, no room for temporary files.
  ['full', [1114, 1021, 3, 1026, 1030, 135]],
  ['too-long', [1406, 1264]],
  // Shutdown, killed, read-only after a failover, too many connections, packet lost.
  [
    'away',
    [1053, 1927, 1290, 1836, 1792, 1040, 1203, 1226, 1158, 1159, 1160, 1161, 1152, 1184, 2006, 2013, 3169, 4031],
  ],
  ['denied', [1044, 1045, 1049, 1142, 1143, 1227, 1698, 3118, 4151]],
  ['damaged', [1034, 1194, 1195, 1712]],
];

/** TypeORM wraps what its driver threw. */
const driverError = (error: unknown): unknown => (error as { driverError?: unknown } | null)?.driverError ?? error;

/** Moments as ISO 8601 in UTC; counts and sums as numbers while these are exact, else as text. */
function columnValue(field: TypeCastField, next: () => unknown): unknown {
  if (field.type === 'DATETIME' || field.type === 'TIMESTAMP') {
    const text = field.string();
    return text === null ? null : `${text.replace(' ', 'T')}Z`;
  }
  if (field.type === 'LONGLONG' || field.type === 'NEWDECIMAL') {
    const text = field.string();
    const number = Number(text);
    return text === null || !Number.isSafeInteger(number) ? text : number;
  }
  return next();
}
