import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUNDLE, bundleFolder, lambdaNames } from './folders.ts';

/** What each bundle may weigh, in KiB, and which of the heavy libraries it needs. */
const BUDGETS: Readonly<Record<string, { readonly kib: number; readonly holds: readonly string[] }>> = {
  'alert-notifier': { kib: 430, holds: [] },
  // Nearly half is Zod with its languages, which describes every endpoint.
  api: { kib: 1_150, holds: [] },
  authorizer: { kib: 40, holds: [] },
  fanout: { kib: 1_100, holds: ['kafkajs', 'aws-msk-iam-sasl-signer-js'] },
  live: { kib: 560, holds: [] },
  'webhook-gateway': { kib: 1_600, holds: ['kafkajs', 'aws-msk-iam-sasl-signer-js'] },
};

/** What no Lambda has by accident: engines of the embedded profile, the container, Kafka. */
const HEAVY = [
  'lmdb',
  '@duckdb/node-api',
  'inversify',
  'kafkajs',
  'aws-msk-iam-sasl-signer-js',
  'yaml',
  'ajv',
  'pino',
  '@hono/node-server',
];

const bundleOf = (name: string) => join(bundleFolder(name), BUNDLE);

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, object>> }>>;
}

/** The packages that are in a bundle. */
function packagesIn(name: string): ReadonlySet<string> {
  const { outputs } = JSON.parse(readFileSync(join(bundleFolder(name), 'meta.json'), 'utf8')) as Metafile;
  const inputs = Object.values(outputs).flatMap(({ inputs: of }) => Object.keys(of));
  const names = inputs.map((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]);
  return new Set(names.filter((found) => found !== undefined));
}

/** What is no mere text: it is looked at before the first event. */
const READ_AT_ONCE = {
  USER_POOL_ID: 'eu-central-1_AbCdEf123',
  GATEWAY_ENDPOINT: 'https://api.example/live',
};

/** Imports a bundle as Lambda does, in an environment where every variable is there. */
function load(name: string): string {
  const environment = readFileSync(bundleOf(name), 'utf8').match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? [];
  const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(bundleOf(name)).href)});
    process.stdout.write(typeof handler);
    process.exit(0);`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: {
      ...Object.fromEntries(
        environment.filter((word) => !/^(?:NODE|AWS)_/.test(word)).map((word) => [word, 'none']),
      ),
      ...READ_AT_ONCE,
      // Lambda's own.
      ...{ AWS_REGION: 'eu-central-1', AWS_LAMBDA_FUNCTION_NAME: 'none' },
      PATH: process.env['PATH'],
    },
    encoding: 'utf8',
  });
}

describe('every Lambda', () => {
  it('has a budget', () => {
    expect(Object.keys(BUDGETS).sort()).toEqual(lambdaNames());
  });
});

describe.each(Object.entries(BUDGETS))('the bundle of %s', (name, { kib, holds }) => {
  it('is within its budget', () => {
    expect(readFileSync(bundleOf(name)).byteLength / 1_024).toBeLessThan(kib);
  });

  it('holds what it needs and nothing else that is heavy', () => {
    const packages = packagesIn(name);
    expect(packages.size).toBeGreaterThan(0);
    expect(HEAVY.filter((heavy) => packages.has(heavy)).sort()).toEqual([...holds].sort());
  });

  it('can be loaded alone, and has a handler', () => {
    expect(load(name)).toBe('function');
  });
});
