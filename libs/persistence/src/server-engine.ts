import { createHash } from 'node:crypto';
import { createConnection, createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import type { DatabaseServer } from '#libs/config';
import { AppError } from '#libs/kernel';
import { SERVER } from './dialect.js';
import { ServerStatements } from './server-statements.js';
import type { Connections, Engine, Reads, Statements } from './statements.js';
import { Turnstile } from './turnstile.js';

type Mode = 'read' | 'write';

/** Times that a transaction is run when it meets a deadlock; the waits before them come to some five seconds. */
const ATTEMPTS = 10;
/** A key that others were writing at the same time is there when the transaction looks again; one that still clashes is a mistake. */
const ATTEMPTS_AT_A_KEY = 6;
const LOCK_SECONDS = 600;

/** A pool of connections to MySQL or MariaDB. Each transaction has a connection of its own. */
export class ServerEngine implements Engine {
  readonly dialect = { ...SERVER, words: (line: string) => line };
  /** Isolation level in which a connection stands; absent for one that is new. */
  private readonly modes = new WeakMap<object, Mode>();
  private readonly turnstile: Turnstile;

  private constructor(
    private readonly server: DatabaseServer,
    private readonly pool: Pool,
    /** `table.column` of every moment. */
    private readonly moments: ReadonlySet<string>,
  ) {
    this.turnstile = new Turnstile(server.poolSize);
  }

  static async open(server: DatabaseServer): Promise<ServerEngine> {
    const pool = createPool({
      ...SERVER.connection(server),
      connectionLimit: server.poolSize,
      maxIdle: server.poolSize,
      idleTimeout: 60_000,
      // Beyond this a request is told to come again; waiting for ever would only hide that the database is too slow.
      queueLimit: 10_000,
    });
    try {
      const [rows] = await pool.query(SERVER.timeColumns);
      const moments = (rows as { t: string; c: string }[]).map(({ t, c }) => `${t}.${c}`);
      return new ServerEngine(server, pool, new Set(moments));
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  async transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once('write', work);
      } catch (error) {
        const kind = SERVER.failure(error)?.kind;
        const limit = kind === 'again' ? ATTEMPTS : kind === 'unique' ? ATTEMPTS_AT_A_KEY : 1;
        if (attempt >= limit) throw error;
        await pause(Math.min(1000, 5 * 2 ** attempt) * (0.5 + Math.random()));
      }
    }
  }

  read<T>(work: (statements: Reads) => Promise<T>): Promise<T> {
    return this.once('read', work);
  }

  /** The lock is the server's own and ends with its connection; it belongs to this database, not to the server. */
  async exclusive<T>(name: string, work: () => Promise<T>): Promise<T> {
    const release = await takeNamedLock(this.server, name);
    try {
      return await work();
    } finally {
      await release();
    }
  }

  connections(): Connections {
    return this.turnstile.connections;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private once<T>(mode: Mode, work: (statements: Statements) => Promise<T>): Promise<T> {
    return this.turnstile.pass((entered) => this.inside(mode, entered, work));
  }

  private async inside<T>(mode: Mode, entered: () => void, work: (statements: Statements) => Promise<T>): Promise<T> {
    const connection = await this.begin(mode);
    entered();
    try {
      const result = await work(new ServerStatements(connection, this.moments));
      await connection.query('COMMIT');
      connection.release();
      return result;
    } catch (error) {
      await giveBack(connection);
      throw error;
    }
  }

  /** A connection in a transaction. One that the server has closed in the meantime is replaced. */
  private async begin(mode: Mode): Promise<PoolConnection> {
    for (let attempt = 1; ; attempt += 1) {
      const connection = await this.pool.getConnection();
      try {
        await this.prepare(connection, mode);
        await connection.query(SERVER.begin[mode]);
        return connection;
      } catch (error) {
        connection.destroy();
        if (SERVER.failure(error)?.kind !== 'away' || attempt > this.server.poolSize) throw error;
      }
    }
  }

  private async prepare(connection: PoolConnection, mode: Mode): Promise<void> {
    const raw = connection.connection;
    const former = this.modes.get(raw);
    if (former === undefined) for (const sql of SERVER.session) await connection.query(sql);
    if (former === mode) return;
    await connection.query(SERVER.isolation[mode]);
    this.modes.set(raw, mode);
  }
}

/** Undoes what a connection was at; one that cannot is closed, which undoes it too. */
async function giveBack(connection: PoolConnection): Promise<void> {
  try {
    await connection.query('ROLLBACK');
    connection.release();
  } catch {
    connection.destroy();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Takes a lock of the server on a connection of its own, and gives the way to release it. @throws AppError `E-DB-BUSY` */
export async function takeNamedLock(server: DatabaseServer, name: string): Promise<() => Promise<void>> {
  const connection = await createConnection(SERVER.connection(server));
  // A connection that breaks while the work goes on has lost the lock; the work's own transactions still stand or fall whole.
  connection.on('error', () => connection.destroy());
  const digest = createHash('sha256').update(`${server.database}\u0000${name}`).digest('hex');
  try {
    const [rows] = await connection.query(SERVER.takeLock, [`clue-hub:${digest.slice(0, 40)}`, LOCK_SECONDS]);
    if ((rows as { taken: number | null }[])[0]?.taken !== 1)
      throw new AppError('E-DB-BUSY', 'transient', '另一进程一直在做同样的工作', '稍后重试');
  } catch (error) {
    connection.destroy();
    throw error;
  }
  return () => connection.end().catch(() => connection.destroy());
}
