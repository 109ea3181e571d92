import { canonicalJson, sha256 } from '#libs/kernel';
import { MODEL_1, NORM_VERSION } from '#libs/linkage';
import type { Statements } from '#libs/persistence';

/** The whole of what names are resolved by. */
const QUERIES: readonly string[] = [
  `SELECT unit_id, name, uscc, division, parent_id, valid_from, valid_to FROM unit ORDER BY unit_id`,
  `SELECT unit_id, alias, kind, valid_from, valid_to FROM unit_alias ORDER BY unit_id, alias, valid_from`,
  `SELECT decision_id, revoked_at FROM unit_decision ORDER BY decision_id`,
  `SELECT digest FROM abbreviation_model`,
  `SELECT event_id, date, functions FROM unit_event ORDER BY event_id`,
  `SELECT post_id, protocol_order, is_first_leader, valid_to, duties FROM roster_post ORDER BY post_id`,
];

/** Digest of all that the reading of a record depends on beside the record itself: registry, roster, model and norms. */
export async function registryState(statements: Pick<Statements, 'query'>): Promise<string> {
  const parts: unknown[] = [MODEL_1, NORM_VERSION];
  for (const sql of QUERIES) parts.push(await statements.query(sql));
  return sha256(canonicalJson(parts));
}
