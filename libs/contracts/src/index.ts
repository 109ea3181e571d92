export * from './clue.js';
export * from './code-tables.js';
export * from './department.js';
export * from './event.js';
export * from './json-schema.js';
export * from './payloads.js';
export * from './quality.js';
export * from './vocabulary.js';
