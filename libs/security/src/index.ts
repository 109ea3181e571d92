export * from './access-keys.js';
export * from './audit-chain.js';
