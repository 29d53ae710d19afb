import { openUserPool } from '@dataforge/access/testing/user-pool';
import { startFaultProxy } from '@dataforge/stack';
import { describeWithMinistack } from '@dataforge/stack/testing';
import { authorizeHandler } from './authorize-handler.ts';
import type { AuthorizerEvent } from './read-authorizer-event.ts';

const STAGE = 'arn:aws:execute-api:eu-central-1:000000000000:a1b2c3/prod';
const GET_METRICS = `${STAGE}/GET/metrics`;

/** What API Gateway hands to an authorizer of tokens, of requests, and of connections. */
const byToken = (token: string): AuthorizerEvent => ({
  type: 'TOKEN',
  methodArn: GET_METRICS,
  authorizationToken: `Bearer ${token}`,
});
const byRequest = (multiValueHeaders: Record<string, string[]>): AuthorizerEvent => ({
  type: 'REQUEST',
  methodArn: GET_METRICS,
  headers: Object.fromEntries(
    Object.entries(multiValueHeaders).map(([name, values]) => [name, values.at(-1)]),
  ),
  multiValueHeaders,
});
const connecting = (headers: Record<string, string>): AuthorizerEvent => ({
  type: 'REQUEST',
  methodArn: `${STAGE}/$connect`,
  headers,
  requestContext: { eventType: 'CONNECT' },
});
const offering = (token: string) => ({ 'Sec-WebSocket-Protocol': `dataforge.live.v1, bearer.${token}` });

describeWithMinistack('the Lambda that authorizes', (access) => {
  async function open({ endpoint = access().endpoint } = {}) {
    const { userPoolId, clientId, newClient, tokensFor } = await openUserPool(access());
    const lines: string[] = [];
    const authorize = authorizeHandler({
      environment: {
        ...{ USER_POOL_ID: userPoolId, USER_POOL_CLIENTS: clientId },
        ...{ AWS_REGION: access().region, AWS_ENDPOINT_URL: endpoint },
      },
      write: (line) => lines.push(line),
    });
    const tokenOf = async (roles: readonly string[], client?: string) =>
      (await tokensFor(`who is ${roles.join(' and ')}`, roles, client)).access;
    const effectOf = async (event: AuthorizerEvent) =>
      (await authorize(event)).policyDocument.Statement.map(({ Effect }) => Effect);
    return { authorize, effectOf, tokenOf, newClient, lines };
  }

  it('lets who has a role into the whole stage, and says who it is', async () => {
    const { authorize, tokenOf } = await open();
    const token = await tokenOf(['viewer', 'producer']);

    expect(await authorize(byToken(token))).toEqual({
      principalId: 'who is viewer and producer',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: `${STAGE}/*` }],
      },
      context: {
        subject: 'who is viewer and producer',
        roles: 'viewer,producer',
        expiresAt: expect.any(Number),
      },
    });
  });

  it('takes a token from the header, however it is written, and from what a WebSocket offers', async () => {
    const { effectOf, tokenOf } = await open();
    const token = await tokenOf(['viewer']);

    for (const event of [
      byRequest({ Authorization: [`Bearer ${token}`] }),
      byRequest({ authorization: [`bearer ${token}`] }),
      connecting({ Authorization: `Bearer ${token}` }),
      connecting(offering(token)),
    ])
      expect(await effectOf(event)).toEqual(['Allow']);
  });

  it('makes a 401 of no token and of one that is not valid, and writes none into its log', async () => {
    const { authorize, tokenOf, newClient, lines } = await open();
    const token = await tokenOf(['admin']);
    const [header, payload] = token.split('.');
    const forged = `${header}.${payload}.${Buffer.from('x'.repeat(256)).toString('base64url')}`;
    const ofAnotherClient = await tokenOf(['admin'], await newClient());

    for (const event of [
      byRequest({}),
      byToken(forged),
      byToken(ofAnotherClient),
      byToken('none'),
      byRequest({ Authorization: [`Bearer ${token}`, `Bearer ${token}`] }),
      byRequest({ Authorization: [`Basic ${token}`] }),
      connecting(offering('')),
    ])
      await expect(authorize(event)).rejects.toThrow(/^Unauthorized$/);

    const log = lines.join('\n');
    expect(log).toContain('"reason":"signature"');
    expect(log).toContain('"outcome":"unauthorized"');
    for (const secret of [token, forged, ofAnotherClient])
      for (const part of secret.split('.')) expect(log).not.toContain(part);
  });

  it('makes a 403 of a token whose roles open nothing there', async () => {
    const { effectOf, tokenOf } = await open();
    expect(await effectOf(byToken(await tokenOf([])))).toEqual(['Deny']);
    expect(await effectOf(byToken(await tokenOf(['strangers'])))).toEqual(['Deny']);
    const producer = await tokenOf(['producer']);
    expect(await effectOf(byToken(producer))).toEqual(['Allow']);
    expect(await effectOf(connecting(offering(producer)))).toEqual(['Deny']);
  });

  it('reads the keys once for all invocations, and is no 401 while they cannot be read', async () => {
    const proxy = await startFaultProxy(access().endpoint);
    const { authorize, effectOf, tokenOf, lines } = await open({ endpoint: proxy.endpoint });
    const tokens = [await tokenOf(['viewer']), await tokenOf(['producer'])];
    proxy.set(({ n }) => (n === 1 ? { kind: 'refused', status: 503 } : undefined));

    await expect(authorize(byToken(tokens[0] ?? ''))).rejects.toThrow('keys cannot be read now');
    for (const token of [...tokens, ...tokens]) expect(await effectOf(byToken(token))).toEqual(['Allow']);

    expect(proxy.requests).toHaveLength(2);
    expect(lines.join('\n')).toContain('"outcome":"unavailable"');
    await proxy.stop();
  });
});
