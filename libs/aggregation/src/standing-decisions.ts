import { canonicalJson, sha256 } from '#libs/kernel';
import type { PairDecision } from '#libs/linkage';
import type { Reads } from '#libs/persistence';

/** Officers' words that are in force. */
export interface StandingDecisions {
  pairs: PairDecision[];
  /** Digest of all of them. */
  digest: string;
}

/** The last word on each pair of records, whichever was named first. REVOKE leaves the pair to the scores. */
export async function standingDecisions(reads: Reads): Promise<StandingDecisions> {
  const rows = await reads.query<{ record_a: string; record_b: string; kind: string }>(
    'SELECT record_a, record_b, kind FROM decision ORDER BY decided_at, decision_id',
  );
  const last = new Map<string, PairDecision | undefined>();
  for (const { record_a, record_b, kind } of rows) {
    const [a, b] = record_a < record_b ? [record_a, record_b] : [record_b, record_a];
    last.set(`${a} ${b}`, kind === 'REVOKE' ? undefined : { a, b, kind: kind as PairDecision['kind'] });
  }
  const pairs = [...last.values()].filter((pair) => pair !== undefined);
  return { pairs, digest: sha256(canonicalJson(pairs.map(({ a, b, kind }) => [a, b, kind]).sort())) };
}

/** Records on which the word in force is not the same in both lists. */
export function redecidedRecords(before: readonly PairDecision[], now: readonly PairDecision[]): string[] {
  const name = ({ a, b, kind }: PairDecision): string => `${a} ${b} ${kind}`;
  const [was, is] = [new Set(before.map(name)), new Set(now.map(name))];
  const changed = [...before.filter((pair) => !is.has(name(pair))), ...now.filter((pair) => !was.has(name(pair)))];
  return [...new Set(changed.flatMap(({ a, b }) => [a, b]))];
}

/** Every record that was ever decided on. */
export async function decidedRecords(reads: Reads): Promise<string[]> {
  const rows = await reads.query<{ id: string }>(
    'SELECT record_a AS id FROM decision UNION SELECT record_b FROM decision',
  );
  return rows.map(({ id }) => id);
}
