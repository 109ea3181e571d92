import {
  type BatchResult,
  comparePair,
  type Edge,
  explainPair,
  type Features,
  MODEL_1,
  type Model,
} from '#libs/linkage';
import type { Statements } from '#libs/persistence';
import { writeKeys } from './write-keys.js';

/** Writes what linkage found: blocking keys with their counts, edges with their reasons, origins. */
export async function writeFacts(
  statements: Statements,
  features: readonly Features[],
  batch: BatchResult,
  written: (records: number) => void,
): Promise<void> {
  await writeKeys(statements, features, batch.epoch, written);
  await writeEdges(statements, features, batch, MODEL_1);
  await statements.query('DELETE FROM origin_member');
  await statements.insert(
    'origin_member',
    [...batch.origins].map(([record_id, origin_id]) => ({ record_id, origin_id })),
  );
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
  for (let start = 0; start < batch.edges.length; start += EDGES) {
    const rows = batch.edges.slice(start, start + EDGES).map((edge) => ({
      record_a: edge.a,
      record_b: edge.b,
      relation: relationName(edge),
      score: edge.score,
      anchor: edge.anchor ? 1 : 0,
      veto: edge.veto ?? null,
      reason: reasonOf(edge),
      model: batch.epoch.modelVersion,
    }));
    await statements.insert('edge', rows);
  }
}

/** Edges whose reasons are worded and written together: all at once would be held beside everything else. */
const EDGES = 2000;

/** An origin edge that an officer has to judge is kept apart from one that is certain. */
const relationName = ({ type, relation }: Edge): string =>
  type === 'MATTER' ? relation : relation === 'ORIGIN' ? 'ORIGIN' : 'ORIGIN_REV';
