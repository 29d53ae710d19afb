import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { imports } from './tools/walls/imports.mjs';
import { purity } from './tools/walls/purity.mjs';

const TESTS = ['**/*.test.ts', '**/*.test.mjs', '**/*.spec.ts'];

/** Factories whose state many functions share, measured with all that closes over it. Nobody joins them. */
const LONG_FACTORIES = [
  'libs/events/src/adapters/embedded/index.ts',
  'libs/events/src/adapters/embedded/memberships.ts',
  'libs/lake/src/usecases/land.ts',
  'libs/lake/src/usecases/refine-batch.ts',
];

const longest = (max) => ['error', { max, skipBlankLines: true, skipComments: true }];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/out-tsc/**',
      '**/node_modules/**',
      '**/test-results/**',
      '**/generated/**',
      'tmp/**',
    ],
  },
  // A rule that does not fit is changed here, where everybody sees it, and not beside the code.
  { linterOptions: { noInlineConfig: true } },
  eslint.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.test.mjs'],
    languageOptions: {
      globals: { describe: 'readonly', it: 'readonly', expect: 'readonly', beforeAll: 'readonly' },
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    plugins: { '@nx': nx },
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
      'no-console': 'error',
      // Text that becomes code can import what no wall sees.
      'no-eval': 'error',
      'no-new-func': 'error',
      // Between projects: no cycle, no way around a public face. Within them, and by kind of file: the walls.
      '@nx/enforce-module-boundaries': [
        'error',
        {
          allow: [],
          // Each of its subpaths is for itself: one that is loaded late does not make the others so.
          checkDynamicDependenciesExceptions: ['@dataforge/clients'],
          depConstraints: [{ sourceTag: '*', onlyDependOnLibsWithTags: ['*'] }],
        },
      ],
    },
  },
  { files: ['**/*.{ts,tsx,mjs}'], ignores: TESTS, rules: { 'max-lines-per-function': longest(70) } },
  { files: ['apps/dashboard/src/**/*.{ts,tsx}'], ...hooks.configs.flat['recommended-latest'] },
  // It tells what React's compiler would leave alone, and the pages are built without it.
  { files: ['apps/dashboard/src/**/*.{ts,tsx}'], rules: { 'react-hooks/incompatible-library': 'off' } },
  { files: LONG_FACTORIES, rules: { 'max-lines-per-function': longest(100) } },
  // Playwright reads from a fixture's pattern which others it needs, also where it needs none.
  {
    files: ['apps/dashboard-e2e/src/test.ts'],
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
  // A suite is one function that describes many tests.
  { files: ['libs/*/src/testing/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  {
    files: ['{libs,apps,infra}/**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'],
    plugins: { walls: { rules: { imports, purity } } },
    rules: { 'walls/imports': 'error', 'walls/purity': 'error' },
  },
  {
    // A fixture of Playwright names what it needs, and some need nothing.
    files: ['apps/dashboard-e2e/src/**/*.ts'],
    rules: { 'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }] },
  },
  {
    files: TESTS,
    rules: { 'no-loss-of-precision': 'off', '@typescript-eslint/no-loss-of-precision': 'off' },
  },
);
