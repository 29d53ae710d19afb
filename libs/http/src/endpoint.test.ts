import { z } from '@hono/zod-openapi';
import { emptyApp } from './app.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { HttpProblem, problemResponse } from './problem.ts';
import { endpoint } from './endpoint.ts';
import { guard, type RequiredPermission } from './guard.ts';
import { appAs } from './testing/index.ts';

function appWith(permission: RequiredPermission, granted?: readonly string[]) {
  const app = appAs(granted);
  const ok = {
    description: 'ok',
    content: { 'application/json': { schema: z.object({ ok: z.boolean() }) } },
  };
  app.openapi(
    endpoint({ method: 'get', path: '/things', permission, rate: 'read', responses: { 200: ok } }),
    (c) => c.json({ ok: true }, 200),
  );
  return app;
}

describe('an endpoint', () => {
  it('lets a principal with its permission in', async () => {
    expect((await appWith('things:read', ['things:read']).request('/things')).status).toBe(200);
  });

  it('asks who is there before anything else', async () => {
    const response = await appWith('things:read').request('/things');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('refuses a principal without its permission and names it', async () => {
    const response = await appWith('things:read', ['things:write']).request('/things');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      status: 403,
      detail: expect.stringContaining('things:read'),
    });
  });

  it('is open only when it says so', async () => {
    expect((await appWith('public').request('/things')).status).toBe(200);
  });

  it('lets anybody in who shows who they are, when that is all it needs', async () => {
    expect((await appWith('authenticated', []).request('/things')).status).toBe(200);
    expect((await appWith('authenticated').request('/things')).status).toBe(401);
  });

  it('counts a request before it asks who sent it', async () => {
    const app = emptyApp();
    const counted: string[] = [];
    app.onError((error) => problemResponse((error as HttpProblem).problem));
    app.use((context, next) => {
      context.set('admit', (rate) => void counted.push(rate));
      return next();
    });
    app.get('/things', guard({ permission: 'things:read', rate: 'query' }), (c) => c.text('read'));
    expect((await app.request('/things')).status).toBe(401);
    expect(counted).toEqual(['query']);
  });

  it('writes its permission, its rate class and its refusals into the document', () => {
    const document = appWith('things:read').getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 't', version: '1' },
    });
    const get = document.paths?.['/things']?.get as unknown as Record<string, unknown>;
    expect(get['x-permission']).toBe('things:read');
    expect(get['security']).toEqual([{ bearer: [] }, { session: [] }]);
    expect(get['x-rate-class']).toBe('read');
    expect(Object.keys(get['responses'] as object)).toEqual(['200', '401', '403', '429']);
  });
});

describe('a cursor', () => {
  const place = (value: unknown) => (typeof value === 'number' ? value : undefined);

  it('names the place it was given', () => {
    expect(decodeCursor(encodeCursor(42), place)).toBe(42);
  });

  it.each(['', 'nonsense', encodeCursor('a string'), encodeCursor(null)])('refuses %j', (cursor) => {
    expect(() => decodeCursor(cursor, place)).toThrow(HttpProblem);
  });
});
