export * from './http-app.js';
export * from './key.guard.js';
export * from './limits.js';
export * from './open-api.js';
export * from './paging.js';
export * from './problem.filter.js';
export * from './problem.js';
export * from './serve.js';
