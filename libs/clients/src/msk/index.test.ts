import { mskTokens } from './index.ts';

const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

describe('a token for MSK', () => {
  const before = NAMES.map((name) => [name, process.env[name]] as const);
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  it('is a request to connect that is signed with the credentials that the SDK finds', async () => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIAEXAMPLE';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
    process.env['AWS_SESSION_TOKEN'] = 'session';
    const asked = Date.now();

    const tokens = mskTokens({ region: 'eu-central-1' });
    const { value, expiresAt } = await tokens();

    const url = new URL(Buffer.from(value, 'base64url').toString());
    expect([url.host, url.searchParams.get('Action')]).toEqual([
      'kafka.eu-central-1.amazonaws.com',
      'kafka-cluster:Connect',
    ]);
    expect(url.searchParams.get('X-Amz-Credential')).toMatch(
      /^AKIAEXAMPLE\/\d{8}\/eu-central-1\/kafka-cluster\/aws4_request$/,
    );
    expect(url.searchParams.get('X-Amz-Security-Token')).toBe('session');
    expect(url.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    expect(expiresAt - asked).toBeGreaterThan(600_000);
    expect(await tokens()).toEqual({ value, expiresAt });
  });

  it('is waited for where no credentials are to be had', async () => {
    for (const name of NAMES) delete process.env[name];
    // Whoever runs the tests may have some.
    const elsewhere = {
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      AWS_CONFIG_FILE: '/nowhere',
    };
    Object.assign(process.env, elsewhere);

    const failed = mskTokens({ region: 'eu-central-1' })();

    await expect(failed).rejects.toMatchObject({
      nature: 'retriable',
      message: expect.stringMatching(/^AWS gave no token for MSK: /),
    });
    for (const name of Object.keys(elsewhere)) delete process.env[name];
  });
});
