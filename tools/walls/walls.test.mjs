import { ESLint } from 'eslint';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

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

/** What the house's own configuration says about the code, each as `rule: message`. */
async function findings(file, code) {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: join(root, file) });
  const fatal = result.messages.find((message) => message.fatal);
  if (fatal) throw new Error(fatal.message);
  return result.messages.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

const DOMAIN = 'libs/kpi/src/domain/planted.ts';
const DEEP = 'libs/webhooks/src/domain/providers/planted.ts';
const USECASE = 'libs/lake/src/usecases/planted.ts';
const PORT = 'libs/query/src/ports/planted.ts';
const FACE = 'libs/kpi/src/index.ts';
const LMDB = 'libs/kpi/src/adapters/lmdb/planted.ts';
const DUCKDB = 'libs/lake/src/adapters/duckdb/planted.ts';
const DYNAMODB = 'libs/kpi/src/adapters/dynamodb/planted.ts';
const MEMORY = 'libs/kpi/src/adapters/memory/planted.ts';
const HTTP = 'libs/kpi/src/http/planted.ts';
const SUITE = 'libs/kpi/src/testing/planted.ts';
const TEST = 'libs/kpi/src/domain/planted.test.ts';
const SHARED = 'libs/events/src/adapters/embedded/planted.ts';
const APP = 'apps/dataforge/src/server/planted.ts';
const COMPOSE = 'apps/dataforge/src/server/compose/compose.ts';
const APP_TEST = 'apps/dataforge/src/server/planted.test.ts';
const PROOF = 'apps/proofs/src/planted.ts';
const WEB_BENCH = 'apps/proofs/src/web-bench/planted.ts';
const STACK_PROOF = 'apps/proofs/src/stack/planted.ts';
const STACK_BENCH = 'apps/proofs/src/bench/stack/planted.ts';
const SIMULATION = 'apps/proofs/src/simulation/planted.ts';
const LAMBDA = 'apps/lambda/fanout/src/planted.ts';
const LAMBDA_TEST = 'apps/lambda/fanout/src/planted.test.ts';
const DEPLOYMENT = 'infra/deploy/src/planted.ts';

const use = (what) => `import { a } from '${what}';\nexport const b = a;`;

