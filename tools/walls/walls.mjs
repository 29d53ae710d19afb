/**
 * The walls of the house, as allow lists: what a kind of file may import. What nobody thought of is refused too.
 * A pattern is the source of a regular expression over the import's text; it allows what it matches.
 */

/** Another domain's public face. */
const FACE = '@dataforge/(?!http$|api$|clients|testkit|app$|proofs$)[a-z-]+$';
/** A file of the same library, outside its adapters, its HTTP side and its suites. */
const OWN_CORE = '\\.{1,2}/(?!.*(?:adapters|http|testing|src)/).*\\.ts$';
const OWN_ADAPTER = '\\.{1,2}/(?!.*(?:http|testing|src)/).*\\.ts$';
const PURE_NODE = 'node:(?:buffer|crypto|util|zlib)$';

/** What each technology's adapters may use of what is not ours. */
const SDKS = {
  duckdb: '@duckdb/node-api$',
  lmdb: 'lmdb$',
  jose: 'jose$',
};

const sdk = (tech) => (SDKS[tech] ? [SDKS[tech], `@dataforge/clients/${tech}$`] : []);

const core = {
  files: ['libs/*/src/{domain,ports,usecases}/**/*.ts', 'libs/*/src/index.ts'],
  allow: [FACE, OWN_CORE, PURE_NODE],
  message:
    'The core imports its own core, other domains by their public faces, and nothing else: take it as a port.',
  pure: true,
};

export const walls = [
  core,
  {
    ...core,
    files: ['libs/products/src/domain/**/*.ts'],
    // Reading a contract is this domain's work, and these libraries do the reading: no I/O.
    allow: [
      ...core.allow,
      'yaml$',
      'zod$',
      'ajv(?:-formats|/dist/2019\\.js)?$',
      '\\.\\./\\.\\./schema/[\\w.-]+\\.json$',
    ],
  },
  {
    files: ['libs/kernel/src/**/*.ts'],
    allow: ['\\./[\\w-]+\\.ts$'],
    message: 'The kernel depends on nothing.',
  },
  {
    files: ['libs/testkit/src/**/*.ts'],
    allow: ['@dataforge/kernel$', '\\./[\\w-]+\\.ts$'],
    message: 'The testkit is a leaf: it imports the kernel alone.',
  },
  ...['duckdb', 'lmdb', 'jose', 'fs', 'memory', 'embedded'].map((tech) => ({
    files: [`libs/*/src/adapters/${tech}/**/*.ts`],
    allow: [FACE, OWN_ADAPTER, 'node:', ...sdk(tech)],
    message: `An adapter imports its own domain and ports, its client and its SDK; this is not for ${tech}.`,
  })),
  {
    files: ['libs/*/src/http/**/*.ts'],
    allow: [
      FACE,
      '@dataforge/http$',
      'hono(?:/[\\w-]+)?$',
      '@hono/zod-openapi$',
      'zod$',
      '\\.{1,2}/(?!.*(?:adapters|testing|src)/).*\\.ts$',
    ],
    message: 'Routes drive use cases: they import the HTTP library and public faces, never an adapter.',
  },
  {
    files: ['libs/*/src/testing/**/*.ts'],
    allow: [FACE, '@dataforge/testkit$', 'fast-check$', 'node:', '\\.{1,2}/(?!.*(?:http|src)/).*\\.ts$'],
    message: 'A suite imports what it holds adapters to, and the testkit.',
  },
  {
    files: ['apps/*/src/**/*.ts'],
    allow: ['(?!\\.)(?!inversify$).*', '\\.{1,2}/(?!.*libs/).*\\.ts$'],
    message: 'An app imports libraries by their names, and inversify only in compose.ts.',
  },
  {
    files: ['apps/*/src/**/compose.ts'],
    allow: ['(?!\\.).*', '\\.{1,2}/(?!.*libs/).*\\.ts$'],
    message: 'An app imports libraries by their names.',
  },
];

/** Clock, chance, environment, timers and network: ports in the core, or a simulation lies. */
export const impureGlobals = [
  'process',
  'fetch',
  'performance',
  'WebSocket',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'crypto',
].map((name) => ({
  name,
  message: `${name} is a port in the core (Clock, Random, or a port of the domain).`,
}));

export const impureProperties = [
  { object: 'Date', property: 'now', message: 'Take the time from the Clock port.' },
  { object: 'Math', property: 'random', message: 'Take chance from the Random port.' },
];

export const impureSyntax = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: 'Take the time from the Clock port.',
  },
  {
    selector:
      'ImportDeclaration[source.value="node:crypto"] ImportSpecifier[imported.name=/^(random|getRandom|webcrypto)/]',
    message: 'Chance is a port in the core.',
  },
];

/** An import that is loaded while running escapes the walls. */
export const dynamicImport = {
  selector: 'ImportExpression',
  message: 'Import at the top of the file, where the walls can see it.',
};
