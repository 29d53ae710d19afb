import { appAs } from '@dataforge/http/testing';
import { admitUpgrade, liveRoutes } from './index.ts';

const HEADERS = { host: '127.0.0.1:4000', 'sec-websocket-protocol': 'dataforge.live.v1' };

async function admission(
  headers: Record<string, string>,
  permissions: readonly string[] | undefined = ['live:read'],
) {
  const api = appAs(permissions, liveRoutes({ origins: ['https://boards.example'] }));
  const admitted = await admitUpgrade(api)(new Headers({ ...HEADERS, ...headers }), {});
  return admitted.ok ? admitted.value.subject : admitted.error.status;
}

describe('an upgrade to live push', () => {
  it.each([
    ['a page of the server', { origin: 'http://127.0.0.1:4000' }],
    ['a page of the server behind a proxy that ends TLS', { origin: 'https://127.0.0.1:4000' }],
    ['a page of an origin that is set', { origin: 'https://boards.example' }],
    ['a program, which says no origin', {}],
  ])('is admitted for %s', async (_who, headers: Record<string, string>) => {
    expect(await admission(headers)).toBe('test');
  });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'http://127.0.0.1:4001' }],
    ['a page without an origin of its own', { origin: 'null' }],
  ])('is refused for %s', async (_who, headers: Record<string, string>) => {
    expect(await admission(headers)).toBe(403);
  });

  it('needs somebody, with the permission', async () => {
    expect(await admission({}, [])).toBe(403);
    const api = appAs(undefined, liveRoutes({ origins: [] }));
    expect(await admitUpgrade(api)(new Headers(HEADERS), {})).toMatchObject({
      ok: false,
      error: { status: 401 },
    });
  });

  it('takes a token that is offered as a subprotocol, beside one that can be taken', async () => {
    const seen: (string | null)[] = [];
    const api = {
      fetch: async (request: Request) => {
        seen.push(request.headers.get('authorization'));
        return new Response(null, { status: 401 });
      },
    };
    const offer = (protocols: string, more: Record<string, string> = {}) =>
      admitUpgrade(api)(new Headers({ ...more, 'sec-websocket-protocol': protocols }), {});

    await offer('dataforge.live.v1, bearer.a.b.c');
    await offer('bearer.a.b.c,dataforge.live.v1', { authorization: 'Bearer d.e.f' });
    expect(seen).toEqual(['Bearer a.b.c', 'Bearer d.e.f']);
    expect(await offer('bearer.a.b.c')).toMatchObject({ ok: false, error: { status: 400 } });
    expect(seen).toHaveLength(2);
  });

  it('has to be one', async () => {
    const api = appAs(['live:read'], liveRoutes({ origins: [] }));
    const answer = await api.request('/live');
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
  });
});
