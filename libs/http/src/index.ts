export * from './key.guard.js';
export * from './paging.js';
export * from './problem.filter.js';
export * from './open-api.js';