describe('an import is refused', () => {
  it.each([
    ['its own adapter in the domain', DOMAIN, use('../adapters/lmdb/index.ts')],
    ['its own adapter in a deep folder of the domain', DEEP, use('../../adapters/lmdb/index.ts')],
    ['its own HTTP side in a use case', USECASE, use('../http/index.ts')],
    ['its own suite in a use case', USECASE, use('../testing/index.ts')],
    ['a folder that the house does not know', DOMAIN, use('../db/table.ts')],
    ['a file beside the sources', DOMAIN, use('../../package.json')],
    ["another library's file", DOMAIN, use('../../../query/src/index.ts')],
    ["another library's file, by a detour", DOMAIN, use('./../../../query/src/domain/parameters.ts')],
    ["another domain's adapter in the domain", DOMAIN, use('@dataforge/events/lmdb')],
    ["another domain's suite in the domain", DOMAIN, use('@dataforge/events/testing')],
    ["another domain's routes in the domain", DOMAIN, use('@dataforge/events/http')],
    ['a client in the domain', DOMAIN, use('@dataforge/clients/lmdb')],
    ['the HTTP library in the domain', DOMAIN, use('@dataforge/http')],
    ['the API in the domain', DOMAIN, use('@dataforge/api')],
    ['the testkit in the domain', DOMAIN, use('@dataforge/testkit')],
    ['an app in the domain', DOMAIN, use('@dataforge/app')],
    ['a library that nobody thought of', DOMAIN, use('lodash')],
    ['the types of one', DOMAIN, "import type { A } from 'lodash';\nexport type B = A;"],
    ['the types of one, inline', DOMAIN, "export type B = import('lodash').A;"],
    ['a library passed on', DOMAIN, "export { a } from 'lodash';"],
    ['a library passed on as a whole', FACE, "export * from 'lodash';"],
    ['a library for its effects', DOMAIN, "import 'lodash';"],
    ['a library that another domain may use', DOMAIN, use('zod')],
    ['files in the domain', DOMAIN, use('node:fs')],
    ['files, by their short name', DOMAIN, use('fs')],
    ['the network in the domain', DOMAIN, use('node:http')],
    ['timers in a use case', USECASE, use('node:timers/promises')],
    ['the environment in a use case', USECASE, use('node:process')],
    ['chance from the hashing module', USECASE, use('node:crypto').replaceAll('a', 'randomUUID')],
    ['the hashing module as a whole', USECASE, "import * as c from 'node:crypto';\nexport const b = c;"],
    ['an SDK in a port', PORT, use('@duckdb/node-api')],
    ['the container in a use case', USECASE, use('inversify')],
    ['a web framework in a use case', USECASE, use('hono')],
    ['an adapter in a public face', FACE, "export * from './adapters/memory/index.ts';"],
    ['the library itself, by its name', DOMAIN, use('@dataforge/kpi')],
    ['a library while it runs', USECASE, "export const late = () => import('lmdb');"],
    ['a computed name while it runs', LMDB, 'export const late = (name: string) => import(name);'],
    ['require', USECASE, "export const late = () => require('lmdb');"],
    ['require, made', LMDB, "import { createRequire } from 'node:module';\nexport const r = createRequire;"],
    ['import with require', DOMAIN, "import a = require('lodash');\nexport const b = a;"],
    ['require, by another name', LMDB, "const load = require;\nexport const a = load('lodash');"],
    ['a built-in module', LMDB, "export const a = () => process.getBuiltinModule('node:module');"],
    ['a built-in module, by a text', LMDB, "export const a = () => process['getBuiltinModule']('module');"],
    [
      'a built-in module, by a template',
      LMDB,
      'export const a = () => process[`getBuiltinModule`](`module`);',
    ],
    [
      'a built-in module, taken apart',
      LMDB,
      'const { getBuiltinModule } = process;\nexport const a = getBuiltinModule;',
    ],
    ['a test in the domain', DOMAIN, use('./grain.test.ts')],
    ['a test in a use case', USECASE, use('./land.test.ts')],
    ['a test in an adapter', LMDB, use('./index.test.ts')],
    ['a test in a suite', SUITE, use('../domain/grain.test.ts')],
    ['a test in another test', TEST, use('./grain.test.ts')],
    ['a sibling of another technology', 'libs/lake/src/adapters/lmdb/planted.ts', use('../duckdb/index.ts')],
    ['a simulated sibling in an adapter', LMDB, use('../memory/index.ts')],
    ['a real sibling in a simulated adapter', MEMORY, use('../lmdb/index.ts')],
    ['a real sibling in what adapters share', SHARED, use('../lmdb/index.ts')],
    ['files in what adapters share', SHARED, use('node:fs')],
    ["another technology's SDK", LMDB, use('@duckdb/node-api')],
    ["another technology's client", LMDB, use('@dataforge/clients/duckdb')],
    ["another service's SDK in an adapter for AWS", DYNAMODB, use('@aws-sdk/client-s3')],
    ["another service's client in an adapter for AWS", DYNAMODB, use('@dataforge/clients/s3')],
    ["another domain's adapter in an adapter", LMDB, use('@dataforge/events/lmdb')],
    ['its own HTTP side in an adapter', LMDB, use('../../http/index.ts')],
    ['the container in an adapter', DUCKDB, use('inversify')],
    [
      'a library in an adapter of a technology without a row',
      'libs/kpi/src/adapters/redis/a.ts',
      use('redis'),
    ],
    ['a store in a simulated adapter', MEMORY, use('lmdb')],
    ['files in a simulated adapter', MEMORY, use('node:fs')],
    ['its own adapter in routes', HTTP, use('../adapters/lmdb/index.ts')],
    ["another domain's adapter in routes", HTTP, use('@dataforge/events/lmdb')],
    ['a client in routes', HTTP, use('@dataforge/clients/duckdb')],
    ["another domain's adapter in a suite", SUITE, use('@dataforge/events/memory')],
    ['its own HTTP side in a suite', SUITE, use('../http/index.ts')],
    ["another domain's real adapter in a test", TEST, use('@dataforge/events/lmdb')],
    ["another domain's vendor in a test", TEST, use('cloudevents')],
    ["Node's own in the live protocol", 'libs/live/src/protocol/planted.ts', use('node:buffer')],
    [
      'a value of the kernel in the live protocol',
      'libs/live/src/protocol/planted.ts',
      use('@dataforge/kernel'),
    ],
    ['the hub in the live client', 'libs/live/src/client/planted.ts', use('../domain/hub.ts')],
    ['the live client in the hub', 'libs/live/src/domain/planted.ts', use('../client/index.ts')],
    ['anything in the kernel', 'libs/kernel/src/planted.ts', use('node:fs')],
    ['a domain in the kernel', 'libs/kernel/src/planted.ts', use('@dataforge/events')],
    ['a domain in the testkit', 'libs/testkit/src/planted.ts', use('@dataforge/events')],
    ['a domain in a client', 'libs/clients/src/lmdb/planted.ts', use('@dataforge/events')],
    ['a domain in the stack', 'infra/stack/src/planted.ts', use('@dataforge/events')],
    ['the stack in an adapter', LMDB, use('@dataforge/stack')],
    ['the stack in an app', APP, use('@dataforge/stack')],
    ["another technology's SDK in a client", 'libs/clients/src/lmdb/planted.ts', use('@duckdb/node-api')],
    ['a domain in the HTTP library', 'libs/http/src/planted.ts', use('@dataforge/access')],
    ['an adapter in the API', 'libs/api/src/planted.ts', use('@dataforge/kpi/lmdb')],
    ["a domain in the API's client", 'libs/api-client/src/planted.ts', use('@dataforge/access')],
    ['the container in an app', APP, use('inversify')],
    ["a library's file in an app", APP, use('../../../../libs/kpi/src/index.ts')],
    ["another app's file in an app", APP, use('../../../proofs/src/proofs.ts')],
    ['another app in an app', APP, use('@dataforge/proofs')],
    ['testing code in an app', APP, use('../testing/run-program.ts')],
    ['a test in an app', APP, use('./loops.test.ts')],
    ['a simulated adapter in an app', APP, use('@dataforge/kpi/memory')],
    ['a suite in an app', APP, use('@dataforge/kpi/testing')],
    ['the testing code of a foundation in an app', APP, use('@dataforge/http/testing')],
    ['the testkit in an app', APP, use('@dataforge/testkit')],
    ['random cases in an app', APP, use('fast-check')],
    ['an SDK in an app', APP, use('lmdb')],
    ['a library that nobody thought of in an app', APP, use('lodash')],
    ['the container in an app, by a template', APP, 'export const a = () => import(`inversify`);'],
    [
      'a computed name in an app',
      APP,
      'const name = `inversify`;\nexport const a = async () => import(name);',
    ],
    [
      'a made require in an app',
      APP,
      "import { createRequire } from 'node:module';\nexport const a = createRequire(import.meta.url)('inversify');",
    ],
    ['a library that nobody thought of in a composition', COMPOSE, use('lodash')],
    ['a simulated adapter in a composition', COMPOSE, use('@dataforge/kpi/memory')],
    ['the container in a test of an app', APP_TEST, use('inversify')],
    ["another app's library in a test of an app", APP_TEST, use('@duckdb/node-api')],
    ['the pipeline in a proof', PROOF, use('@dataforge/lake')],
    ['an adapter in a proof', PROOF, use('@dataforge/lake/duckdb')],
    ['the app in a proof', PROOF, use('@dataforge/app')],
    ['a browser in a proof', PROOF, use('@playwright/test')],
    ['the container in the simulation', SIMULATION, use('inversify')],
    ['a real log in the simulation', SIMULATION, use('@dataforge/events/lmdb')],
    ['the container in a Lambda', LAMBDA, use('inversify')],
    [
      'its type in a Lambda',
      LAMBDA,
      "import type { Container } from 'inversify';\nexport type A = Container;",
    ],
    ['an SDK in a Lambda', LAMBDA, use('@aws-sdk/client-s3')],
    ['a simulated adapter in a Lambda', LAMBDA, use('@dataforge/events/memory')],
    ["another Lambda's file in a Lambda", LAMBDA, use('../../api/src/main.ts')],
    ['a library that nobody thought of in a Lambda', LAMBDA, use('lodash')],
    ['what Lambdas start from in an app', APP, use('@dataforge/lambda')],
    ['an adapter in what Lambdas start from', 'libs/lambda/src/planted.ts', use('@dataforge/kpi/dynamodb')],
    ['an app of its own in what Lambdas start from', 'libs/lambda/src/planted.ts', use('hono')],
    ['a domain in the deployment', DEPLOYMENT, use('@dataforge/events')],
    ['a client of WebSockets in the deployment', DEPLOYMENT, use('ws')],
    ['a domain in the stack', 'infra/stack/src/planted.ts', use('@dataforge/events')],
    ['a Lambda in the deployment', DEPLOYMENT, use('../../../apps/lambda/fanout/src/main.ts')],
    ["anything but the house's own in a project's configuration", 'libs/kpi/jest.config.mjs', use('lodash')],
    ['anything but the start in a command', 'apps/dataforge/bin/dataforge.mjs', use('lodash')],
  ])('%s', async (_what, file, code) => {
    expect(await findings(file, code)).toContainEqual(expect.stringMatching(/^walls\/imports: /));
  });

  it.each([
    'libs/kpi/src/helpers/a.ts',
    'libs/kpi/src/a.ts',
    'libs/kpi/src/domain.ts',
    'libs/kpi/src/db/a.js',
    'libs/kpi/planted.mjs',
    'libs/kpi/product/planted.js',
    'apps/dataforge/planted.ts',
  ])('and so is a file of no kind: %s', async (file) => {
    expect(await findings(file, 'export const a = 1;')).toContainEqual(
      expect.stringMatching(/^walls\/imports: .*no kind/),
    );
  });
});

