/** TypeScript is compiled file by file with swc; types are checked apart by `npm run typecheck`. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // Compares SQLite with a server: in the run on a server (jest.server.config.js).
  testPathIgnorePatterns: ['<rootDir>/test/engines/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^#libs/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/setup/servers.mjs',
  globalTeardown: '<rootDir>/test/setup/stop-servers.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/setup/fast-check.ts'],
  testTimeout: 120000,
  maxWorkers: 2,
};
