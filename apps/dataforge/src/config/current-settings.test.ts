import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { ConfigurationError } from '@dataforge/kernel';
import { currentSettings } from './current-settings.ts';
import { loadSettings } from './load-settings.ts';

const faultsOf = async (environment: Record<string, string>): Promise<readonly string[]> => {
  try {
    await currentSettings(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
};
const parameters = (values: Record<string, string>) => ({
  from: '/dataforge/test',
  values: new Map(Object.entries(values)),
});

describe('settings in parameters', () => {
  it('are written as in the file, and the environment goes before them', () => {
    const settings = loadSettings(
      { DATAFORGE_PORT: '6000' },
      parameters({
        port: '5000',
        'duckdb/memoryLimit': '1GB',
        'duckdb/threads': '3',
        webhooks: '{ sources: [{ provider: github, source: a, secrets: ["long enough"] }] }',
      }),
    );
    expect(settings).toMatchObject({
      port: 6000,
      duckdb: { memoryLimit: '1GB', threads: 3 },
      webhooks: { sources: [{ provider: 'github', source: 'a', secrets: ['long enough'] }] },
    });
  });

  it('are refused where they are none, and never repeated', () => {
    const secret = 'a-secret-nobody-may-read';
    const given = parameters({
      prot: '1',
      'webhooks/sources': `[{ secret: ${secret} }]`,
      cors: `{ a: [${secret}`,
    });
    expect(() => loadSettings({}, given)).toThrow(/"prot" is no setting/);
    expect(() => loadSettings({}, given)).toThrow(/\/dataforge\/test\/cors: is no YAML/);
    expect(() => loadSettings({}, given)).not.toThrow(secret);
  });

  it('are asked for where the environment says they are, signed, and decrypted', async () => {
    const asked: unknown[] = [];
    const server = createServer(async (request, response) => {
      const body = (await request.toArray()) as Buffer[];
      asked.push(request.headers['x-amz-target'], JSON.parse(Buffer.concat(body).toString()));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify({ Parameters: [{ Name: '/dataforge/test/port', Value: '5000' }] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const before = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });

    const settings = await currentSettings({
      DATAFORGE_SSM_PATH: '/dataforge/test',
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });

    process.env = before;
    server.closeAllConnections();
    server.close();
    expect(settings.port).toBe(5000);
    expect(asked).toEqual([
      'AmazonSSM.GetParametersByPath',
      { Path: '/dataforge/test', Recursive: true, WithDecryption: true },
    ]);
  });

  it.each([
    [{ DATAFORGE_SSM_PATH: 'dataforge', AWS_REGION: 'a' }, /is a path such as/],
    [{ DATAFORGE_SSM_PATH: '/dataforge' }, /set AWS_REGION/],
    [
      { DATAFORGE_SSM_PATH: '/dataforge', AWS_REGION: 'a', AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      /the parameters below \/dataforge cannot be read/,
    ],
  ])('stop the start where they cannot be had: %j', async (environment, expected) => {
    expect(await faultsOf(environment)).toEqual([expect.stringMatching(expected)]);
  });

  it('are none where no path is named', async () => {
    expect((await currentSettings({ DATAFORGE_SSM_PATH: '' })).port).toBe(4000);
  });
});
