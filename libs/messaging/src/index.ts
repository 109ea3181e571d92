export * from './in-process.js';
export * from './ports.js';
