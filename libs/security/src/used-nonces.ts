import { AppError } from '#libs/kernel';
import type { Database } from '#libs/persistence';
import { SIGNATURE_WINDOW, type Signed } from './request-signature.js';

/** Nonces are kept for the whole time in which their signature could be sent again. */
const KEPT_MILLIS = 2 * SIGNATURE_WINDOW * 1000;

/**
 * Remembers the nonce of a request, for all processes and restarts.
 * @throws AppError `E-REPLAY` when it was used before.
 */
export async function useNonce(db: Database, signed: Pick<Signed, 'keyId' | 'nonce'>, at: Date): Promise<void> {
  const oldest = new Date(at.getTime() - KEPT_MILLIS);
  const { keyId, nonce } = signed;
  try {
    await db.transaction(async (statements) => {
      const used = await statements.query('SELECT 1 FROM used_nonce WHERE key_id = ? AND nonce = ?', [keyId, nonce]);
      if (used.length > 0) throw replayed();
      await statements.query('DELETE FROM used_nonce WHERE used_at < ?', [oldest]);
      const row = { key_id: keyId, nonce, used_at: at.toISOString() };
      await statements.insert('used_nonce', [row]);
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'E-DB-UNIQUE') throw error;
    // Two at the very same time.
    throw replayed();
  }
}

const replayed = (): AppError =>
  new AppError('E-REPLAY', 'unauthenticated', '这个签名已经用过', '每次请求换一个 nonce 重新签名');
