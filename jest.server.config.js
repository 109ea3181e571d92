import sqlite from './jest.config.js';

/** What needs a broker, and once more every spec that opens a database, now on MariaDB: one database a spec file or less. */
export default {
  ...sqlite,
  globalSetup: '<rootDir>/test/setup/servers.mjs',
  globalTeardown: '<rootDir>/test/setup/stop-servers.mjs',
  roots: [
    ...['persistence', 'security', 'http', 'adapter-host', 'aggregation', 'embedded', 'messaging-kafka'].map(
      (lib) => `<rootDir>/libs/${lib}`,
    ),
    '<rootDir>/apps/hub',
    ...['e2e', 'engines', 'fault', 'infra', 'services'].map((folder) => `<rootDir>/test/${folder}`),
  ],
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
    // Bounds the time of reading a file, which no engine changes.
    'test/e2e/refused-files.spec.ts',
    // Reads files of docker/ only.
    'test/infra/(docker|tables).spec.ts',
    // Fetched from Debian's unstable suite, which is not whole every day: npm run jest:mysql.
    'test/infra/mysql.spec.ts',
  ],
};
