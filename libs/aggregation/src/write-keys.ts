import { sha256 } from '#libs/kernel';
import { type Epoch, type Features, keysOf, MODEL_1 } from '#libs/linkage';
import type { Row, Statements } from '#libs/persistence';

/** Records whose keys are made and written together: many, as rows in the order of the table's key are written far faster. */
const PAGE = 1000;

/**
 * Writes the blocking keys with their counts. Keys of a record stay unless its text or facts, or the rare words of the epoch,
 * changed: a digest of each record's keys tells.
 */
export async function writeKeys(
  statements: Statements,
  features: readonly Features[],
  epoch: Epoch,
  written: (records: number) => void,
): Promise<void> {
  const stored = await digests(statements);
  const stale = new Set(stored.keys());
  const changed: Features[] = [];
  let added = 0;
  for (let start = 0; start < features.length; start += PAGE) {
    const page = features.slice(start, start + PAGE).map((item) => keyed(item, epoch));
    for (const { item, digest } of page) {
      if (stored.get(item.recordId) === digest) stale.delete(item.recordId);
      else if (stored.has(item.recordId)) changed.push(item);
    }
    const fresh = page.filter(({ item }) => !stored.has(item.recordId));
    added += fresh.length;
    await insertKeys(statements, fresh);
    written(Math.min(start + PAGE, features.length));
  }
  if (stale.size === 0 && added === 0) return;
  await removeKeys(statements, [...stale]);
  for (let start = 0; start < changed.length; start += PAGE)
    await insertKeys(
      statements,
      changed.slice(start, start + PAGE).map((item) => keyed(item, epoch)),
    );
  await countKeys(statements, epoch);
}

interface Keyed {
  item: Features;
  hashes: string[];
  digest: string;
}

function keyed(item: Features, epoch: Epoch): Keyed {
  const hashes = keysOf(item, epoch).map(({ hash }) => hash);
  return { item, hashes, digest: sha256([item.fingerprint, ...hashes].join()).slice(0, 16) };
}

async function digests(statements: Statements): Promise<Map<string, string>> {
  const rows = await statements.query<{ record_id: string; digest: string }>(
    'SELECT record_id, digest FROM record_key',
  );
  return new Map(rows.map((row) => [row.record_id, row.digest]));
}

async function insertKeys(statements: Statements, page: readonly Keyed[]): Promise<void> {
  const rows: (Row & { key_hash: string })[] = page.flatMap(({ item, hashes }) =>
    hashes.map((key_hash) => ({ key_hash, fp: item.fingerprint.slice(0, 16), record_id: item.recordId })),
  );
  rows.sort((a, b) => (a.key_hash < b.key_hash ? -1 : 1));
  await statements.insert('block_key', rows);
  await statements.insert(
    'record_key',
    page.map(({ item, digest }) => ({ record_id: item.recordId, digest })),
  );
}

async function removeKeys(statements: Statements, recordIds: readonly string[]): Promise<void> {
  if (recordIds.length === 0) return;
  for (let start = 0; start < recordIds.length; start += PAGE) {
    const part = recordIds.slice(start, start + PAGE);
    await statements.query(`DELETE FROM record_key WHERE record_id IN (${part.map(() => '?').join(',')})`, part);
  }
  await statements.query('DELETE FROM block_key WHERE record_id NOT IN (SELECT record_id FROM record_key)');
}

/** A key that one text carries pairs nobody: its count is one and needs no row. */
async function countKeys(statements: Statements, epoch: Epoch): Promise<void> {
  await statements.query('DELETE FROM key_stat');
  await statements.query(
    `INSERT INTO key_stat (key_hash, df, dead_epoch)
     SELECT key_hash, COUNT(DISTINCT fp), CASE WHEN COUNT(DISTINCT fp) > ? THEN ? END
     FROM block_key GROUP BY key_hash HAVING COUNT(*) > 1`,
    [MODEL_1.cap, epoch.version],
  );
}
