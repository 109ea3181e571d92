import type { Statements } from '#libs/persistence';
import { firstBrokenEntry } from './audit-chain.js';

/**
 * Where the chain stood at some moment. A chain alone does not show that its end was cut off or that it was written anew from the start;
 * heads kept in another place do.
 */
export interface AuditHead {
  seq: number;
  hash: string;
}

/** What a verification found. */
export interface AuditReport {
  entries: number;
  /** First entry that does not fit the one before it, or that is missing. */
  brokenAt?: number;
  /** First given head that the chain no longer has: the trail was cut or rebuilt. */
  lostHead?: number;
}

/** The newest entry, or nothing while there is none. */
export async function auditHead(statements: Pick<Statements, 'query'>): Promise<AuditHead | undefined> {
  const [last] = await statements.query<AuditHead>('SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1');
  return last && { seq: Number(last.seq), hash: last.hash };
}

/** Checks the whole chain, and that every head kept elsewhere still stands in it. */
export async function verifyAudit(
  statements: Pick<Statements, 'query'>,
  heads: readonly AuditHead[],
): Promise<AuditReport> {
  const entries = (await auditHead(statements))?.seq ?? 0;
  const brokenAt = await firstBrokenEntry(statements);
  if (brokenAt !== undefined) return { entries, brokenAt };
  for (const { seq, hash } of heads) {
    const [entry] = await statements.query<{ hash: string }>('SELECT hash FROM audit_entry WHERE seq = ?', [seq]);
    if (entry?.hash !== hash) return { entries, lostHead: seq };
  }
  return { entries };
}

/** Heads as lines of `seq hash`, as they are exported. */
export const headLine = ({ seq, hash }: AuditHead): string => `${seq} ${hash}\n`;

/** Reads exported heads; lines of another form are left out. */
export function readHeads(text: string): AuditHead[] {
  return [...text.matchAll(/^(\d{1,15}) ([0-9a-f]{64})$/gmu)].map(([, seq, hash]) => ({
    seq: Number(seq),
    hash: hash as string,
  }));
}
