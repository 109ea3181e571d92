import { readProjectFile } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { HUB_PARTS, type Part } from './parts.js';

/**
 * What `data/schema.txt` declares and the database lacks (`-`), or has and should not (`+`).
 * Of a service's database, which has some of the parts, only tables that it has are compared.
 */
export async function schemaDrift(db: Database, parts: readonly Part[] = HUB_PARTS): Promise<string[]> {
  const lines = readProjectFile('libs/embedded/data/schema.txt').split('\n');
  const declared = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const drift = await db.drift(declared);
  if (parts.length === HUB_PARTS.length) return drift;
  const lacking = drift.flatMap((line) => (line.startsWith('- ') ? [line.slice(2)] : []));
  const isWhole = (line: string): boolean => linesOf(lacking, tableOf(line)) === linesOf(declared, tableOf(line));
  return drift.filter((line) => line.startsWith('+') || !isWhole(line.slice(2)));
}

const tableOf = (line: string): string => /^\w+/u.exec(line)?.[0] ?? '';

/** Lines about one table. */
const linesOf = (lines: readonly string[], table: string): number =>
  lines.filter((line) => tableOf(line) === table).length;
