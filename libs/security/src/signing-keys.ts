import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '#libs/kernel';
import { newSigningKey, type VerifyingKey } from './request-signature.js';

const FILE = /^([\w-]{1,80})\.pem$/u;
const PRIVATE = '.private.pem';

/** Key id that the name of a private key file says: `audit-2024.private.pem` is `audit-2024`. */
export const keyIdOf = (file: string): string => basename(file, PRIVATE);

/**
 * Makes a pair of keys in `folder`: `<keyId>.private.pem` for the sender alone, `<keyId>.pem` for the adapter's folder.
 * @throws AppError `E-KEY-EXISTS` when one of that name is there
 */
export function writeKeyPair(folder: string, keyId: string): { privateFile: string; publicFile: string } {
  if (!FILE.test(`${keyId}.pem`))
    throw new AppError('E-USAGE', 'invalid', '密钥编号只能含字母、数字、_ 和 -', '例如 audit-2024a');
  const pair = newSigningKey();
  const [privateFile, publicFile] = [join(folder, keyId + PRIVATE), join(folder, `${keyId}.pem`)];
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(privateFile, pair.privateKey, { mode: 0o600, flag: 'wx' });
    writeFileSync(publicFile, pair.publicKey, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new AppError('E-KEY-EXISTS', 'conflict', '该编号的密钥已存在', '换一个编号；旧钥停用前两把并存');
    throw new AppError('E-KEY-FOLDER', 'invalid', `密钥写不进去（${code}）`, '核对文件夹及其权限');
  }
  return { privateFile, publicFile };
}

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
