export * from './broker.js';
export * from './config.js';
