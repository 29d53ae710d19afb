import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@dataforge/kernel';
import { loadSettings } from './load-settings.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'dataforge-settings-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(yaml: string): { DATAFORGE_CONFIG: string } {
  const path = join(folder, 'config.yaml');
  writeFileSync(path, yaml);
  return { DATAFORGE_CONFIG: path };
}

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    loadSettings(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

describe('the settings', () => {
  it('serve the loopback interface with the sample data when nothing is set', () => {
    expect(loadSettings({})).toMatchObject({ port: 4000, host: '127.0.0.1', demo: 'on', logLevel: 'info' });
  });

  it('come from the file, and the environment goes before it', () => {
    const file = fileOf('port: 5000\nduckdb: { memoryLimit: 1GB, threads: 4 }\ndemo: "off"\n');
    const settings = loadSettings({
      ...file,
      DATAFORGE_PORT: '6000',
      DATAFORGE_DUCKDB_THREADS: '1',
      DATAFORGE_LANDING_LINGER_SECONDS: '2',
    });
    expect(settings).toMatchObject({
      port: 6000,
      demo: 'off',
      duckdb: { memoryLimit: '1GB', threads: 1 },
      landing: { lingerSeconds: 2 },
    });
  });

  it('know the stack on this machine, by its ports, where nothing is said of Kafka and AWS', () => {
    const stack = { DATAFORGE_PROFILE: 'stack', DATAFORGE_ENGINE: 'duckdb' };
    expect(loadSettings({ ...stack, DATAFORGE_STACK_KAFKA_PORT: '9999' })).toMatchObject({
      kafka: { brokers: ['127.0.0.1:9999'], prefix: '' },
      aws: { endpoint: 'http://127.0.0.1:4566', bucket: 'dataforge', tablePrefix: 'dataforge-' },
    });
    expect(loadSettings({ ...stack, DATAFORGE_KAFKA_PREFIX: 'mine.' }).kafka).toEqual({
      brokers: ['127.0.0.1:9092'],
      prefix: 'mine.',
    });
  });

  it('take brokers as one text from the environment, and AWS itself where only its region is named', () => {
    const settings = loadSettings({
      DATAFORGE_PROFILE: 'server',
      DATAFORGE_KAFKA_BROKERS: 'b-1.example:9098, b-2.example:9098',
      DATAFORGE_AWS_REGION: 'eu-central-1',
      DATAFORGE_AWS_BUCKET: 'our-landing',
    });
    expect(settings.kafka?.brokers).toEqual(['b-1.example:9098', 'b-2.example:9098']);
    expect(settings.aws).toEqual({
      region: 'eu-central-1',
      bucket: 'our-landing',
      tablePrefix: 'dataforge-',
    });
  });

  it('leave what has another prefix alone, and what is for the stack', () => {
    expect(faultsOf({ PATH: '/bin', DATAFORGER: 'x', DATAFORGE_STACK_KAFKA_PORT: '1' })).toEqual([]);
  });

  const secret = 'a-secret-nobody-may-read';
  const github = (fields: string) => `webhooks: { sources: [{ provider: github, ${fields} }] }`;
  const faulty: readonly [string, Record<string, string>, string, RegExp][] = [
    ['an unknown variable', { DATAFORGE_PROT: '1' }, '', /DATAFORGE_PROT is no setting; there are/],
    ['an unknown name in the file', {}, 'prot: 1', /the configuration: "prot" is no setting/],
    ['an unknown name deeper in the file', {}, 'duckdb: { treads: 1 }', /duckdb: "treads" is no setting/],
    [
      'a port that is no number',
      { DATAFORGE_PORT: 'http' },
      '',
      /DATAFORGE_PORT \(port\): must be a whole number from 0 to 65535, given "http"/,
    ],
    ['an empty port', { DATAFORGE_PORT: '' }, '', /DATAFORGE_PORT \(port\)/],
    ['a port out of range', { DATAFORGE_PORT: '65536' }, '', /65535, given "65536"/],
    ['a port in other digits', { DATAFORGE_PORT: '0x50' }, '', /a whole number from 0 to 65535/],
    ['another demo', { DATAFORGE_DEMO: 'maybe' }, '', /must be on or off, given "maybe"/],
    ['a size without its unit', { DATAFORGE_DUCKDB_MEMORY_LIMIT: '400' }, '', /such as 400MB or 2GB/],
    [
      'no time to linger',
      { DATAFORGE_LANDING_LINGER_SECONDS: '0' },
      '',
      /lingerSeconds\): must be a whole number from 1 to 3600, given "0"/,
    ],
    ['an empty host', { DATAFORGE_HOST: '' }, '', /DATAFORGE_HOST \(host\): must not be empty/],
    ['a host that is no text', {}, 'host: 5', /\(host\): must be a text, given 5/],
    ['a section that is no section', {}, 'budgets: 5', /budgets: must hold settings by their names, given 5/],
    [
      'a budget too small to work with',
      {},
      'budgets: { log: 5 }',
      /budgets\.log: must be at least \d+, given 5/,
    ],
    [
      'an issuer that is no URL',
      {},
      'access: { issuer: us, audience: a, jwksUrl: "https://a.example/k" }',
      /access\.issuer: must be a URL/,
    ],
    ['another interface without an issuer', { DATAFORGE_HOST: '0.0.0.0' }, '', /Set access\.issuer/],
    [
      'an issuer that is not whole',
      {},
      'access: { issuer: "https://a.example", jwksUrl: "https://a.example/k" }',
      /access\.audience: is missing/,
    ],
    [
      'an unknown provider',
      {},
      'webhooks: { sources: [{ provider: gitbub, source: a, secrets: [x] }] }',
      /gitbub/,
    ],
    [
      'a source without a secret',
      {},
      github('source: a, secrets: []'),
      /sources\[0\]\.secrets: at least one/,
    ],
    ['a source that is no source', {}, 'webhooks: { sources: [github] }', /sources\[0\]: must hold settings/],
    [
      'a secret that is no text',
      {},
      github('source: a, secrets: [12345678]'),
      /secrets\[0\]: must be a text/,
    ],
    ['a secret that is no list', {}, github('source: a, secrets: long-enough'), /secrets: must be a list/],
    ['a short secret', {}, github('source: a, secrets: [short]'), /sources\[0\]\.secrets\[0\]: /],
    ['any origin', {}, 'cors: { origins: ["*"] }', /cors\.origins\[0\]: an origin such as .*given "\*"/],
    ['an origin with a path', {}, 'cors: { origins: ["https://a.example/"] }', /cors\.origins\[0\]: /],
    ['an origin that is a script', {}, 'cors: { origins: ["javascript:alert(1)"] }', /cors\.origins\[0\]: /],
    [
      'another profile',
      { DATAFORGE_PROFILE: 'cloud' },
      '',
      /must be embedded or server or stack, given "cloud"/,
    ],
    [
      'the profile stack without an engine',
      { DATAFORGE_PROFILE: 'stack' },
      '',
      /\(engine\): .*Set it to duckdb/,
    ],
    [
      'Kafka in the profile embedded',
      {},
      'kafka: { brokers: ["k:9092"] }',
      /kafka: the profile embedded has no use/,
    ],
    [
      'landing by the Lambda where it does not look',
      { DATAFORGE_PROFILE: 'server', DATAFORGE_LANDING_BY: 'fanout' },
      '',
      /DATAFORGE_LANDING_BY \(landing\.by\): fanout lands where the profile stack looks/,
    ],
    [
      'a gateway whose clients it cannot know',
      { DATAFORGE_LIVE_GATEWAY: 'https://a.example/live' },
      '',
      /DATAFORGE_LIVE_GATEWAY \(live\.gateway\): the profile embedded has no tables/,
    ],
    [
      'a gateway that is no place',
      { DATAFORGE_PROFILE: 'stack', DATAFORGE_ENGINE: 'duckdb', DATAFORGE_LIVE_GATEWAY: 'live' },
      '',
      /must be a URL, or on the stack a path/,
    ],
    [
      'brokers without a port',
      { DATAFORGE_PROFILE: 'server', DATAFORGE_KAFKA_BROKERS: 'kafka-1' },
      '',
      /brokers such as kafka-1.example:9092/,
    ],
    [
      'a way to sign in at Kafka that there is not',
      { DATAFORGE_PROFILE: 'server' },
      'kafka: { brokers: ["k:9092"], sasl: { mechanism: kerberos } }',
      /kafka\.sasl\.mechanism: /,
    ],
    [
      'AWS without a region',
      {
        DATAFORGE_PROFILE: 'server',
        DATAFORGE_AWS_BUCKET: 'ours',
        DATAFORGE_AWS_ENDPOINT: 'http://127.0.0.1:1',
      },
      '',
      /DATAFORGE_AWS_REGION \(aws\.region\): is missing/,
    ],
    ['a file that is no YAML', {}, 'port: [', /config\.yaml: /],
    ['a file of another shape', {}, '- port', /is to hold settings by their names/],
    ['a file that is not there', { DATAFORGE_CONFIG: '/nowhere/config.yaml' }, '', /cannot be read/],
  ];
  it.each(faulty)('are refused for %s', (_what, environment, yaml, expected) => {
    const file = yaml === '' ? {} : fileOf(yaml);
    expect(faultsOf({ ...file, ...environment })).toEqual([expect.stringMatching(expected)]);
  });

  it('name all faults at once, wherever they are', () => {
    const file = fileOf(
      `nonsense: 1\nwebhooks: { sources: [{ provider: nobody, source: a, secrets: [${secret}] }] }`,
    );
    const faults = faultsOf({
      ...file,
      DATAFORGE_PORT: 'x',
      DATAFORGE_DEMO: 'x',
      DATAFORGE_HOST: '0.0.0.0',
      DATAFORGE_X: '1',
    });
    expect(faults).toHaveLength(6);
    for (const name of ['nonsense', 'nobody', '(port)', '(demo)', '(host)', 'DATAFORGE_X'])
      expect(faults.join('\n')).toContain(name);
  });

  it('name the faults of every webhook source, whatever the others are', () => {
    const sources = [
      '{ provider: github, source: a }',
      '{ provider: gitbub, source: B, secrets: [] }',
      'nonsense',
      '{ provider: github, source: c, secrets: [short] }',
      '{ provider: github, source: c, secrets: [long enough], secret: x }',
    ];
    const faults = faultsOf(fileOf(`nonsense: 1\nwebhooks: { sources: [${sources.join(', ')}], more: 1 }`));
    expect(faults.map((fault) => fault.split(': ')[0]).sort()).toEqual([
      'the configuration',
      'webhooks',
      'webhooks.sources[0].secrets',
      'webhooks.sources[1].provider',
      'webhooks.sources[1].secrets',
      'webhooks.sources[1].source',
      'webhooks.sources[2]',
      'webhooks.sources[3].secrets[0]',
      'webhooks.sources[4]',
    ]);
  });

  it('take an empty DATAFORGE_CONFIG for none', () => {
    expect(loadSettings({ DATAFORGE_CONFIG: '' })).toMatchObject({ port: 4000 });
  });

  it.each([
    ['a secret that cannot be used', github(`source: a, secrets: [${secret}, x]`)],
    ['a secret in the wrong place', github(`source: a, secret: ${secret}`)],
    ['a secret of the wrong shape', github(`source: a, secrets: ${secret}`)],
    ['sources of the wrong shape', `webhooks: { sources: ${secret} }`],
    ['webhooks of the wrong shape', `webhooks: ${secret}`],
    [
      'a password that cannot be used',
      `profile: server\nkafka: { brokers: ["k:1"], sasl: { mechanism: plain, username: "", password: ${secret} } }`,
    ],
    ['a password of the wrong shape', `profile: server\nkafka: { brokers: ["k:1"], sasl: ${secret} }`],
    ['a key that is none', `profile: server\nkafka: { brokers: ["k:1"], tls: { key: ${secret} } }`],
  ])('never repeat %s', (_what, yaml) => {
    const faults = faultsOf(fileOf(yaml));
    expect(faults).not.toEqual([]);
    expect(faults.join('\n')).not.toContain(secret);
  });
});
