import { appKinds } from './app-kinds.mjs';
import { DOMAIN, FACES, HONO, KERNEL, NODE, PURE_NODE, SDKS, STACK } from './packages.mjs';

/**
 * The kinds of files in the house, and what each may import: allow lists, so that what nobody thought of is
 * refused. The first kind whose `path` matches counts; a file of no kind is refused as a whole. Nobody imports a test.
 *
 *   path      from the workspace root; its named groups may be used below as $lib, $tech, $app
 *   own       what a relative import may reach, as a path from the workspace root
 *   packages  what may be imported by name; `{ from, names }` allows some names of it, `{ from, typeOnly }` types
 *   loads     may import while it runs; everywhere else imports stand at the top
 *   pure      no clock, chance, environment, timers or network (see purity.mjs)
 */

const sdkOf = ({ tech }) => SDKS[tech] ?? [];

/** The vendors' own libraries, which tests use as the other side. */
const VENDORS = {
  events: ['cloudevents'],
  webhooks: ['@octokit/webhooks-examples', '@octokit/webhooks-methods', 'standardwebhooks'],
};

/** What takes bundles to where they run. */
const DEPLOYMENT = [NODE, '@dataforge/stack', 'fflate', '@aws-sdk/client-(?:cloudformation|lambda|ssm)'];

const OWN_CORE = 'libs/$lib/src/(?:domain|ports|usecases)/.+';
const OWN_FACE = 'libs/$lib/src/index\\.ts';

const core = {
  kind: 'the core (domain, ports, use cases)',
  path: 'libs/(?<lib>[^/]+)/src/(?:domain|ports|usecases)/.+',
  own: [OWN_CORE],
  packages: [...FACES, ...PURE_NODE],
  why: "It imports its own core, the kernel and other domains' public faces; anything else is a port.",
  pure: true,
};

const adapter = {
  kind: 'an adapter',
  path: 'libs/(?<lib>[^/]+)/src/adapters/(?<tech>[^/]+)/.+',
  // Of its own technology; what two of them are made of is in embedded/.
  own: [OWN_CORE, OWN_FACE, 'libs/$lib/src/adapters/(?:$tech|embedded)/.+'],
  packages: (at) => [...FACES, '@dataforge/clients/$tech', NODE, ...sdkOf(at)],
  why: 'It imports its own domain and ports, public faces, the client of its technology and that SDK.',
};

const simulated = {
  ...adapter,
  kind: 'a simulated adapter',
  path: 'libs/(?<lib>[^/]+)/src/adapters/(?<tech>memory)/.+',
  packages: [...FACES, ...PURE_NODE],
  why: 'It runs in simulations, so it imports its own domain and ports, and nothing that touches the world.',
  pure: true,
};

const suite = {
  kind: 'a contract suite',
  path: 'libs/(?<lib>[^/]+)/src/testing/.+',
  own: [OWN_CORE, OWN_FACE, 'libs/$lib/src/(?:adapters|testing)/.+'],
  packages: [...FACES, '@dataforge/testkit', 'fast-check'],
  why: 'It holds adapters to a port: it imports its own library, public faces, the testkit and fast-check.',
};

const testkit = {
  kind: 'the testkit',
  path: 'libs/(?<lib>testkit)/src/.+',
  own: ['libs/testkit/src/.+'],
  packages: [KERNEL],
  why: 'The testkit is a leaf, and what it simulates is decided by a seed: it imports the kernel alone.',
  pure: true,
};

const test = {
  kind: 'a test of a library',
  path: 'libs/(?<lib>[^/]+)/src/.+\\.test\\.ts',
  own: ['libs/$lib/.+'],
  packages: ({ lib }) => [
    ...FACES,
    `@dataforge/${DOMAIN}/(?:testing|memory)`,
    '@dataforge/(?:testkit|http(?:/testing)?|clients/[^/]+)',
    'fast-check',
    'node:.+',
    // To run a part of the library as a process of its own.
    'esbuild',
    ...STACK,
    ...HONO,
    ...Object.values(SDKS).flat(),
    ...(VENDORS[lib] ?? []),
  ],
  why: "Of another domain it may use the suites and the memory adapters; of others' libraries, those it names.",
  loads: true,
};

