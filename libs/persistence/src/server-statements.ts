import type { PoolConnection } from 'mysql2/promise';
import { SERVER } from './dialect.js';
import type { Parameter, Row, Scalar, Statements } from './statements.js';

/** Rows and characters of one INSERT: far below the smallest packet that a server accepts. */
const ROWS = 500;
const CHARACTERS = 2_000_000;

/** Statements on one connection of a pool, inside its transaction. */
export class ServerStatements implements Statements {
  constructor(
    private readonly connection: PoolConnection,
    private readonly moments: ReadonlySet<string>,
  ) {}

  async query<T = Row>(sql: string, parameters: readonly Parameter[] = []): Promise<T[]> {
    const [rows] = await this.connection.query(sql, parameters.map(plain));
    return Array.isArray(rows) ? (rows as T[]) : [];
  }

  async holdRow(table: string, column: string, value: Scalar): Promise<void> {
    const sql = `SELECT 1 FROM ${table} WHERE ${column} = ?${SERVER.forUpdate}`;
    if ((await this.query(sql, [value])).length > 0) return;
    await this.query(SERVER.insertMissing(table, column), [value]);
    await this.query(sql, [value]);
  }

  async insert(table: string, rows: readonly Row[]): Promise<void> {
    const first = rows[0];
    if (!first) return;
    const columns = Object.keys(first);
    const timed = columns.filter((column) => this.moments.has(`${table}.${column}`));
    const head = `INSERT INTO ${table} (${columns.join(',')}) VALUES `;
    const marks = `(${columns.map(() => '?').join(',')})`;
    for (const part of parts(rows)) {
      const values = part.flatMap((row) => columns.map((column) => stored(row[column], timed.includes(column))));
      await this.connection.query(head + part.map(() => marks).join(','), values);
    }
  }
}

const plain = (value: Parameter): Parameter =>
  value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value) : value;

function stored(value: Scalar | undefined, moment: boolean): Parameter {
  if (value === undefined || value === null) return null;
  return moment ? SERVER.moment(String(value)) : plain(value);
}

/** Cuts rows into runs that one statement takes. */
function* parts(rows: readonly Row[]): Generator<readonly Row[]> {
  let start = 0;
  let size = 0;
  for (let index = 0; index < rows.length; index += 1) {
    const length = sizeOf(rows[index] as Row);
    if (index > start && (index - start >= ROWS || size + length > CHARACTERS)) {
      yield rows.slice(start, index);
      start = index;
      size = 0;
    }
    size += length;
  }
  yield rows.slice(start);
}

function sizeOf(row: Row): number {
  let size = 0;
  for (const value of Object.values(row))
    size += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8;
  return size;
}
