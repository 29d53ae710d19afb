import { appAs } from '@dataforge/http/testing';
import { err, ok } from '@dataforge/kernel';
import type { ExportFormat } from '../ports/query-engine.ts';
import type { ExportAnswer } from '../usecases/export-answer.ts';
import type { NamedQueryRequest, RunNamedQuery } from '../usecases/run-named-query.ts';
import type { RunSql, SqlRequest } from '../usecases/run-sql.ts';
import { queryRoutes, type QueryUses } from './query-routes.ts';
import { queryAnswerSchema } from './query-schemas.ts';

const ANSWER: RunNamedQuery & RunSql = async () =>
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
    rowCount: 2,
    watermark: Date.UTC(2026, 10, 23, 14),
    quality: { quarantinedShare: 0.02 },
    cached: true,
    cacheAgeMs: 1_500,
    elapsedMs: 12,
    nextCursor: 'next',
  });

const EXPORT: ExportAnswer = async (_asked, { format }) =>
  ok({ bytes: format.length, content: new Blob([format]).stream() });

const ALL = ['query:named', 'query:adhoc'];

function appWith(uses: Partial<QueryUses> = {}, permissions: readonly string[] = ALL) {
  return appAs(
    permissions,
    queryRoutes({ runNamedQuery: ANSWER, runSql: ANSWER, exportAnswer: EXPORT, ...uses }),
  );
}

const post = (
  app: ReturnType<typeof appWith>,
  body: string | Uint8Array<ArrayBuffer>,
  {
    type = 'application/json',
    accept,
    path = '/query',
  }: { type?: string; accept?: string; path?: string } = {},
) =>
  app.request(path, {
    method: 'POST',
    body,
    headers: { ...(type && { 'content-type': type }), ...(accept && { accept }) },
  });

const fieldsOf = async (response: Response) =>
  ((await response.json()) as { errors: { field: string }[] }).errors.map(({ field }) => field);

