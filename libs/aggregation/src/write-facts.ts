import {
  type BatchResult,
  comparePair,
  type Edge,
  explainPair,
  type Features,
  keysOf,
  MODEL_1,
  type Model,
} from '#libs/linkage';
import type { Row, Statements } from '#libs/persistence';

/** Records whose keys are made and written together. */
const PAGE = 200;

/** Writes what linkage found: blocking keys with their counts, edges with their reasons, origins. */
export async function writeFacts(
  statements: Statements,
  features: readonly Features[],
  batch: BatchResult,
  written: (records: number) => void,
): Promise<void> {
  await writeKeys(statements, features, batch, written);
  await writeEdges(statements, features, batch, MODEL_1);
  await statements.query('DELETE FROM origin_member');
  await statements.insert(
    'origin_member',
    [...batch.origins].map(([record_id, origin_id]) => ({ record_id, origin_id })),
  );
}

/** Keys of a record stay unless its text or facts, or the rare words of the epoch, changed: most rows are left as they are. */
async function writeKeys(
  statements: Statements,
  features: readonly Features[],
  batch: BatchResult,
  written: (records: number) => void,
): Promise<void> {
  await statements.query(
    'DELETE FROM block_key WHERE record_id NOT IN (SELECT record_id FROM record WHERE state = ?)',
    ['ACTIVE'],
  );
  for (let start = 0; start < features.length; start += PAGE) {
    const page = features.slice(start, start + PAGE);
    await writeKeyPage(statements, page, batch);
    written(Math.min(start + PAGE, features.length));
  }
  await statements.query('DELETE FROM key_stat');
  // A key that one text carries pairs nobody: its count is one and needs no row.
  await statements.query(
    `INSERT INTO key_stat (key_hash, df, dead_epoch)
     SELECT key_hash, COUNT(DISTINCT fingerprint), CASE WHEN COUNT(DISTINCT fingerprint) > ? THEN ? END
     FROM block_key GROUP BY key_hash HAVING COUNT(*) > 1`,
    [MODEL_1.cap, batch.epoch.version],
  );
}

async function writeKeyPage(statements: Statements, page: readonly Features[], batch: BatchResult): Promise<void> {
  const marks = page.map(() => '?').join(',');
  const stored = await statements.query<{ key_hash: string; record_id: string; fingerprint: string }>(
    `SELECT key_hash, record_id, fingerprint FROM block_key WHERE record_id IN (${marks})`,
    page.map(({ recordId }) => recordId),
  );
  const held = new Set(stored.map((row) => `${row.record_id}${row.key_hash}${row.fingerprint}`));
  const rows: Row[] = [];
  for (const item of page)
    for (const { hash } of keysOf(item, batch.epoch)) {
      if (held.delete(`${item.recordId}${hash}${item.fingerprint}`)) continue;
      rows.push({ key_hash: hash, record_id: item.recordId, fingerprint: item.fingerprint });
    }
  for (const row of stored)
    if (held.has(`${row.record_id}${row.key_hash}${row.fingerprint}`))
      await statements.query('DELETE FROM block_key WHERE key_hash = ? AND record_id = ?', [
        row.key_hash,
        row.record_id,
      ]);
  await statements.insert('block_key', rows);
}

/** Each edge with what speaks for and against it: the bars that add up to its score, or the ground of an origin. */
async function writeEdges(
  statements: Statements,
  features: readonly Features[],
  batch: BatchResult,
  model: Model,
): Promise<void> {
  const byId = new Map(features.map((item) => [item.recordId, item]));
  const reasonOf = (edge: Edge): string => {
    const a = byId.get(edge.a);
    const b = byId.get(edge.b);
    if (edge.type === 'ORIGIN' || !a || !b) return edge.reason;
    return explainPair(comparePair(a, b, batch.epoch, model)).join('；');
  };
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
      reason: reasonOf(edge),
      model: batch.epoch.modelVersion,
    })),
  );
}

/** An origin edge that an officer has to judge is kept apart from one that is certain. */
const relationName = ({ type, relation }: Edge): string =>
  type === 'MATTER' ? relation : relation === 'ORIGIN' ? 'ORIGIN' : 'ORIGIN_REV';