describe('clock, chance, environment, timers and network are refused', () => {
  it.each([
    [DOMAIN, 'export const a = () => Date.now();'],
    [DOMAIN, "export const a = () => Date['now']();"],
    [DOMAIN, 'const { now } = Date;\nexport const a = now;'],
    [DOMAIN, 'export const D = Date;'],
    [DOMAIN, 'export const a = () => new Date();'],
    [DOMAIN, 'export const a = () => new Date;'],
    [DOMAIN, 'export const a = () => Date();'],
    [DOMAIN, 'export const a = () => new Date(2026, 1, 1);'],
    [DOMAIN, 'export const a = (at: Date) => at.getHours();'],
    [DOMAIN, 'export const a = (at: Date) => at.toLocaleString();'],
    [DOMAIN, 'export const a = (at: Date) => at.toDateString();'],
    [DOMAIN, 'export const a = (at: Date) => at.toTimeString();'],
    [DOMAIN, 'export const a = (at: Date) => at[`getHours`]();'],
    [DOMAIN, 'export const a = ({ getHours }: Date) => getHours;'],
    [DOMAIN, 'export const a = (b: string, c: string) => b.localeCompare(c);'],
    [DOMAIN, 'export const a = () => Math.random();'],
    [DOMAIN, 'const { random } = Math;\nexport const a = random;'],
    [DOMAIN, 'export const a = () => crypto.randomUUID();'],
    [DOMAIN, 'export const a = () => performance.now();'],
    [DOMAIN, 'export const a = () => globalThis.fetch;'],
    [DOMAIN, 'export const a = import.meta.url;'],
    [DOMAIN, "export const a = () => new Function('return 1');"],
    [PORT, 'export const a = () => Date.now();'],
    [USECASE, 'export const a = () => setTimeout(() => undefined, 1);'],
    [USECASE, 'export const a = () => setInterval(() => undefined, 1);'],
    [USECASE, 'export const a = () => setImmediate(() => undefined);'],
    [USECASE, 'export const a = () => AbortSignal.timeout(1);'],
    [USECASE, 'export const a = () => process.env;'],
    [USECASE, "export const a = () => fetch('http://127.0.0.1');"],
    [USECASE, "export const a = () => new WebSocket('ws://127.0.0.1');"],
    [USECASE, "export const a = () => eval('1');"],
    [USECASE, 'export const a = () => aGlobalOfALaterNode();'],
    [MEMORY, 'export const a = () => Date.now();'],
    [SHARED, 'export const a = () => Date.now();'],
    ['libs/kernel/src/planted.ts', 'export const a = () => Date.now();'],
    ['libs/testkit/src/planted.ts', 'export const a = () => Math.random();'],
  ])('%s: %s', async (file, code) => {
    expect(await findings(file, code)).toContainEqual(expect.stringMatching(/^walls\/purity: /));
  });
});

