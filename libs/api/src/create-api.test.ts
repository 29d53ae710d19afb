import { z } from '@hono/zod-openapi';
import { endpoint, guard, HttpProblem, type RouteModule } from '@dataforge/http';
import { unlimited } from '@dataforge/http/testing';
import { InfrastructureError, silentLog } from '@dataforge/kernel';
import { createApi } from './create-api.ts';

const ok = { 200: { description: 'ok', content: { 'application/json': { schema: z.object({}) } } } };

const things: RouteModule = (api) => {
  const query = z.object({ limit: z.coerce.number().int().max(10).optional() });
  api.openapi(
    endpoint({
      method: 'get',
      path: '/things/{id}',
      permission: 'public',
      rate: 'read',
      request: { query, params: z.object({ id: z.string() }) },
      responses: ok,
    }),
    (c) => c.json({}, 200),
  );
  api.openapi(
    endpoint({ method: 'post', path: '/failing', permission: 'public', rate: 'read', responses: ok }),
    () => {
      throw new Error('a secret of the inside');
    },
  );
  api.openapi(
    endpoint({ method: 'post', path: '/away', permission: 'public', rate: 'read', responses: ok }),
    () => {
      throw new InfrastructureError('a table is throttled', 'retriable');
    },
  );
  // A page, which the description leaves out.
  api.get('/', guard({ permission: 'public', rate: 'read' }), (c) => c.text('a page'));
  api.get('/pages/*', guard({ permission: 'public', rate: 'read' }), (c) => c.notFound());
  api.openapi(
    endpoint({ method: 'post', path: '/full', permission: 'public', rate: 'read', responses: ok }),
    () => {
      throw new HttpProblem(429, 'There is no room.', { headers: { 'retry-after': '3' } });
    },
  );
};

const composed = (modules: readonly RouteModule[], origins: readonly string[] = []) =>
  createApi({
    modules,
    authentication: (_context, next) => next(),
    rateLimits: unlimited,
    origins,
    logger: silentLog,
  });

const api = composed([things]);

describe('the API', () => {
  it('answers bad parameters with a problem that names them', async () => {
    const response = await api.request('/things/1?limit=many');
    expect([response.status, response.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json',
    ]);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'limit' }] });
  });

  it('answers what is not there, and what is there for other methods', async () => {
    expect(await (await api.request('/nowhere')).json()).toMatchObject({ status: 404, instance: '/nowhere' });
    const there = await api.request('/nowhere', { method: 'POST' });
    expect(await there.json()).toMatchObject({ status: 404 });
    for (const method of ['GET', 'HEAD'])
      expect((await api.request('/pages/gone', { method })).status).toBe(404);
  });

  it.each([
    ['DELETE', '/things/1', 'GET, HEAD'],
    ['OPTIONS', '/things/1', 'GET, HEAD'],
    ['HEAD', '/full', 'POST'],
    ['GET', '/full', 'POST'],
    ['POST', '/openapi.json', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
    ['PUT', '/', 'GET, HEAD'],
  ])('answers %s %s by what is taken there', async (method, path, allow) => {
    const response = await api.request(path, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, allow]);
    const text = await response.text();
    if (method !== 'HEAD')
      expect(JSON.parse(text)).toMatchObject({
        status: 405,
        detail: `${path} does not take ${method}; it takes ${allow}.`,
        instance: path,
      });
  });

  it('answers HEAD where it answers GET', async () => {
    const response = await api.request('/things/1', { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
  });

  it('says nothing of its inside when it fails', async () => {
    const response = await api.request('/failing', { method: 'POST' });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  it('asks to be asked again where what it needs is away', async () => {
    const response = await api.request('/away', { method: 'POST' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.text()).not.toContain('table');
  });

  it('passes the headers of a problem on', async () => {
    const response = await api.request('/full', { method: 'POST' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
  });

  it('sends its security headers with everything', async () => {
    for (const path of ['/things/1', '/nowhere', '/openapi.json']) {
      const { headers } = await api.request(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      );
    }
  });

  it('describes itself', async () => {
    const document = (await (await api.request('/openapi.json')).json()) as {
      openapi: string;
      paths: object;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(['/things/{id}', '/failing', '/away', '/full']);
  });

  it.each<[string, RouteModule]>([
    ['GET /open', (app) => app.get('/open', (context) => context.text('open'))],
    ['POST /open', (app) => app.on('POST', ['/open'], (context) => context.text('open'))],
  ])('refuses to be composed with a route that names no permission: %s', (place, open) => {
    expect(() => composed([open])).toThrow(`${place} names no permission`);
  });
});

describe('pages of other origins', () => {
  const wall = 'https://wall.example';
  const preflight = (origin: string) => ({
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-csrf-token',
    },
  });
  const opened = ({ headers }: Response) =>
    [...headers.keys()].filter((name) => name.startsWith('access-control-'));

  it('may read nothing, unless they are named', async () => {
    for (const [app, origin] of [
      [api, wall],
      [composed([things], [wall]), 'https://evil.example'],
      [composed([things], [wall]), `${wall}.evil.example`],
      [composed([things], [wall]), 'null'],
    ] as const) {
      expect(opened(await app.request('/things/1', { headers: { origin } }))).toEqual([]);
      expect(opened(await app.request('/things/1', preflight(origin)))).toEqual([]);
    }
  });

  it('may read answers, refusals too, when they are named, with the session', async () => {
    const app = composed([things], ['https://other.example', wall]);
    for (const path of ['/things/1', '/things/1?limit=many', '/nowhere']) {
      const { headers } = await app.request(path, { headers: { origin: wall } });
      expect(headers.get('access-control-allow-origin')).toBe(wall);
      expect(headers.get('access-control-allow-credentials')).toBe('true');
      expect(headers.get('vary')?.toLowerCase()).toContain('origin');
    }
    const allowed = await app.request('/things/1', preflight(wall));
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([204, wall]);
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-csrf-token');
  });

  it('are told from others by caches once one is named', async () => {
    const { headers } = await composed([things], [wall]).request('/things/1');
    expect(headers.get('vary')).toBe('origin');
  });
});
