import { z } from '@hono/zod-openapi';
import { jsonBody, readJson } from './json-body.ts';
import { HttpProblem, type Problem } from './problem.ts';

const schema = z.strictObject({ code: z.string().min(1), times: z.int().optional() });

const read = (body: NonNullable<RequestInit['body']>, type = 'application/json') =>
  readJson(
    new Request('http://localhost/', { method: 'POST', body, headers: { 'content-type': type } }),
    schema,
    100,
  );

async function refusal(reading: Promise<unknown>): Promise<Problem> {
  const error = await reading.catch((reason: unknown) => reason);
  if (!(error instanceof HttpProblem)) throw new Error('it was taken');
  return error.problem;
}

describe('a JSON body', () => {
  it('is what the schema makes of it', async () => {
    expect(await read('{"code":"ü"}', 'application/json; charset=utf-8')).toEqual({ code: 'ü' });
  });

  it.each([
    ['no JSON', '{', ['body']],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), ['body']],
    ['a list', '[]', ['body']],
    ['several faults', '{"times":0.5,"more":1}', ['code', 'times', 'more']],
  ])('is refused as %s, each fault by its field', async (_what, body, fields) => {
    const problem = await refusal(read(body));
    expect([problem.status, problem.errors?.map(({ field }) => field)]).toEqual([400, fields]);
  });

  it('is refused as another type, and past its bound', async () => {
    expect((await refusal(read('{"code":"a"}', 'text/plain'))).status).toBe(415);
    expect((await refusal(read(JSON.stringify({ code: 'x'.repeat(100) })))).status).toBe(413);
  });

  it('is described by its schema', () => {
    expect(jsonBody(schema)).toMatchObject({
      required: true,
      content: { 'application/json': { schema: { type: 'object', required: ['code'] } } },
    });
  });
});