describe('the walls let through', () => {
  it.each([
    ['the kernel', DOMAIN, use('@dataforge/kernel')],
    ["another domain's public face", DOMAIN, use('@dataforge/events')],
    ['its own domain', DOMAIN, use('./grain.ts')],
    ['its own port, from a deep folder', DEEP, use('../../ports/delivery-ids.ts')],
    ['its own domain in a use case', USECASE, use('../domain/fate.ts')],
    ['hashing', USECASE, use('node:crypto').replaceAll('a', 'createHash')],
    ['unpacking', USECASE, use('node:zlib')],
    [
      'a library that reads contracts, where contracts are read',
      'libs/products/src/domain/a.ts',
      use('yaml'),
    ],
    ['its own core in a public face', FACE, "export * from './domain/grain.ts';"],
    ['a date of a given moment', DOMAIN, 'export const a = (ms: number) => new Date(ms);'],
    ['a date parsed', DOMAIN, 'export const a = (text: string) => Date.parse(text);'],
    ['the type of a date', DOMAIN, 'export const a = (at: Date): number => at.getTime();'],
    ['computing', DOMAIN, 'export const a = (n: number) => Math.max(n, Number.MAX_SAFE_INTEGER);'],
    ['a name that shadows a global', DOMAIN, 'export const a = (process: () => number) => process();'],
    ['its client', LMDB, use('@dataforge/clients/lmdb')],
    ['its SDK', DUCKDB, use('@duckdb/node-api')],
    ['its client for AWS', DYNAMODB, use('@dataforge/clients/dynamodb')],
    ['what clients for AWS share, in one', 'libs/clients/src/dynamodb/planted.ts', use('../aws/index.ts')],
    ['its port in an adapter', LMDB, use('../../ports/kpi-store.ts')],
    ['files in an adapter', 'libs/lake/src/adapters/fs/planted.ts', use('node:fs')],
    ['the clock in an adapter', LMDB, 'export const a = () => Date.now();'],
    ['the container in a module of bindings', 'libs/kpi/src/adapters/lmdb/module.ts', use('inversify')],
    ['the HTTP library in routes', HTTP, use('@dataforge/http')],
    ['a web framework in routes', HTTP, use('@hono/zod-openapi')],
    ['its public face in routes', HTTP, use('../index.ts')],
    ['the testkit in a suite', SUITE, use('@dataforge/testkit')],
    ['random cases in a test', TEST, use('fast-check')],
    ['a real server in a test', TEST, use('@dataforge/stack')],
    ['whether there is one', TEST, use('@dataforge/stack/testing')],
    ['processes in the stack', 'infra/stack/src/planted.ts', use('node:child_process')],
    ["another domain's suite and memory in a test", TEST, `${use('@dataforge/events/memory')}`],
    ['routes in the API', 'libs/api/src/planted.ts', use('@dataforge/kpi/http')],
    [
      'what adapters share in an adapter',
      'libs/events/src/adapters/lmdb/planted.ts',
      use('../embedded/index.ts'),
    ],
    ['and in a simulated one', 'libs/events/src/adapters/memory/planted.ts', use('../embedded/index.ts')],
    ['adapters in an app', APP, use('@dataforge/kpi/lmdb')],
    ['clients in an app', APP, use('@dataforge/clients/lmdb')],
    ['routes in an app', APP, use('@dataforge/kpi/http')],
    ['what an app is made of', APP, use('commander')],
    ['a known library while an app runs', APP, 'export const a = () => import(`pino`);'],
    ['suites and memory adapters in a test of an app', APP_TEST, use('@dataforge/kpi/memory')],
    ['testing code in a test of an app', APP_TEST, use('../testing/run-program.ts')],
    ['the testkit in a proof', PROOF, use('@dataforge/testkit')],
    ['the reader of its files in a proof', PROOF, use('@duckdb/node-api')],
    ['real servers in a proof on the stack', STACK_PROOF, use('@dataforge/stack')],
    ['a client of its own in a proof on the stack', STACK_PROOF, use('kafkajs')],
    ['the log on Kafka in the bench on the stack', STACK_BENCH, use('@dataforge/events/kafka')],
    ['a browser in the bench of the dashboard', WEB_BENCH, use('@playwright/test')],
    ['the pipeline on simulated adapters in the simulation', SIMULATION, use('@dataforge/lake/memory')],
    ['what proofs are made of in the simulation', SIMULATION, use('../telemetry-load.ts')],
    ['adapters in a Lambda', LAMBDA, use('@dataforge/lake/s3')],
    ['what Lambdas start from in a Lambda', LAMBDA, use('@dataforge/lambda/kafka')],
    [
      'the way from a gateway in what Lambdas start from',
      'libs/lambda/src/planted.ts',
      use('hono/aws-lambda'),
    ],
    ['memory adapters and SDKs in a test of a Lambda', LAMBDA_TEST, use('@dataforge/events/memory')],
    ['a real server in a test of a Lambda', LAMBDA_TEST, use('@dataforge/stack/testing')],
    ['a producer in a test of the deployment', 'infra/deploy/src/planted.test.ts', use('kafkajs')],
    ['what is deployed in the stack', 'infra/stack/src/planted.ts', use('@aws-sdk/client-cloudformation')],
    [
      "the house's preset in a Lambda's configuration",
      'apps/lambda/fanout/jest.config.mjs',
      "export { default } from '../../../jest.preset.mjs';",
    ],
    [
      "the house's preset in a project's configuration",
      'libs/kpi/jest.config.mjs',
      "export { default } from '../../jest.preset.mjs';",
    ],
    ['the container where an app is composed', COMPOSE, use('inversify')],
    ['its type elsewhere', APP, "import type { Container } from 'inversify';\nexport type A = Container;"],
  ])('%s', async (_what, file, code) => {
    expect((await findings(file, code)).filter((finding) => finding.startsWith('walls/'))).toEqual([]);
  });
});

