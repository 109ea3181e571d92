export * from './access-keys.js';
export * from './audit-chain.js';
export * from './audit-heads.js';

import { Security1764000000000 } from './audit-chain.js';

/** Tables of audit and keys, in order. */
export const SECURITY_MIGRATIONS = [Security1764000000000];