const stack = {
  kind: 'the stack',
  path: 'infra/(?<lib>stack)/src/.+',
  own: ['infra/stack/src/.+'],
  packages: [NODE, 'kafkajs', 'yaml', '@aws-sdk/client-(?:cloudformation|lambda|ssm)'],
  why: 'It installs, starts and stops the real servers, and knows nothing of what uses them.',
};

const foundations = [
  {
    kind: 'the real clock and the real chance',
    path: 'libs/(?<lib>kernel)/src/(?:clock|random)\\.ts',
    own: ['libs/kernel/src/.+'],
    packages: [],
    why: 'The kernel depends on nothing.',
  },
  {
    kind: 'the kernel',
    path: 'libs/(?<lib>kernel)/src/.+',
    own: ['libs/kernel/src/.+'],
    packages: [],
    why: 'The kernel depends on nothing.',
    pure: true,
  },
  // Before time moves, the simulated clock lets Node finish what is ready.
  {
    ...testkit,
    kind: 'the simulated clock',
    path: 'libs/(?<lib>testkit)/src/simulated-clock\\.ts',
    pure: false,
  },
  testkit,
  {
    kind: 'what runs the program',
    path: 'libs/(?<lib>program)/src/.+',
    own: ['libs/program/src/.+'],
    packages: [NODE],
    why: 'It starts the process as a user would, with none of its code.',
  },
  {
    ...stack,
    kind: 'a test of the stack',
    path: 'infra/(?<lib>stack)/src/.+\\.test\\.ts',
    packages: [...stack.packages, 'esbuild'],
  },
  stack,
  {
    kind: 'a test of the deployment',
    path: 'infra/(?<lib>deploy)/src/.+\\.test\\.ts',
    own: ['infra/deploy/src/.+'],
    packages: [
      ...DEPLOYMENT,
      ...STACK,
      // The whole path, from a producer to who follows.
      '@dataforge/program',
      '@aws-sdk/client-(?:s3|cognito-identity-provider)',
      '(?:kafkajs|ws)',
    ],
    why: 'It deploys to a real endpoint, and knows of the apps what is bundled.',
  },
  {
    kind: 'the deployment',
    path: 'infra/(?<lib>deploy)/src/.+',
    own: ['infra/deploy/src/.+'],
    packages: DEPLOYMENT,
    why: 'It takes bundles and templates where they run, and knows nothing of what is in them.',
  },
  {
    kind: 'what Lambdas start from',
    path: 'libs/(?<lib>lambda)/src/.+',
    own: ['libs/lambda/src/.+'],
    packages: [
      KERNEL,
      '@dataforge/clients/(?:kafka|msk)',
      '@dataforge/events/kafka',
      '@dataforge/access(?:/cognito)?',
      'hono/aws-lambda',
      { from: '@dataforge/(?:clients/aws|http|products)|aws-lambda|hono', typeOnly: true },
      '@dataforge/compiled-products',
    ],
    why: 'It is in every bundle: the kernel, and below a subpath of its own what only some need.',
  },
  {
    kind: 'a client',
    path: 'libs/(?<lib>clients)/src/(?:(?<tech>[^/]+)/)?[^/]+',
    own: ['libs/clients/src/.+'],
    packages: (at) => [KERNEL, NODE, ...sdkOf(at)],
    why: 'A client opens and closes a connection: it imports the kernel and its SDK, no domain.',
  },
  {
    kind: 'the HTTP library',
    path: 'libs/(?<lib>http)/src/.+',
    own: ['libs/http/src/.+'],
    packages: [KERNEL, ...HONO, 'node:(?:stream|zlib)'],
    why: 'It knows HTTP and no domain.',
  },
  {
    kind: 'the API',
    path: 'libs/(?<lib>api)/src/.+',
    own: ['libs/api/src/.+'],
    packages: [
      ...FACES,
      '@dataforge/http',
      `@dataforge/${DOMAIN}/http`,
      ...HONO,
      ...PURE_NODE,
      'node:crypto',
    ],
    why: 'It composes route modules and has no adapter.',
  },
  {
    kind: "the API's client",
    path: 'libs/(?<lib>api-client)/src/.+',
    own: ['libs/api-client/src/.+'],
    packages: [],
    why: 'It is for browsers and other programs, and follows from openapi.json alone.',
  },
];

