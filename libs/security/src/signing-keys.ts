import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#libs/kernel';
import type { VerifyingKey } from './request-signature.js';

const FILE = /^([\w.-]{1,80})\.pem$/u;

/**
 * Public keys of the senders of one service: a folder of `<key id>.pem`. Two files are two keys that overlap; a file taken away is
 * a key that no longer counts, from the next request on.
 */
export class SigningKeys {
  private known = new Map<string, VerifyingKey>();
  private readAt = -1;

  constructor(
    private readonly folder: string,
    private readonly holder: string,
  ) {
    this.refresh();
  }

  find(keyId: string): VerifyingKey | undefined {
    this.refresh();
    return this.known.get(keyId);
  }

  private refresh(): void {
    try {
      const changed = statSync(this.folder).mtimeMs;
      if (changed === this.readAt) return;
      const found = readdirSync(this.folder).flatMap((file): [string, VerifyingKey][] => {
        const keyId = FILE.exec(file)?.[1];
        return keyId
          ? [[keyId, { holder: this.holder, publicKey: readFileSync(join(this.folder, file), 'utf8') }]]
          : [];
      });
      this.known = new Map(found);
      this.readAt = changed;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new AppError('E-KEY-FOLDER', 'transient', `公钥文件夹读不了（${code}）`, '核对 HUB_SIGNING_KEYS 及其权限');
    }
  }
}
