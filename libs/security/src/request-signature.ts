import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { createSigner, createVerifier, httpbis } from 'http-message-signatures';
import { AppError, newId } from '#libs/kernel';

/** Seconds by which the time of a signature may differ from ours. */
export const SIGNATURE_WINDOW = 300;

/** What every signature covers: the request as a whole, its body by digest (RFC 9530). */
const COVERED = ['@method', '@path', '@query', 'content-digest'];
const PARAMETERS = ['created', 'keyid', 'nonce', 'alg'];
const ALGORITHM = 'ed25519';

/** A request as far as its signature covers it. `url` may be the target alone (`/adapters/audit/records?x=1`). */
export interface SignedParts {
  method: string;
  url: string;
  headers: Record<string, string | string[]>;
}

/** Whose key it is. */
export interface VerifyingKey {
  holder: string;
  /** Ed25519 public key, PEM. */
  publicKey: string;
}

/** What a good signature says. The nonce is still to be remembered, the body still to be compared. */
export interface Signed {
  keyId: string;
  holder: string;
  nonce: string;
  contentDigest: string;
}

/** A new pair of Ed25519 keys (RFC 8032), PEM. The private one belongs to the department alone. */
export const newSigningKey = (): { privateKey: string; publicKey: string } =>
  generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** `Content-Digest` of a body, RFC 9530. */
export const contentDigest = (body: Uint8Array): string => digestField(createHash('sha256').update(body).digest());

const digestField = (sha256: Buffer): string => `sha-256=:${sha256.toString('base64')}:`;

/** Headers that sign a request with a department's private key (HTTP Message Signatures, RFC 9421). */
export async function signRequest(
  request: { method: string; url: string; body: Uint8Array },
  key: { keyId: string; privateKey: string },
  at: Date,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = { 'content-digest': contentDigest(request.body) };
  const signed = await httpbis.signMessage(
    {
      key: createSigner(createPrivateKey(key.privateKey), ALGORITHM, key.keyId),
      fields: COVERED,
      params: PARAMETERS,
      paramValues: { created: at, nonce: newId() },
    },
    { method: request.method, url: absolute(request.url), headers },
  );
  return Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/**
 * Checks the signature of a request before its body is read.
 * @throws AppError of kind `unauthenticated`: `E-SIGNATURE` (absent, wrong, or not covering all), `E-SIGNATURE-TIME`, `E-SIGNATURE-KEY`;
 *   of kind `transient`: `E-KEY-FILE` where the registered key itself cannot be read
 */
export async function verifySignature(
  request: SignedParts,
  keyOf: (keyId: string) => VerifyingKey | undefined,
  at: Date,
): Promise<Signed> {
  let signed: (Omit<Signed, 'contentDigest'> & { created: Date }) | undefined;
  let looked = 0;
  const config = {
    all: true,
    requiredFields: COVERED,
    requiredParams: PARAMETERS,
    // Time is compared below with our clock, not with the library's.
    notAfter: new Date(8.64e15),
    keyLookup: async ({
      keyid = '',
      nonce = '',
      created,
    }: {
      keyid?: string;
      nonce?: string;
      created?: Date | null;
    }) => {
      looked += 1;
      const key = keyOf(keyid);
      if (!key || !created) return null;
      signed = { keyId: keyid, holder: key.holder, nonce, created };
      return { id: keyid, algs: [ALGORITHM], verify: createVerifier(ed25519Of(key), ALGORITHM) };
    },
  };
  const good = await httpbis
    .verifyMessage(config, { ...request, url: absolute(request.url) })
    .catch((error: unknown) => {
      // The library throws for what it cannot read, and a stranger's header is no fault of ours; a key that we cannot read is.
      if (error instanceof AppError) throw error;
      return false;
    });
  if (looked === 1 && !signed)
    throw refusal('E-SIGNATURE-KEY', '签名所用密钥未登记或已停用', '核对 keyid；更换密钥期间新旧两把都可登记');
  const digest = request.headers['content-digest'];
  if (good !== true || looked !== 1 || !signed || typeof digest !== 'string' || !NONCE.test(signed.nonce))
    throw refusal('E-SIGNATURE', '缺少签名或签名不对', '按 RFC 9421 对方法、路径、查询、正文摘要签名后重发');
  if (Math.abs(at.getTime() - signed.created.getTime()) > SIGNATURE_WINDOW * 1000)
    throw refusal('E-SIGNATURE-TIME', '签名时间与本机相差超过 300 秒', '校准时钟后重新签名');
  return { keyId: signed.keyId, holder: signed.holder, nonce: signed.nonce, contentDigest: digest };
}

/** @throws AppError `E-BODY-DIGEST` when the body is not the one that was signed. */
export const checkBody = (signed: Pick<Signed, 'contentDigest'>, body: Uint8Array): void =>
  checkDigest(signed, createHash('sha256').update(body).digest());

/** The same for a body whose SHA-256 was taken while it came. @throws AppError `E-BODY-DIGEST` */
export function checkDigest(signed: Pick<Signed, 'contentDigest'>, sha256: Buffer): void {
  const [said, is] = [Buffer.from(signed.contentDigest), Buffer.from(digestField(sha256))];
  if (said.length !== is.length || !timingSafeEqual(said, is))
    throw refusal('E-BODY-DIGEST', '正文与签名中的摘要不符，未收', '重新计算 Content-Digest 并签名后重发');
}

function ed25519Of({ publicKey }: VerifyingKey): KeyObject {
  try {
    const key = createPublicKey(publicKey);
    if (key.asymmetricKeyType === ALGORITHM) return key;
  } catch (error) {
    // Whatever the engine says of it, the remedy is the same; anything but its own errors goes on.
    if (typeof (error as { code?: unknown }).code !== 'string') throw error;
  }
  throw new AppError(
    'E-KEY-FILE',
    'transient',
    '登记的公钥读不出来，暂不能验签',
    '管理员重新放置该密钥的 Ed25519 公钥文件',
  );
}

const NONCE = /^[\w-]{16,64}$/u;

const refusal = (code: string, message: string, remedy: string): AppError =>
  new AppError(code, 'unauthenticated', message, remedy);

/** The host is not signed: a proxy of the office may change it. */
const absolute = (url: string): string => new URL(url, 'http://hub').href;
