/** TypeScript is compiled file by file with swc; types are checked apart by `npm run typecheck`. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/libs', '<rootDir>/apps', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  // What needs a broker or a database server runs there: jest.server.config.js.
  testPathIgnorePatterns: [
    '<rootDir>/libs/messaging-kafka/',
    '<rootDir>/test/(engines|fault|services)/',
    '<rootDir>/test/infra/(infra|acl|mysql).spec.ts',
    '<rootDir>/test/e2e/over-kafka.spec.ts',
  ],
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
  setupFilesAfterEnv: ['<rootDir>/test/setup/fast-check.ts'],
  testTimeout: 120000,
  maxWorkers: 2,
};
