export * from './database.js';
export * from './engine.js';
export * from './migration.js';
export * from './serial-queue.js';
export * from './writer-lock.js';
