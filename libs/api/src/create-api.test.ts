import { z } from '@hono/zod-openapi';
import { endpoint, HttpProblem, type RouteModule } from '@dataforge/http';
import { silentLog } from '@dataforge/kernel';
import { createApi } from './create-api.ts';

const ok = { 200: { description: 'ok', content: { 'application/json': { schema: z.object({}) } } } };

const things: RouteModule = (api) => {
  const query = z.object({ limit: z.coerce.number().int().max(10).optional() });
  api.openapi(
    endpoint({
      method: 'get',
      path: '/things/{id}',
      permission: 'public',
      request: { query, params: z.object({ id: z.string() }) },
      responses: ok,
    }),
    (c) => c.json({}, 200),
  );
  api.openapi(endpoint({ method: 'post', path: '/failing', permission: 'public', responses: ok }), () => {
    throw new Error('a secret of the inside');
  });
  // A page, which the description leaves out.
  api.get('/', (c) => c.text('a page'));
  api.openapi(endpoint({ method: 'post', path: '/full', permission: 'public', responses: ok }), () => {
    throw new HttpProblem(429, 'There is no room.', { headers: { 'retry-after': '3' } });
  });
};

const api = createApi({ modules: [things], authentication: (_context, next) => next(), logger: silentLog });

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

  it('passes the headers of a problem on', async () => {
    const response = await api.request('/full', { method: 'POST' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
  });

  it('sends its security headers with everything', async () => {
    for (const path of ['/things/1', '/nowhere', '/openapi.json']) {
      const { headers } = await api.request(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('describes itself', async () => {
    const document = (await (await api.request('/openapi.json')).json()) as {
      openapi: string;
      paths: object;
    };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(['/things/{id}', '/failing', '/full']);
  });

  it('refuses to be composed with a route that names no permission', () => {
    const open: RouteModule = (app) =>
      app.openAPIRegistry.registerPath({ method: 'get', path: '/open', responses: {} });
    expect(() =>
      createApi({ modules: [open], authentication: (_c, next) => next(), logger: silentLog }),
    ).toThrow('GET /open names no permission');
  });
});
