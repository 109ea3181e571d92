export * from './arrival.js';
export * from './batch-server.js';
export * from './hand-over.js';
export * from './in-process.js';
export * from './ports.js';
