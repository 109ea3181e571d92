export * from './department-fixtures.js';
