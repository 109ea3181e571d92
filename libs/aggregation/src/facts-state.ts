import { canonicalJson, sha256 } from '#libs/kernel';
import { MODEL_1 } from '#libs/linkage';
import type { Statements } from '#libs/persistence';

/** Counts and newest marks of what grows, and the whole of what is small: together they differ whenever a partition may. */
const QUERIES: readonly string[] = [
  `SELECT state, COUNT(*) AS n, SUM(version) AS v, MAX(updated_at) AS u FROM record GROUP BY state ORDER BY state`,
  `SELECT COUNT(*) AS n, SUM(version) AS v FROM situation_note`,
  `SELECT COUNT(*) AS n, SUM(version) AS v FROM nil_return`,
  `SELECT COUNT(*) AS n, SUM(version) AS v FROM rectification`,
  `SELECT COUNT(*) AS n, MAX(decision_id) AS d FROM decision`,
  `SELECT unit_id, name, uscc, division, parent_id, valid_from, valid_to FROM unit ORDER BY unit_id`,
  `SELECT unit_id, alias, kind, valid_from, valid_to FROM unit_alias ORDER BY unit_id, alias, valid_from`,
  `SELECT decision_id, revoked_at FROM unit_decision ORDER BY decision_id`,
  `SELECT digest FROM abbreviation_model`,
  `SELECT event_id, date, functions FROM unit_event ORDER BY event_id`,
  `SELECT post_id, protocol_order, is_first_leader, valid_to, duties FROM roster_post ORDER BY post_id`,
];

/** Digest of everything that matters and their resolutions depend on, the model among it. */
export async function factsState(statements: Pick<Statements, 'query'>): Promise<string> {
  const parts: unknown[] = [MODEL_1];
  for (const sql of QUERIES) parts.push(await statements.query(sql));
  return sha256(canonicalJson(parts)).slice(0, 40);
}
