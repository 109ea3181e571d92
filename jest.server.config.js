import sqlite from './jest.config.js';

if (!process.env.HUB_TEST_DATABASE) {
  throw new Error(
    'HUB_TEST_DATABASE is missing: mysql://user:password@host:port/name, a user who may create databases named name…',
  );
}

/** Every spec that opens a database, on the server of HUB_TEST_DATABASE: one database a spec file or less. */
export default {
  ...sqlite,
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
