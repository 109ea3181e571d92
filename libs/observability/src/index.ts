export * from './error-place.js';
export * from './health.js';
export * from './lifecycle.js';
export * from './log.js';
export * from './management.js';
export * from './metrics.js';
export * from './nest-log.js';
export * from './trace.js';
