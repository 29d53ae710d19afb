import { z } from '@hono/zod-openapi';
import { endpoint } from '../endpoint.ts';
import { appAs } from './index.ts';

const thing = z.object({ name: z.string(), parts: z.array(z.object({ id: z.int() })) });

const route = endpoint({
  method: 'get',
  path: '/things/{id}',
  permission: 'public',
  rate: 'read',
  request: { params: z.object({ id: z.string() }) },
  responses: {
    200: {
      description: 'ok',
      content: { 'application/json': { schema: thing }, 'text/csv': { schema: z.string() } },
    },
    204: { description: 'nothing' },
  },
});

/** Asks a route that answers with this, whatever it declares. */
const answering = (answer: () => Response) =>
  appAs(undefined, (api) => {
    api.on('GET', [route.getRoutingPath()], answer);
    api.openAPIRegistry.registerPath(route);
  }).request('/things/1');

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

describe('an answer', () => {
  it.each([
    ['as its schema says', () => json({ name: 'a', parts: [{ id: 1 }] })],
    ['in another declared type', () => new Response('a,1', { headers: { 'content-type': 'text/csv' } })],
    ['without a body where none is declared', () => new Response(null, { status: 204 })],
  ])('passes %s', async (_what, answer) => {
    expect((await answering(answer)).ok).toBe(true);
  });

  it.each([
    ['a status that is not declared', () => json({}, 201), 'answered 201 which it does not declare'],
    ['a member that is missing', () => json({ parts: [] }), 'name: '],
    ['a member of another type', () => json({ name: 'a', parts: [{ id: 'x' }] }), 'parts.0.id: '],
    ['a member that is not declared', () => json({ name: 'a', parts: [{ id: 1, at: 2 }] }), 'parts.0.at'],
    ['another media type', () => new Response('a'), 'as text/plain'],
  ])('throws for %s', async (_what, answer, fault) => {
    await expect(answering(answer)).rejects.toThrow(fault);
  });

  it('is left alone where no route is declared', async () => {
    expect((await appAs(undefined).request('/nowhere')).status).toBe(404);
  });
});
