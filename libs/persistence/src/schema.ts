import type { Reads } from './statements.js';

interface Column {
  t: string;
  c: string;
  type: string;
  required: number;
}

interface IndexColumn {
  t: string;
  i: string;
  uniq: number;
  c: string;
}

/**
 * The tables of a database as sorted lines: `table.column TYPE NOT NULL`, `table PRIMARY KEY (a, b)`, `table INDEX name (a)`.
 * Types are the engine's own, in capitals and without widths of display.
 */
export async function schemaLines(statements: Reads, sql: { columns: string; indexes: string }): Promise<string[]> {
  const columns = (await statements.query<Column>(sql.columns)).map(
    ({ t, c, type, required }) => `${t}.${c} ${typeName(type)}${Number(required) === 1 ? ' NOT NULL' : ''}`,
  );
  const indexes = new Map<string, string[]>();
  for (const { t, i, uniq, c } of await statements.query<IndexColumn>(sql.indexes)) {
    const name = i === 'PRIMARY' ? 'PRIMARY KEY' : `${Number(uniq) === 1 ? 'UNIQUE ' : ''}INDEX ${i}`;
    const key = `${t} ${name}`;
    indexes.set(key, [...(indexes.get(key) ?? []), c]);
  }
  const lines = [...columns, ...[...indexes].map(([key, names]) => `${key} (${names.join(', ')})`)];
  return lines.filter((line) => !line.startsWith('schema_migration')).sort();
}

const typeName = (type: string): string =>
  type
    .toUpperCase()
    .replace(/^INT(?:\(\d+\))?$/u, 'INTEGER')
    .replace(/^BIGINT(?:\(\d+\))?$/u, 'BIGINT')
    .replace(/^DOUBLE$/u, 'REAL');
