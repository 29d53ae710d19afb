import { ESLint } from 'eslint';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const IMPORTS = '@typescript-eslint/no-restricted-imports';

/** Lints a file that is not there, at its place; type-aware rules need a program and are left to lint itself. */
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    {
      files: ['**/*.ts'],
      languageOptions: { parserOptions: { projectService: false, project: false, program: null } },
      rules: {
        '@typescript-eslint/no-floating-promises': 'off',
        '@typescript-eslint/no-misused-promises': 'off',
      },
    },
  ],
});

async function findings(file, code) {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: join(root, file) });
  const fatal = result.messages.find((message) => message.fatal);
  if (fatal) throw new Error(fatal.message);
  return result.messages.map((message) => message.ruleId);
}

const DOMAIN = 'libs/kpi/src/domain/planted.ts';
const USECASE = 'libs/lake/src/usecases/planted.ts';
const PORT = 'libs/query/src/ports/planted.ts';
const use = (what) => `import { a } from '${what}';\nexport const b = a;`;

describe('the walls refuse', () => {
  it.each([
    [DOMAIN, use('../adapters/lmdb/index.ts'), IMPORTS],
    [DOMAIN, use('@dataforge/events/lmdb'), IMPORTS],
    [DOMAIN, use('@dataforge/events/testing'), IMPORTS],
    [DOMAIN, use('@dataforge/clients/lmdb'), IMPORTS],
    [DOMAIN, use('@dataforge/http'), IMPORTS],
    [DOMAIN, use('@dataforge/api'), IMPORTS],
    [DOMAIN, use('lodash'), IMPORTS],
    [DOMAIN, use('zod'), IMPORTS],
    [DOMAIN, use('node:fs'), IMPORTS],
    [DOMAIN, use('node:http'), IMPORTS],
    [DOMAIN, use('../../../query/src/index.ts'), IMPORTS],
    [USECASE, use('hono'), IMPORTS],
    [USECASE, use('inversify'), IMPORTS],
    [USECASE, use('../http/index.ts'), IMPORTS],
    [PORT, use('@duckdb/node-api'), IMPORTS],
    [DOMAIN, 'export const now = () => Date.now();', 'no-restricted-properties'],
    [DOMAIN, 'export const chance = () => Math.random();', 'no-restricted-properties'],
    [DOMAIN, 'export const today = () => new Date();', 'no-restricted-syntax'],
    [USECASE, 'export const wait = () => setTimeout(() => undefined, 1);', 'no-restricted-globals'],
    [USECASE, 'export const who = () => process.env;', 'no-restricted-globals'],
    [USECASE, "export const get = () => fetch('http://127.0.0.1');", 'no-restricted-globals'],
    [
      USECASE,
      "import { randomUUID } from 'node:crypto';\nexport const id = randomUUID;",
      'no-restricted-syntax',
    ],
    [USECASE, "export const late = () => import('lmdb');", 'no-restricted-syntax'],
    ['libs/kpi/src/adapters/lmdb/planted.ts', use('@duckdb/node-api'), IMPORTS],
    ['libs/kpi/src/adapters/lmdb/planted.ts', use('@dataforge/events/lmdb'), IMPORTS],
    ['libs/kpi/src/adapters/lmdb/planted.ts', use('@dataforge/clients/duckdb'), IMPORTS],
    ['libs/kpi/src/adapters/memory/planted.ts', use('lmdb'), IMPORTS],
    ['libs/kpi/src/adapters/memory/planted.ts', use('../../http/index.ts'), IMPORTS],
    ['libs/kpi/src/http/planted.ts', use('../adapters/lmdb/index.ts'), IMPORTS],
    ['libs/kpi/src/http/planted.ts', use('@dataforge/kpi/lmdb'), IMPORTS],
    ['libs/kpi/src/testing/planted.ts', use('@dataforge/events/memory'), IMPORTS],
    ['libs/kernel/src/planted.ts', use('node:fs'), IMPORTS],
    ['libs/testkit/src/planted.ts', use('@dataforge/events'), IMPORTS],
    ['apps/dataforge/src/server/planted.ts', use('inversify'), IMPORTS],
    ['apps/dataforge/src/server/planted.ts', use('../../../../libs/kpi/src/index.ts'), IMPORTS],
  ])('%s: %j', async (file, code, rule) => {
    expect(await findings(file, code)).toContain(rule);
  });
});

describe('the walls let through', () => {
  it.each([
    [DOMAIN, use('@dataforge/kernel')],
    [DOMAIN, use('@dataforge/events')],
    [DOMAIN, use('./grain.ts')],
    [USECASE, use('../domain/fate.ts')],
    [USECASE, use('node:crypto')],
    [DOMAIN, 'export const at = (ms: number) => new Date(ms);'],
    ['libs/kpi/src/adapters/lmdb/planted.ts', use('@dataforge/clients/lmdb')],
    ['libs/kpi/src/adapters/lmdb/planted.ts', use('lmdb')],
    ['libs/kpi/src/adapters/lmdb/planted.ts', use('../../ports/kpi-store.ts')],
    ['libs/kpi/src/http/planted.ts', use('@dataforge/http')],
    ['libs/kpi/src/http/planted.ts', use('../index.ts')],
    ['apps/dataforge/src/server/compose.ts', use('inversify')],
    [
      'apps/dataforge/src/server/planted.ts',
      "import type { Container } from 'inversify';\nexport type A = Container;",
    ],
    ['libs/kpi/src/domain/planted.test.ts', use('fast-check')],
  ])('%s: %j', async (file, code) => {
    const refused = (await findings(file, code)).filter((rule) => rule?.includes('restricted'));
    expect(refused).toEqual([]);
  });
});
