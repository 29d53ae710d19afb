import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { dynamicImport, impureGlobals, impureProperties, impureSyntax, walls } from './tools/walls/walls.mjs';

const TESTS = ['**/*.test.ts'];

/** One allow list as a rule: whatever it does not match is refused. Types of the container may be named anywhere. */
const wall = ({ files, allow, message, pure }) => ({
  files,
  ignores: TESTS,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: `^(?!(?:${allow.join('|')}))`, message, allowTypeImports: message.includes('inversify') },
        ],
      },
    ],
    'no-restricted-syntax': [
      'error',
      ...(files[0].startsWith('libs') ? [dynamicImport] : []),
      ...(pure ? impureSyntax : []),
    ],
    ...(pure && {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': ['error', ...impureProperties],
    }),
  },
});

export default tseslint.config(
  { ignores: ['**/dist/**', '**/out-tsc/**', '**/node_modules/**', '**/test-results/**', 'tmp/**'] },
  eslint.configs.recommended,
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
  {
    files: ['**/*.test.mjs'],
    languageOptions: { globals: { describe: 'readonly', it: 'readonly', expect: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A value and the port's type share a name by design.
      'no-redeclare': 'off',
      '@typescript-eslint/no-redeclare': 'off',
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // A factory counts with all that closes over its ports; the functions in it are shorter.
      'max-lines-per-function': ['error', { max: 100, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    plugins: { '@nx': nx },
    files: ['**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], depConstraints: [{ sourceTag: '*', onlyDependOnLibsWithTags: ['*'] }] },
      ],
    },
  },
  ...walls.map(wall),
  {
    files: TESTS,
    rules: {
      'max-lines-per-function': 'off',
      'no-loss-of-precision': 'off',
      '@typescript-eslint/no-loss-of-precision': 'off',
    },
  },
  { files: ['libs/*/src/testing/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
);
