export * from './departments.js';
export * from './hub.js';
export * from './import-file.js';
export * from './parts.js';
export * from './schema.js';
