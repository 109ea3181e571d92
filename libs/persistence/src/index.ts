export * from './database.js';
export * from './ddl.js';
export * from './engine.js';
export type { DatabaseTarget, MigrationState } from './migrate.js';
export * from './migration.js';
export * from './statements.js';
export * from './writer-lock.js';
