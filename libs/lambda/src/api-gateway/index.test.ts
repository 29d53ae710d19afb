import { emptyApp, guard } from '@dataforge/http';
import { unlimited } from '@dataforge/http/testing';
import { restHandler, senderAddress, type RestEvent } from './index.ts';

const event = (overrides: Partial<RestEvent> = {}): RestEvent => {
  const path = overrides.path ?? '/things';
  return {
    ...{ httpMethod: 'GET', path, resource: '/{proxy+}', pathParameters: { proxy: path.slice(1) } },
    ...{ headers: { Host: 'api.example' }, body: null, isBase64Encoded: false },
    requestContext: { identity: { sourceIp: '198.51.100.7' } },
    ...overrides,
  };
};
/** Every byte there is, no text in UTF-8. */
const BYTES = Uint8Array.from({ length: 256 }, (_, n) => n);
const inBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** An app that tells what reached it. */
function open() {
  const app = emptyApp();
  app.use(unlimited);
  app.all('*', guard({ permission: 'public', rate: 'read' }), async (context) => {
    const { req } = context;
    const body = inBase64(new Uint8Array(await req.arrayBuffer()));
    if (req.path === '/binary')
      return context.body(BYTES, 200, { 'content-type': 'application/octet-stream' });
    context.header('set-cookie', 'a=1', { append: true });
    context.header('set-cookie', 'b=2', { append: true });
    const { pathname, search } = new URL(req.url);
    const length = req.header('content-length');
    const [cookie, several] = [req.header('cookie'), req.header('x-several')];
    return context.json({
      body,
      length,
      path: pathname,
      search,
      cookie,
      several,
      from: senderAddress(context),
    });
  });
  const handle = restHandler(app);
  const told = async (overrides: Partial<RestEvent>) =>
    JSON.parse((await handle(event(overrides))).body) as Record<string, unknown>;
  return { handle, told };
}

describe('an app behind a REST API', () => {
  it('is handed a body byte for byte, if it is text or not', async () => {
    const { told } = open();

    const bytes = await told({ httpMethod: 'POST', body: inBase64(BYTES), isBase64Encoded: true });
    const text = await told({ httpMethod: 'POST', body: '{"ü":1}\n', isBase64Encoded: false });

    expect(bytes).toMatchObject({ body: inBase64(BYTES), length: '256' });
    expect(text).toMatchObject({ body: inBase64(Buffer.from('{"ü":1}\n')), length: '9' });
  });

  it('is handed nothing where a request that only reads brings a body', async () => {
    expect(await open().told({ body: 'x' })).toMatchObject({ body: '' });
  });

  it('is handed every value of a header and of the query, and cookies', async () => {
    const { told } = open();
    expect(
      await told({
        headers: { 'X-Several': 'two', Cookie: 'c=3; d=4' },
        multiValueHeaders: { 'X-Several': ['one', 'two'], Cookie: ['c=3; d=4'] },
        multiValueQueryStringParameters: { tag: ['a&b', 'c d'], 'from[]': ['2026-11-23T14:32:00+01:00'] },
      }),
    ).toMatchObject({
      several: 'one, two',
      cookie: 'c=3; d=4',
      search: '?tag=a%26b&tag=c%20d&from%5B%5D=2026-11-23T14%3A32%3A00%2B01%3A00',
    });
  });

  it("is handed the path of the API's own, without what a custom domain puts before it", async () => {
    const { told } = open();
    const named = {
      resource: '/webhooks/{provider}/{source}',
      pathParameters: { provider: 'p', source: 's' },
    };

    expect(await told({ path: '/things/1' })).toMatchObject({ path: '/things/1' });
    expect(await told({ path: '/v1/things/1', pathParameters: { proxy: 'things/1' } })).toMatchObject({
      path: '/things/1',
    });
    expect(await told({ ...named, path: '/v1/webhooks/p/s' })).toMatchObject({ path: '/webhooks/p/s' });
    expect(await told({ path: '/a%20b', pathParameters: { proxy: 'a b' } })).toMatchObject({
      path: '/a%20b',
    });
  });

  it('knows where a request comes from by the gateway, whatever its headers say', async () => {
    const headers = { 'X-Forwarded-For': '203.0.113.1' };
    expect(await open().told({ headers })).toMatchObject({ from: '198.51.100.7' });
  });

  it('answers in text what is text, with all of its cookies, and the rest in base64', async () => {
    const { handle } = open();
    const multiValueHeaders = { Host: ['api.example'] };

    const text = await handle(event({ multiValueHeaders }));
    const binary = await handle(event({ path: '/binary', multiValueHeaders }));

    expect(text).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(text.multiValueHeaders).toMatchObject({
      'set-cookie': ['a=1', 'b=2'],
      'content-type': ['application/json'],
    });
    expect(binary).toMatchObject({ statusCode: 200, isBase64Encoded: true, body: inBase64(BYTES) });
  });
});
