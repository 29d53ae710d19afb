import { DOMAIN, FACES, KERNEL, NODE } from './packages.mjs';

/** What each app is made of that is not ours; an app without a row gets nothing. */
const LIBRARIES = {
  dataforge: ['@hono/node-server', '@octokit/webhooks-examples', 'commander', 'pino', 'yaml', 'zod'],
};

/** Public faces, routes and real adapters of the domains, and what those stand on. */
const COMPOSED = [
  ...FACES,
  `@dataforge/${DOMAIN}/(?!(?:testing|memory)$)[\\w-]+`,
  '@dataforge/(?:api|http|clients/[\\w-]+)',
  NODE,
];

const app = {
  kind: 'an app',
  path: 'apps/(?<app>[^/]+)/src/.+',
  own: ['apps/$app/src/(?!testing/).+'],
  packages: ({ app }) => [...COMPOSED, ...(LIBRARIES[app] ?? []), { from: 'inversify', typeOnly: true }],
  why: 'It composes libraries by their names, without what is for tests; what is bound to what is decided in compose.ts alone.',
  loads: true,
};

const proof = {
  kind: 'a proof',
  path: 'apps/(?<app>proofs)/src/.+',
  own: ['apps/proofs/src/.+'],
  packages: [KERNEL, '@dataforge/(?:products|testkit)', '@duckdb/node-api', NODE],
  why: 'It holds the process against what producers were told, with none of its code, so that no error excuses itself.',
};

/** The kinds of files in apps; see kinds.mjs. */
export const appKinds = [
  {
    ...app,
    kind: 'a test of an app',
    path: 'apps/(?<app>[^/]+)/src/(?:testing/.+|.+\\.test\\.tsx?)',
    own: ['apps/$app/.+'],
    packages: (at) => [
      ...app.packages(at),
      `@dataforge/${DOMAIN}/(?:testing|memory)`,
      '@dataforge/(?:testkit|http/testing)',
      'fast-check',
    ],
    why: 'It may use what is for tests, and else what its app may.',
  },
  {
    ...proof,
    kind: 'the simulation',
    path: 'apps/(?<app>proofs)/src/simulation/.+',
    packages: [
      ...FACES,
      `@dataforge/(?:${DOMAIN}/memory|testkit)`,
      `@dataforge/(?:clients|${DOMAIN})/duckdb`,
      NODE,
    ],
    why: 'It runs the use cases on simulated adapters and the real SQL.',
  },
  {
    ...proof,
    kind: 'the bench of the detector',
    path: 'apps/(?<app>proofs)/src/bench/anomalies/.+',
    packages: [KERNEL, '@dataforge/(?:testkit|anomalies/robust)', NODE],
    why: 'It measures the detector itself beside others.',
  },
  proof,
  {
    ...app,
    kind: 'the composition of an app',
    path: 'apps/(?<app>[^/]+)/src/(?:.+/)?compose\\.ts',
    packages: (at) => [...app.packages(at), 'inversify'],
  },
  app,
  {
    kind: 'a command',
    path: 'apps/(?<app>[^/]+)/bin/[^/]+\\.mjs',
    own: ['tools/run\\.mjs'],
    packages: [],
    why: 'It is there before anything is installed: it installs, bundles and becomes the program.',
  },
];
