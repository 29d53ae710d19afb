import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readBody } from './body.ts';
import { HttpProblem } from './problem.ts';

const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
  new Request('http://localhost/', { method: 'POST', body, headers });

const refusal = async (request: Request, maxBytes = 100): Promise<number> => {
  try {
    await readBody(request, maxBytes);
  } catch (error) {
    if (error instanceof HttpProblem) return error.problem.status;
    throw error;
  }
  return 200;
};

const gzip = { 'content-encoding': 'gzip' };

describe('reading a body', () => {
  it('returns the bytes as they came, inflated where they say so', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2_000 }), fc.boolean(), async (bytes, packed) => {
        const body = packed ? gzipSync(bytes) : bytes;
        const read = await readBody(post(Buffer.from(body), packed ? gzip : {}), 2_000);
        expect(Buffer.from(read)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('has nothing for a request without a body', async () => {
    expect(await readBody(new Request('http://localhost/'), 10)).toHaveLength(0);
  });

  it('refuses a body over the bound, by what it declares and by what it is', async () => {
    expect(await refusal(post('x'.repeat(101), { 'content-length': '101' }))).toBe(413);
    expect(await refusal(post('x'.repeat(101)))).toBe(413);
    expect(await refusal(post('x'.repeat(100)))).toBe(200);
  });

  it('stops inflating at the bound', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await refusal(post(bomb, gzip), 1_000_000)).toBe(413);
  });

  it.each([
    ['no gzip at all', Buffer.from('plain')],
    ['cut short', gzipSync('x'.repeat(1_000)).subarray(0, 20)],
  ])('refuses broken gzip: %s', async (_name, body) => {
    expect(await refusal(post(body, gzip), 10_000)).toBe(400);
  });

  it('refuses an encoding it does not know', async () => {
    expect(await refusal(post('x', { 'content-encoding': 'br' }))).toBe(415);
  });
});
