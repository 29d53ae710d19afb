import { appAs } from '@dataforge/http/testing';
import { err, ok } from '@dataforge/kernel';
import type { NamedQueryRequest, RunNamedQuery } from '../usecases/run-named-query.ts';
import { queryRoutes } from './query-routes.ts';
import { queryAnswerSchema } from './query-schemas.ts';

const ANSWER: RunNamedQuery = async () =>
  ok({
    columns: [
      { name: 'device', type: 'string' },
      { name: 'n', type: 'integer' },
      { name: 'all', type: 'json' },
    ],
    rows: [
      ['a', '9007199254740993', [1, null]],
      [null, 2, { b: true }],
    ],
    watermark: Date.UTC(2026, 10, 23, 14),
    elapsedMs: 12,
    nextCursor: 'next',
  });

function appWith(runNamedQuery: RunNamedQuery, permissions: readonly string[] = ['query:named']) {
  return appAs(permissions, queryRoutes({ runNamedQuery }));
}

const post = (
  app: ReturnType<typeof appWith>,
  body: string | Uint8Array<ArrayBuffer>,
  type = 'application/json',
) => app.request('/query', { method: 'POST', body, headers: type ? { 'content-type': type } : {} });

const fieldsOf = async (response: Response) =>
  ((await response.json()) as { errors: { field: string }[] }).errors.map(({ field }) => field);

describe('POST /query', () => {
  it('answers as it is declared', async () => {
    const response = await post(appWith(ANSWER), JSON.stringify({ query: 'telemetry.readings' }));

    const body: unknown = await response.json();
    expect(response.status).toBe(200);
    expect(queryAnswerSchema.parse(body)).toEqual(body);
    expect(body).toEqual({
      columns: [
        { name: 'device', type: 'string' },
        { name: 'n', type: 'integer' },
        { name: 'all', type: 'json' },
      ],
      rows: [
        ['a', '9007199254740993', [1, null]],
        [null, 2, { b: true }],
      ],
      watermark: '2026-11-23T14:00:00.000Z',
      elapsedMs: 12,
      nextCursor: 'next',
    });
  });

  it('passes the request on as it was sent', async () => {
    const asked: NamedQueryRequest[] = [];
    const app = appWith(async (request) => {
      asked.push(request);
      return ANSWER(request);
    });
    const request = { query: 'q', params: { device: "it's", n: 1, all: true }, limit: 5, cursor: 'c' };

    await post(app, JSON.stringify(request), 'application/json; charset=utf-8');
    await post(app, '{"query": "q"}');

    expect(asked).toEqual([request, { query: 'q', params: {} }]);
  });

  it.each([
    ['no JSON', '{', ['body']],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), ['body']],
    ['nothing', '', ['body']],
    ['a list', '[]', ['body']],
    ['no query', '{"params": {}}', ['query']],
    ['params that are no object', '{"query": "q", "params": [1]}', ['params']],
    ['several faults', '{"query": 1, "limit": 0, "parms": {}}', ['query', 'limit', 'parms']],
  ])('answers 400 to %s, naming the fields', async (_, body, fields) => {
    const response = await post(appWith(ANSWER), body);

    expect(response.status).toBe(400);
    expect(await fieldsOf(response)).toEqual(fields);
  });

  it('answers 400 with every fault of the parameters', async () => {
    const faults = [
      { field: 'params.device', detail: 'is missing; it must be a string' },
      { field: 'params.to', detail: 'must be after from' },
    ];
    const app = appWith(async () => err({ kind: 'invalid', detail: 'Twice wrong.', faults }));

    const response = await post(app, '{"query": "q"}');

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: 'Twice wrong.', errors: faults });
  });

  it.each([
    ['unknown-query', 404],
    ['timeout', 422],
    ['refused', 422],
    ['busy', 503],
  ] as const)('answers %s with %d and why', async (kind, status) => {
    const response = await post(
      appWith(async () => err({ kind, detail: 'Because.' })),
      '{"query": "q"}',
    );

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.has('retry-after')).toBe(kind === 'busy');
    expect(await response.json()).toMatchObject({ status, detail: 'Because.' });
  });

  it.each(['text/plain', 'application/jsonp', 'application/x-www-form-urlencoded'])(
    'answers 415 to %s',
    async (type) => {
      expect((await post(appWith(ANSWER), '{"query": "q"}', type)).status).toBe(415);
    },
  );

  it('answers 413 to a body over 64 KiB, with and without a declared length', async () => {
    const body = JSON.stringify({ query: 'q', params: { text: 'x'.repeat(64 * 1024) } });
    const undeclared = new Blob([body]).stream();

    expect((await post(appWith(ANSWER), body)).status).toBe(413);
    const request = new Request('http://localhost/query', {
      method: 'POST',
      body: undeclared,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit);
    expect((await appWith(ANSWER).request(request)).status).toBe(413);
  });

  it('needs the permission query:named', async () => {
    expect((await post(appWith(ANSWER, []), '{"query": "q"}')).status).toBe(403);
  });

  it('describes its body in the OpenAPI document', () => {
    const document = appWith(ANSWER).getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'test', version: '1' },
    });

    expect(document.paths?.['/query']?.post?.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['query'],
            properties: { query: { type: 'string' }, params: { type: 'object' }, limit: { type: 'integer' } },
            additionalProperties: false,
          },
        },
      },
    });
  });
});
