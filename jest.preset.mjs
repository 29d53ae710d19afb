import { fileURLToPath } from 'node:url';

/** One Jest configuration for every project: ES modules, swc, tests beside the code. */
export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2022',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testMatch: ['<rootDir>/src/**/*.test.ts'],
  testTimeout: 30_000,
  reporters: ['default', fileURLToPath(new URL('tools/jest-count-reporter.mjs', import.meta.url))],
};
