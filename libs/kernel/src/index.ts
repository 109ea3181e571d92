export * from './clock.js';
export * from './csv.js';
export * from './digest.js';
export * from './errors.js';
export * from './ids.js';
export * from './project-file.js';
export * from './serial-queue.js';
