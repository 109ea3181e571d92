import { type BatchResult, type Features, keysOf } from '#libs/linkage';
import type { Row, Statements } from '#libs/persistence';

/** Keys of a page of records are made and written together. */
const PAGE = 200;

/** Writes what linkage found: blocking keys with their counts, edges, origins. */
export async function writeFacts(
  statements: Statements,
  features: readonly Features[],
  batch: BatchResult,
  cap: number,
): Promise<void> {
  await writeKeys(statements, features, batch, cap);
  await writeEdges(statements, batch);
  await statements.query('DELETE FROM origin_member');
  await statements.insert(
    'origin_member',
    [...batch.origins].map(([record_id, origin_id]) => ({ record_id, origin_id })),
  );
}

async function writeKeys(
  statements: Statements,
  features: readonly Features[],
  batch: BatchResult,
  cap: number,
): Promise<void> {
  await statements.query('DELETE FROM block_key');
  await statements.query('DELETE FROM key_stat');
  for (let start = 0; start < features.length; start += PAGE) {
    const rows: Row[] = features.slice(start, start + PAGE).flatMap((item) =>
      keysOf(item, batch.epoch).map(({ hash }) => ({
        key_hash: hash,
        record_id: item.recordId,
        fingerprint: item.fingerprint,
      })),
    );
    await statements.insert('block_key', rows);
  }
  // A key that one text carries pairs nobody: its count is one and needs no row.
  await statements.query(
    `INSERT INTO key_stat (key_hash, df, dead_epoch)
     SELECT key_hash, COUNT(DISTINCT fingerprint), CASE WHEN COUNT(DISTINCT fingerprint) > ? THEN ? END
     FROM block_key GROUP BY key_hash HAVING COUNT(*) > 1`,
    [cap, batch.epoch.version],
  );
}

async function writeEdges(statements: Statements, batch: BatchResult): Promise<void> {
  await statements.query('DELETE FROM edge');
  await statements.insert(
    'edge',
    batch.edges.map((edge) => ({
      record_a: edge.a,
      record_b: edge.b,
      relation: relationName(edge),
      score: edge.score,
      anchor: edge.anchor ? 1 : 0,
      veto: edge.veto ?? null,
      reason: edge.reason,
      model: batch.epoch.modelVersion,
    })),
  );
}

/** An origin edge that an officer has to judge is kept apart from one that is certain. */
const relationName = ({ type, relation }: BatchResult['edges'][number]): string =>
  type === 'MATTER' ? relation : relation === 'ORIGIN' ? 'ORIGIN' : 'ORIGIN_REV';
