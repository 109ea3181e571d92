import { canonicalJson, sha256 } from '#libs/kernel';
import type { Statements } from '#libs/persistence';

/** One act that must stay provable: who did what to which object. `detail` holds codes and counts, never content. */
export interface AuditAct {
  at: string;
  actor: string;
  action: string;
  objectId: string;
  detail?: Record<string, string | number | boolean>;
}

const GENESIS = '0'.repeat(64);

/**
 * Appends acts inside the caller's transaction. Each entry's hash covers the one before,
 * so that changing, removing or inserting an entry breaks the chain from there on.
 */
export async function appendAudit(statements: Statements, acts: readonly AuditAct[]): Promise<void> {
  if (acts.length === 0) return;
  // One appender at a time, until its transaction ends: two that read the same last entry would both follow it.
  await statements.holdRow('audit_lock', 'name', 'chain');
  const [last] = await statements.query<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1',
  );
  let seq = Number(last?.seq ?? 0);
  let previous = last?.hash ?? GENESIS;
  const rows = acts.map((act) => {
    seq += 1;
    const detail = canonicalJson(act.detail ?? {});
    const hash = entryHash(seq, act.at, act.actor, act.action, act.objectId, detail, previous);
    previous = hash;
    return { seq, at: act.at, actor: act.actor, action: act.action, object_id: act.objectId, detail, hash };
  });
  await statements.insert('audit_entry', rows);
}

function entryHash(seq: number, ...parts: string[]): string {
  return sha256([String(seq), ...parts].join('\u001f'));
}

/** Sequence number of the first entry that does not fit the chain, or nothing when all fit. */
export async function firstBrokenEntry(statements: Pick<Statements, 'query'>): Promise<number | undefined> {
  let previous = GENESIS;
  let expected = 1;
  for (;;) {
    const page = await statements.query<{
      seq: number;
      at: string;
      actor: string;
      action: string;
      object_id: string;
      detail: string;
      hash: string;
    }>('SELECT * FROM audit_entry WHERE seq >= ? ORDER BY seq LIMIT 1000', [expected]);
    for (const row of page) {
      const hash = entryHash(row.seq, row.at, row.actor, row.action, row.object_id, row.detail, previous);
      if (row.seq !== expected || row.hash !== hash) return expected;
      previous = row.hash;
      expected += 1;
    }
    if (page.length < 1000) return undefined;
  }
}
