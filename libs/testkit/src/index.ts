export * from './department-fixtures.js';
export * from './dice.js';
export * from './events.js';
export * from './least-millis.js';
export * from './temp-database.js';
export * from './test-broker.js';
export * from './transport-contract.js';
export * from './transport-under-test.js';
