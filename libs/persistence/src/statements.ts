export type Scalar = string | number | null | Uint8Array;
export type Row = Record<string, Scalar>;

/** A value that a statement compares with. A moment is a `Date`, whatever the engine stores it as. */
export type Parameter = Scalar | Date;

/** Statements inside one read. */
export interface Reads {
  /** Rows of a query. Placeholders are `?`. Moments come back as ISO 8601 text in UTC. */
  query<T = Row>(sql: string, parameters?: readonly Parameter[]): Promise<T[]>;
}

/** Statements inside one transaction. */
export interface Statements extends Reads {
  /** Plain INSERT of rows that share their columns; moments are ISO 8601 text in UTC. A clash with a constraint throws. */
  insert(table: string, rows: readonly Row[]): Promise<void>;
  /**
   * Holds the row of a table of nothing but names until the transaction ends: others that ask for the same row wait.
   * A row that is missing is written. Free where transactions are serial anyway.
   */
  holdRow(table: string, column: string, value: Scalar): Promise<void>;
}

/** Connections of one process: at work, free to be taken, and callers that wait for one. */
export interface Connections {
  used: number;
  free: number;
  waiting: number;
}

/** One engine, opened. Errors are the driver's own. */
export interface Engine {
  /** How this engine tells what tables it has. `words`: a line of types as migrations write them, in its own. */
  readonly dialect: { columns: string; indexes: string; words: (line: string) => string };
  transaction<T>(work: (statements: Statements) => Promise<T>): Promise<T>;
  read<T>(work: (statements: Reads) => Promise<T>): Promise<T>;
  /** Runs `work` while no other holder of `name` runs, in this process or, on a server, in any other. */
  exclusive<T>(name: string, work: () => Promise<T>): Promise<T>;
  connections(): Connections;
  close(): Promise<void>;
}
