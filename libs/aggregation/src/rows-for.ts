import type { Parameter, Reads, Row, Statements } from '#libs/persistence';

/** Values that one statement asks for. */
const PART = 1000;

/** Rows of a query that names many values, asked in parts. `sql` is told the marks that stand for the values of a part. */
export async function rowsFor<T>(
  reads: Reads,
  values: readonly (string | number)[],
  sql: (marks: string) => string,
  before: readonly Parameter[] = [],
): Promise<T[]> {
  const rows: T[] = [];
  for (let start = 0; start < values.length; start += PART) {
    const part = values.slice(start, start + PART);
    // One by one: a part may hold more rows than a call takes arguments.
    for (const row of await reads.query<T>(sql(part.map(() => '?').join(',')), [...before, ...part])) rows.push(row);
  }
  return rows;
}

/** Rows of `table` whose `column` is one of `values`. */
export const select = (
  reads: Reads,
  table: string,
  column: string,
  values: readonly (string | number)[],
): Promise<Row[]> => rowsFor<Row>(reads, values, (marks) => `SELECT * FROM ${table} WHERE ${column} IN (${marks})`);

/** Deletes the rows of `table` whose `column` is one of `values`. */
export async function removeFrom(
  statements: Statements,
  table: string,
  column: string,
  values: readonly (string | number)[],
): Promise<void> {
  await rowsFor(statements, values, (marks) => `DELETE FROM ${table} WHERE ${column} IN (${marks})`);
}