describe('POST /query', () => {
  it('answers as it is declared', async () => {
    const response = await post(appWith(), JSON.stringify({ query: 'telemetry.readings' }));

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
      rowCount: 2,
      watermark: '2026-11-23T14:00:00.000Z',
      quality: { quarantinedShare: 0.02 },
      cached: true,
      cacheAgeMs: 1_500,
      elapsedMs: 12,
      nextCursor: 'next',
    });
  });

  it('answers more rows than are written at once as it does a few', async () => {
    const rows = Array.from({ length: 2_500 }, (_, n) => [`device-${n % 7}`, n, { n }]);
    const app = appWith({
      runNamedQuery: async (request) => {
        const answer = await ANSWER({ ...request, sql: '' });
        return answer.ok ? ok({ ...answer.value, rows, rowCount: rows.length }) : answer;
      },
    });

    const response = await post(app, '{"query": "q"}');

    const body: unknown = await response.json();
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(queryAnswerSchema.parse(body)).toEqual(body);
    expect(body).toMatchObject({ rowCount: 2_500, watermark: '2026-11-23T14:00:00.000Z', cached: true });
    expect((body as { rows: unknown }).rows).toEqual(rows);
  });

  it('passes the request on as it was sent', async () => {
    const asked: NamedQueryRequest[] = [];
    const app = appWith({
      runNamedQuery: async (request) => {
        asked.push(request);
        return ANSWER({ ...request, sql: '' });
      },
    });
    const params = { device: "it's", n: 1, all: true };
    const request = { query: 'q', params, limit: 5, cursor: 'c', maxAge: 1.5 };
    const signal: unknown = expect.any(AbortSignal);

    await post(app, JSON.stringify(request), { type: 'application/json; charset=utf-8' });
    await post(app, '{"query": "q"}');

    expect(asked).toEqual([
      { ...request, signal },
      { query: 'q', params: {}, signal },
    ]);
  });

  it.each([
    ['no JSON', '{', ['body']],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), ['body']],
    ['nothing', '', ['body']],
    ['a list', '[]', ['body']],
    ['no query', '{"params": {}}', ['query']],
    ['params that are no object', '{"query": "q", "params": [1]}', ['params']],
    ['both query and sql', '{"query": "q", "sql": "SELECT 1"}', ['query']],
    ['a negative age', '{"query": "q", "maxAge": -1}', ['maxAge']],
    ['several faults', '{"query": 1, "limit": 0, "parms": {}}', ['query', 'limit', 'parms']],
  ])('answers 400 to %s, naming the fields', async (_, body, fields) => {
    const response = await post(appWith(), body);

    expect(response.status).toBe(400);
    expect(await fieldsOf(response)).toEqual(fields);
  });

  it('answers 400 with every fault of the parameters', async () => {
    const faults = [
      { field: 'params.device', detail: 'is missing; it must be a string' },
      { field: 'params.to', detail: 'must be after from' },
    ];
    const app = appWith({
      runNamedQuery: async () => err({ kind: 'invalid', detail: 'Twice wrong.', faults }),
    });

    const response = await post(app, '{"query": "q"}');

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: 'Twice wrong.', errors: faults });
  });

  it.each([
    ['unknown-query', 404],
    ['timeout', 422],
    ['refused', 422],
    ['busy', 503],
    ['cancelled', 499],
  ] as const)('answers %s with %d and why', async (kind, status) => {
    const response = await post(
      appWith({ runNamedQuery: async () => err({ kind, detail: 'Because.' }) }),
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
      expect((await post(appWith(), '{"query": "q"}', { type })).status).toBe(415);
    },
  );

  it('answers 413 to a body over 64 KiB, with and without a declared length', async () => {
    const body = JSON.stringify({ query: 'q', params: { text: 'x'.repeat(64 * 1024) } });
    const undeclared = new Blob([body]).stream();

    expect((await post(appWith(), body)).status).toBe(413);
    const request = new Request('http://localhost/query', {
      method: 'POST',
      body: undeclared,
      headers: { 'content-type': 'application/json' },
      duplex: 'half',
    } as RequestInit);
    expect((await appWith().request(request)).status).toBe(413);
  });

  it('needs the permission query:named', async () => {
    expect((await post(appWith({}, []), '{"query": "q"}')).status).toBe(403);
  });

  it("runs a caller's own statement, for those who may ask anything", async () => {
    const asked: SqlRequest[] = [];
    const runSql: RunSql = async (request) => {
      asked.push(request);
      return ANSWER({ ...request, query: '' });
    };
    const body = JSON.stringify({ sql: 'SELECT $a', params: { a: 1 }, maxAge: 3 });

    expect((await post(appWith({ runSql }, ['query:named']), body)).status).toBe(403);
    expect(asked).toEqual([]);
    expect((await post(appWith({ runSql }), body)).status).toBe(200);
    expect(asked).toMatchObject([{ sql: 'SELECT $a', params: { a: 1 }, maxAge: 3 }]);
  });

  it('answers 422 to a statement that is not allowed, with the place', async () => {
    const runSql: RunSql = async () =>
      err({
        kind: 'not-allowed',
        detail: 'The statement is not run. It is recursive.',
        refusal: { detail: 'It is recursive.', line: 2, column: 7 },
      });

    const response = await post(appWith({ runSql }), '{"sql": "SELECT 1"}');

    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      detail: 'The statement is not run. It is recursive.',
      errors: [{ field: 'sql', detail: 'It is recursive.', line: 2, column: 7 }],
    });
  });

  it('answers 422 to a statement that the engine does not understand, with the place', async () => {
    const refusal = { detail: 'There is no column a.', line: 1, column: 8 };
    const runSql: RunSql = async () =>
      err({ kind: 'refused', detail: 'The statement cannot be run. There is no column a.', refusal });

    const response = await post(appWith({ runSql }), '{"sql": "SELECT a"}');

    expect([response.status, await response.json()]).toMatchObject([
      422,
      { errors: [{ field: 'sql', ...refusal }] },
    ]);
  });

  const DOWNLOADS = [
    ['csv', 'text/csv', 'text/csv; charset=utf-8; header=present'],
    ['ndjson', 'application/x-ndjson', 'application/x-ndjson'],
    ['parquet', 'application/vnd.apache.parquet', 'application/vnd.apache.parquet'],
  ] as const;

  it.each(DOWNLOADS)('gives the answer as %s, by accept and by format', async (format, accept, type) => {
    const body = '{"query": "q", "limit": 3}';
    const asked: unknown[] = [];
    const exportAnswer: ExportAnswer = async (question, options) => {
      asked.push([question, options.format satisfies ExportFormat]);
      return EXPORT(question, options);
    };

    const responses = [
      await post(appWith({ exportAnswer }), body, { accept: `text/html, ${accept};q=0.9` }),
      await post(appWith({ exportAnswer }), body, {
        path: `/query?format=${format}`,
        accept: 'application/json',
      }),
    ];

    for (const response of responses) {
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe(type);
      expect(response.headers.get('content-disposition')).toBe(`attachment; filename="query.${format}"`);
      expect(response.headers.get('content-length')).toBe(String(format.length));
      expect(await response.text()).toBe(format);
    }
    const question = { query: 'q', params: {}, limit: 3 };
    expect(asked).toEqual([
      [question, format],
      [question, format],
    ]);
  });

  it('answers JSON where it is asked for, first or not at all', async () => {
    for (const accept of ['application/json, text/csv', '*/*', ''])
      expect((await post(appWith(), '{"query": "q"}', { accept })).headers.get('content-type')).toBe(
        'application/json',
      );
    const named = await post(appWith(), '{"query": "q"}', { accept: 'text/csv', path: '/query?format=json' });
    expect(named.headers.get('content-type')).toBe('application/json');
  });

  it('refuses a format that there is not, and a page of a download', async () => {
    const unknown = await post(appWith(), '{"query": "q"}', { path: '/query?format=xlsx' });
    const page = await post(appWith(), '{"query": "q", "cursor": "c"}', { accept: 'text/csv' });

    expect([unknown.status, await fieldsOf(unknown)]).toEqual([400, ['format']]);
    expect([page.status, await fieldsOf(page)]).toEqual([400, ['cursor']]);
  });

  it('describes its body in the OpenAPI document', () => {
    const document = appWith().getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'test', version: '1' },
    });

    expect(document.paths?.['/query']?.post?.requestBody).toMatchObject({
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            oneOf: [{ required: ['query'] }, { required: ['sql'] }],
            properties: {
              query: { type: 'string' },
              sql: { type: 'string' },
              params: { type: 'object' },
              limit: { type: 'integer' },
            },
            additionalProperties: false,
          },
        },
      },
    });
  });
});
