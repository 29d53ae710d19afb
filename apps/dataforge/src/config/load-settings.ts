import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { ConfigurationError, messageOf } from '@dataforge/kernel';
import { stackHere } from './connections.ts';
import { faultWords } from './fault-words.ts';
import { NO_PARAMETERS, setParameters, type Parameters } from './parameters.ts';
import { furtherFaults, settingsSchema, type Settings } from './settings.ts';
import { setAt, type Tree } from './tree.ts';

/** The environment's names for settings, by the path of the setting. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  DATAFORGE_PROFILE: ['profile'],
  DATAFORGE_ENGINE: ['engine'],
  DATAFORGE_PORT: ['port'],
  DATAFORGE_HOST: ['host'],
  DATAFORGE_DATA_DIR: ['dataDir'],
  DATAFORGE_DEMO: ['demo'],
  DATAFORGE_LOG_LEVEL: ['logLevel'],
  DATAFORGE_DUCKDB_MEMORY_LIMIT: ['duckdb', 'memoryLimit'],
  DATAFORGE_DUCKDB_THREADS: ['duckdb', 'threads'],
  DATAFORGE_LANDING_LINGER_SECONDS: ['landing', 'lingerSeconds'],
  DATAFORGE_LANDING_BY: ['landing', 'by'],
  DATAFORGE_LIVE_GATEWAY: ['live', 'gateway'],
  DATAFORGE_METRICS_PORT: ['metrics', 'port'],
  DATAFORGE_METRICS_HOST: ['metrics', 'host'],
  DATAFORGE_METRICS_EMF: ['metrics', 'emf'],
  DATAFORGE_LOGS_FIREHOSE: ['logs', 'firehose'],
  DATAFORGE_KAFKA_BROKERS: ['kafka', 'brokers'],
  DATAFORGE_KAFKA_PREFIX: ['kafka', 'prefix'],
  DATAFORGE_AWS_REGION: ['aws', 'region'],
  DATAFORGE_AWS_ENDPOINT: ['aws', 'endpoint'],
  DATAFORGE_AWS_BUCKET: ['aws', 'bucket'],
  DATAFORGE_AWS_TABLE_PREFIX: ['aws', 'tablePrefix'],
};

/** Read by others than the settings. */
const OTHER_VARIABLES = new Set([
  'DATAFORGE_CONFIG',
  'DATAFORGE_SSM_PATH',
  'DATAFORGE_URL',
  'DATAFORGE_TOKEN',
  'DATAFORGE_WORKSPACE',
]);

/** Also what the servers of the stack read. */
const isOthers = (name: string): boolean => OTHER_VARIABLES.has(name) || name.startsWith('DATAFORGE_STACK_');

/**
 * Settings from the file that DATAFORGE_CONFIG names, over them the parameters, and over those the environment. Throws a ConfigurationError with
 * every fault at once; values that may be secret are not repeated in it.
 */
export function loadSettings(
  environment: NodeJS.ProcessEnv,
  parameters: Parameters = NO_PARAMETERS,
): Settings {
  const faults: string[] = [];
  const tree = readFile(environment['DATAFORGE_CONFIG'], faults);
  setParameters(tree, parameters, faults);
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('DATAFORGE_') || value === undefined || isOthers(name)) continue;
    const path = VARIABLES[name];
    if (path) setAt(tree, path, value);
    else
      faults.push(
        `${name} is no setting; there are ${Object.keys(VARIABLES).join(', ')} and DATAFORGE_CONFIG`,
      );
  }
  if (tree['profile'] === 'server' || tree['profile'] === 'stack')
    for (const [name, here] of Object.entries(stackHere(environment)))
      tree[name] = withDefaults(tree[name], here);
  const read = settingsSchema.safeParse(tree, { error: faultWords });
  if (!read.success)
    faults.push(
      ...read.error.issues.map(
        (issue) => `${nameOf(issue.path)}: ${issue.message}${givenOf(tree, issue.path)}`,
      ),
    );
  faults.push(...furtherFaults(tree));
  if (faults.length > 0 || !read.success)
    throw new ConfigurationError('DataForge cannot start with these settings:', faults);
  return { ...read.data, dataDir: resolve(read.data.dataDir) };
}

/**
 * The stack on this machine, where nothing is said of where Kafka or AWS are; a prefix of names alone says nothing of that.
 * Whoever names AWS's region or an endpoint gets none of the stack's.
 */
const withDefaults = (given: unknown, here: Tree): unknown => {
  if (given === undefined) return here;
  if (typeof given !== 'object' || given === null) return given;
  return Object.keys(given).every((name) => NAMES_ONLY.has(name)) ? { ...here, ...given } : given;
};

const NAMES_ONLY = new Set(['prefix', 'bucket', 'tablePrefix']);

/** An empty path is none: that is how a variable is unset where it cannot be removed. */
function readFile(path: string | undefined, faults: string[]): Tree {
  if (path === undefined || path === '') return {};
  try {
    const document = parseDocument(readFileSync(path, 'utf8'));
    faults.push(...document.errors.map((error) => `${path}: ${error.message.split('\n')[0]}`));
    const value: unknown = document.errors.length > 0 ? {} : (document.toJS() ?? {});
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Tree;
    faults.push(`${path}: is to hold settings by their names`);
  } catch (error) {
    faults.push(`DATAFORGE_CONFIG: ${path} cannot be read (${messageOf(error)})`);
  }
  return {};
}

/** The variable that sets it, if there is one, and its path in the file. */
function nameOf(path: readonly PropertyKey[]): string {
  const dotted = path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  const variable = Object.entries(VARIABLES).find(([, of]) => of.join('.') === dotted)?.[0];
  return variable ? `${variable} (${dotted})` : dotted || 'the configuration';
}

function givenOf(tree: Tree, path: readonly PropertyKey[]): string {
  if (path.includes('webhooks') || path.includes('sasl') || path.includes('tls')) return '';
  const given = path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part],
    tree,
  );
  return typeof given === 'string' || typeof given === 'number' || typeof given === 'boolean'
    ? `, given ${JSON.stringify(given)}`
    : '';
}
