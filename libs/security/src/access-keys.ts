import { randomBytes } from 'node:crypto';
import { sha256 } from '#libs/kernel';
import type { Statements } from '#libs/persistence';

/** Whom a key stands for: a department (`dept:audit`), the inspection office (`office`) or the case system (`case-system`). */
export type KeyHolder = string;

/**
 * Makes a key for every holder that has none, and gives the new ones back in clear: the only time they can be read.
 * The database keeps SHA-256 of 256 random bits.
 */
export async function issueMissingKeys(
  statements: Statements,
  holders: readonly KeyHolder[],
  at: string,
): Promise<{ holder: KeyHolder; key: string }[]> {
  const known = await statements.query<{ holder: string }>('SELECT holder FROM access_key');
  const have = new Set(known.map((row) => row.holder));
  const issued = holders
    .filter((holder) => !have.has(holder))
    .map((holder) => ({ holder, key: randomBytes(32).toString('base64url') }));
  await statements.insert(
    'access_key',
    issued.map(({ holder, key }) => ({ key_hash: sha256(key), holder, created_at: at })),
  );
  return issued;
}

/** The holder of a key, or nothing. Looked up by digest, so comparing takes the same time for every key. */
export async function holderOf(statements: Pick<Statements, 'query'>, key: string): Promise<KeyHolder | undefined> {
  const [row] = await statements.query<{ holder: string }>('SELECT holder FROM access_key WHERE key_hash = ?', [
    sha256(key),
  ]);
  return row?.holder;
}
