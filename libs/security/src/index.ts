export * from './access-keys.js';
export * from './audit-chain.js';
export * from './audit-heads.js';
export * from './request-signature.js';
export * from './signing-keys.js';
export * from './used-nonces.js';

import { Security1764000000000 } from './audit-chain.js';
import { Signatures1764000000003 } from './signature-schema.js';

/** Tables of audit, keys and signatures, in order. */
export const SECURITY_MIGRATIONS = [Security1764000000000, Signatures1764000000003];
