import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Adapters that implement no port: what two others are made of, what reads folders, what sockets come to, how others call us, what tells of metrics and logs. */
const NO_PORT = [
  'libs/events/src/adapters/embedded',
  'libs/events/src/adapters/msk-event',
  'libs/products/src/adapters/fs',
  'libs/live/src/adapters/ws',
  'libs/observability/src/adapters/prometheus',
  'libs/observability/src/adapters/emf',
  'libs/observability/src/adapters/firehose',
];

const files = readdirSync(join(root, 'libs')).flatMap((lib) => filesIn(`libs/${lib}/src`));
const adapters = [...new Set(files.map((file) => /^.+\/adapters\/[^/]+(?=\/)/.exec(file)?.[0]))].filter(
  Boolean,
);

/** What an adapter's tests call of the suites that they import from their library. */
const suitesRunBy = (adapter) =>
  files
    .filter((file) => file.startsWith(`${adapter}/`) && file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .flatMap((text) =>
      [...text.matchAll(/^import \{([^}]+)\} from '(?:\.\.\/)+testing\/[^']+';$/gm)]
        .flatMap(([, names]) => names.split(',').map((name) => name.trim()))
        .filter((name) => name.endsWith('Contract') && new RegExp(`\\n *${name}\\(`).test(text)),
    );

const suites = files
  .filter((file) => file.includes('/src/testing/') && !file.endsWith('.test.ts'))
  .flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/^export (?:const|function) (\w+Contract)\b/gm)].map(
      ([, name]) => [name, /^libs\/[^/]+/.exec(file)[0]],
    ),
  );

function filesIn(folder) {
  try {
    return readdirSync(join(root, folder), { recursive: true }).map((file) => `${folder}/${file}`);
  } catch (error) {
    // A library without sources yet.
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

describe('an adapter that implements a port', () => {
  it.each(adapters.filter((adapter) => !NO_PORT.includes(adapter)))('runs its suite: %s', (adapter) => {
    expect(suitesRunBy(adapter)).not.toEqual([]);
  });

  it.each(NO_PORT)('is not excused without need: %s', (adapter) => {
    expect(adapters).toContain(adapter);
    expect(suitesRunBy(adapter)).toEqual([]);
  });
});

describe('a contract suite', () => {
  it.each(suites)('%s of %s is run by an adapter of its library', (suite, lib) => {
    const run = adapters.filter((adapter) => adapter.startsWith(`${lib}/`)).flatMap(suitesRunBy);
    expect(run).toContain(suite);
  });
});
