export * from './access-keys.js';
export * from './audit-chain.js';
export * from './audit-heads.js';
export * from './request-signature.js';
export { SECURITY_MIGRATIONS } from './security-schema.js';
export * from './signing-keys.js';
export * from './used-nonces.js';