const domains = [
  {
    ...core,
    kind: 'the core of the products',
    path: 'libs/(?<lib>products)/src/domain/.+',
    own: [...core.own, 'libs/products/schema/[^/]+\\.json'],
    // Reading contracts is this domain's very work, and these do the reading without I/O.
    packages: [...core.packages, 'yaml', 'zod', 'ajv(?:-formats|/dist/2019\\.js)?'],
  },
  {
    kind: 'the live protocol and its client',
    path: 'libs/(?<lib>live)/src/(?:protocol|client)/.+',
    own: ['libs/live/src/(?:protocol|client)/.+'],
    packages: [{ from: KERNEL, typeOnly: true }, 'zod/mini'],
    why: 'Browsers run it too: it computes, and imports nothing that needs Node.',
    pure: true,
  },
  {
    ...core,
    kind: 'the core of live push',
    path: 'libs/(?<lib>live)/src/(?:(?:domain|ports|usecases)/.+|index\\.ts)',
    own: [...core.own, 'libs/live/src/protocol/.+'],
  },
  core,
  {
    ...core,
    kind: 'a public face',
    path: 'libs/(?<lib>[^/]+)/src/index\\.ts',
    why: 'It shows domain, ports and use cases; HTTP, adapters and suites have faces of their own.',
  },
  {
    kind: 'the HTTP side of a domain',
    path: 'libs/(?<lib>[^/]+)/src/http/.+',
    own: [OWN_CORE, OWN_FACE, 'libs/$lib/src/http/.+'],
    packages: [...FACES, '@dataforge/http', ...HONO],
    why: 'Routes drive use cases: they import the HTTP library and public faces, never an adapter.',
  },
  {
    ...adapter,
    kind: 'a module of bindings',
    path: 'libs/(?<lib>[^/]+)/src/(?:adapters/(?<tech>[^/]+)/)?module\\.ts',
    packages: (at) => [...adapter.packages(at), 'inversify'],
  },
  simulated,
  {
    ...simulated,
    kind: 'what adapters share',
    path: 'libs/(?<lib>[^/]+)/src/adapters/(?<tech>embedded)/.+',
  },
  adapter,
  {
    ...suite,
    kind: 'a user pool, for tests',
    path: 'libs/(?<lib>access)/src/testing/user-pool\\.ts',
    // It makes one on a real endpoint, for everybody's tests.
    packages: [...suite.packages, 'node:crypto', '@dataforge/clients/cognito', ...SDKS.cognito],
  },
  {
    ...suite,
    kind: 'a delivery stream, for tests',
    path: 'libs/(?<lib>observability)/src/testing/.+',
    // It makes one on a real endpoint, for everybody's tests.
    packages: [
      ...suite.packages,
      'node:crypto',
      '@dataforge/clients/(?:firehose|s3)',
      ...SDKS.firehose,
      ...SDKS.s3,
    ],
  },
  {
    ...suite,
    kind: 'the compiled products, for tests',
    path: 'libs/(?<lib>products)/src/testing/.+',
    // It compiles the folders of this workspace for everybody's tests, so it reads them.
    packages: [...suite.packages, 'node:(?:fs|path|url)'],
  },
  suite,
];

const configuration = {
  kind: "a project's configuration",
  path: '(?:libs|apps(?:/lambda)?|infra)/[^/]+/jest\\.config\\.mjs',
  own: ['jest\\.preset\\.mjs'],
  packages: [],
  why: 'There is one configuration for every project.',
};

const kinds = [configuration, test, ...foundations, ...domains, ...appKinds].map((row) => ({
  ...row,
  path: new RegExp(`^${row.path}$`),
}));

/** The kind of a file, with its allow lists filled in; undefined for a file of no kind. */
export function kindOf(file) {
  for (const row of kinds) {
    const match = row.path.exec(file);
    if (match) return filled(row, match.groups ?? {});
  }
  return undefined;
}

function filled(row, at) {
  const pattern = (text) =>
    new RegExp(`^(?:${text.replace(/\$(lib|tech|app)\b/g, (_, group) => at[group] ?? '(?!)')})$`);
  const packages = typeof row.packages === 'function' ? row.packages(at) : row.packages;
  return {
    ...row,
    at,
    own: row.own.map(pattern),
    packages: packages.map((entry) => {
      const { from, names, typeOnly } = typeof entry === 'string' ? { from: entry } : entry;
      return { from: pattern(from), names: names?.split(' '), typeOnly };
    }),
  };
}
