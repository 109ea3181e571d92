import sqlite from './jest.config.js';

/** Every spec that opens a database, on a server: one database a spec file or less. */
export default {
  ...sqlite,
  globalSetup: '<rootDir>/test/setup/database-server.mjs',
  roots: ['persistence', 'security', 'http', 'adapter-host', 'aggregation', 'embedded']
    .map((lib) => `<rootDir>/libs/${lib}`)
    .concat('<rootDir>/apps/hub', '<rootDir>/test/e2e', '<rootDir>/test/engines'),
  testPathIgnorePatterns: [
    // The lock is a file of the data folder whatever the engine.
    'libs/persistence/src/writer-lock.spec.ts',
    // Bounds the pages of an SQLite file.
    'libs/persistence/src/sqlite-file.spec.ts',
    'libs/adapter-host/src/full-disk.spec.ts',
    // Fills the disk of the data folder, where only SQLite keeps its rows.
    'test/e2e/full-disk.spec.ts',
    // Read files, and open no database.
    'libs/adapter-host/src/reading/',
  ],
};
