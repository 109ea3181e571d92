export * from './broker.js';
export * from './config.js';
export type { DatabaseServer } from './database-server.js';
export * from './service.js';
