import { DOMAIN, FACES, KERNEL, NODE, SDKS, STACK } from './packages.mjs';

/** What each app is made of that is not ours; an app without a row gets nothing. */
const LIBRARIES = {
  dataforge: [
    '@hono/node-server',
    '@octokit/webhooks-examples',
    'commander',
    'hono(?:/html)?',
    'pino',
    'yaml',
    'zod',
  ],
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
  why: 'It composes libraries by their names, without what is for tests; what is bound to what is decided in compose/ alone.',
  loads: true,
};

const proof = {
  kind: 'a proof',
  path: 'apps/(?<app>proofs)/src/.+',
  own: ['apps/proofs/src/.+'],
  packages: [KERNEL, '@dataforge/(?:products|program|testkit)', '@duckdb/node-api', NODE],
  why: 'It holds the process against what producers were told, with none of its code, so that no error excuses itself.',
};

const dashboard = {
  kind: 'the dashboard',
  path: 'apps/(?<app>dashboard)/src/.+',
  own: ['apps/dashboard/src/.+'],
  packages: [
    '@dataforge/(?:api-client|live/(?:protocol|client))',
    '(?:react|react-dom)(?:/.+)?',
    '@tanstack/react-(?:query|router|virtual)',
    '(?:zustand|echarts|echarts-for-react|zod)(?:/.+)?',
    '(?:@codemirror|@lezer)/.+',
    'radix-ui|cmdk|lucide-react',
  ],
  why: 'It runs in a browser and knows the server by its API alone.',
  loads: true,
};

const lambda = {
  kind: 'a Lambda',
  path: 'apps/lambda/(?<app>[^/]+)/src/.+',
  own: ['apps/lambda/$app/src/.+'],
  // No container: what a Lambda needs is few enough to be handed over, and is loaded at each cold start.
  packages: [...COMPOSED, '@dataforge/lambda(?:/[\\w-]+)?', { from: 'aws-lambda', typeOnly: true }],
  why: 'It composes libraries by their names, and the bundle holds all of them: without what is for tests, and without a container.',
};

/** The kinds of files in apps; see kinds.mjs. */
export const appKinds = [
  {
    ...lambda,
    kind: 'a test of a Lambda',
    path: 'apps/lambda/(?<app>[^/]+)/src/.+\\.test\\.ts',
    packages: [
      ...lambda.packages,
      `@dataforge/${DOMAIN}/(?:testing|memory)`,
      '@dataforge/access/testing/user-pool',
      '@dataforge/testkit',
      ...STACK,
      ...Object.values(SDKS).flat(),
      'fast-check',
    ],
    why: 'It may use what is for tests and real servers, and else what its Lambda may.',
  },
  lambda,
  {
    ...dashboard,
    kind: 'a test of the dashboard',
    path: 'apps/(?<app>dashboard)/src/.+\\.test\\.tsx?',
    packages: [...dashboard.packages, 'fast-check'],
  },
  dashboard,
  {
    kind: 'a browser test',
    path: 'apps/(?<app>dashboard-e2e)/(?:src/.+|playwright\\.config\\.mjs)',
    own: ['apps/dashboard-e2e/src/.+'],
    packages: ['@dataforge/program', '@playwright/test', '@axe-core/playwright', NODE],
    why: 'It knows the product as its users do: a process, and pages in a browser.',
  },
  {
    kind: "the dashboard's build",
    path: 'apps/(?<app>dashboard)/vite\\.config\\.mjs',
    own: [],
    packages: ['vite', '@vitejs/plugin-react', '@tailwindcss/vite'],
    why: 'It says how pages are built, and nothing else.',
  },
  {
    ...app,
    kind: 'a test of an app',
    path: 'apps/(?<app>[^/]+)/src/(?:testing/.+|.+\\.test\\.tsx?)',
    own: ['apps/$app/.+'],
    packages: (at) => [
      ...app.packages(at),
      `@dataforge/${DOMAIN}/(?:testing|memory)`,
      '@dataforge/(?:program|testkit|http/testing)',
      'fast-check',
      ...STACK,
      // As clients of the server's, and producers beside it.
      '(?:ws|kafkajs|cloudevents)',
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
  {
    ...proof,
    kind: 'the floor under the bench of the dashboard',
    path: 'apps/(?<app>proofs)/src/web-bench/bare-route\\.mjs',
    own: [],
    packages: ['hono', '@hono/node-server'],
    why: 'It is a server of its own, with nothing but the framework.',
  },
  {
    ...proof,
    kind: 'a proof on the stack',
    path: 'apps/(?<app>proofs)/src/(?:stack/.+|proofs\\.test\\.ts)',
    packages: [...proof.packages, ...STACK, 'kafkajs', '@aws-sdk/client-s3'],
    why: 'It starts, kills and reads what the process stands on, by clients of its own.',
  },
  {
    ...proof,
    kind: 'the bench on the stack',
    path: 'apps/(?<app>proofs)/src/bench/stack/.+',
    packages: [
      ...proof.packages,
      ...STACK,
      '@dataforge/(?:clients|events)/kafka',
      '@dataforge/events',
      'kafkajs',
      '@platformatic/kafka',
    ],
    why: 'It measures the process, and the log on Kafka alone beside other clients.',
  },
  {
    ...proof,
    kind: 'the bench of the dashboard',
    path: 'apps/(?<app>proofs)/src/web-bench/.+',
    packages: [...proof.packages, '@playwright/test', 'ws'],
    why: 'It measures the process, and pages of it in a browser.',
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