describe('between projects', () => {
  // Without a project graph the rule skips itself and says nothing; these rows are then missing it.
  it.each([
    ['a cycle', 'libs/kernel/src/planted.ts', use('@dataforge/events'), /circular dependency/i],
    ["another project's file", DOMAIN, use('../../../query/src/index.ts'), /relative or absolute path/],
  ])('%s is refused', async (_what, file, code, message) => {
    const found = await findings(file, code);
    expect(found.filter((finding) => finding.startsWith('@nx/enforce-module-boundaries'))).toContainEqual(
      expect.stringMatching(message),
    );
  });
});

describe('the house rules hold', () => {
  const long = `export function a(): void {\n${'  void 0;\n'.repeat(70)}}`;

  it.each([
    ['any', 'export const a = (b: any): unknown => b;', '@typescript-eslint/no-explicit-any'],
    [
      'a type imported as a value',
      "import { A } from './a.ts';\nexport type B = A;",
      '@typescript-eslint/consistent-type-imports',
    ],
    ['what nobody uses', 'const a = 1;\nexport {};', '@typescript-eslint/no-unused-vars'],
    ['the console', "console.log('a');", 'no-console'],
    ['code made of a text', "export const a = (): unknown => eval('1');", 'no-eval'],
    ['a function made of a text', "export const a = (): unknown => new Function('return 1');", 'no-new-func'],
    ['a long function', long, 'max-lines-per-function'],
    ['a rule switched off beside the code', `/* eslint-disable */\n${long}`, 'max-lines-per-function'],
  ])('%s', async (_what, code, rule) => {
    expect(await findings(DOMAIN, code)).toContainEqual(expect.stringMatching(`^${rule}: `));
  });

  it('a promise that nobody waits for is an error, with types', async () => {
    const { rules, languageOptions } = await new ESLint({ cwd: root }).calculateConfigForFile(
      join(root, FACE),
    );
    expect(rules['@typescript-eslint/no-floating-promises'][0]).toBe(2);
    expect(languageOptions.parserOptions.projectService).toBe(true);
  });
});
