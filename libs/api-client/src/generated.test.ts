import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getProductsByName, getSession, postQuery } from './index.ts';

const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const committed = fileURLToPath(new URL('generated', import.meta.url));

const textsIn = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );

describe('the generated client', () => {
  it('is the one that is committed; npm run openapi writes it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'api-client-'));
    execFileSync(process.execPath, ['tools/generate-client.mjs', folder], { cwd: workspace });
    const generated = textsIn(folder);
    rmSync(folder, { recursive: true });
    expect(Object.keys(generated)).toContain('sdk.gen.ts');
    expect(textsIn(committed)).toEqual(generated);
  });

  it('sends what the document says, and gives the answer or the problem', async () => {
    const sent: Request[] = [];
    const answering = (status: number, body: unknown) => ({
      baseUrl: 'http://127.0.0.1:4000',
      fetch: async (input: RequestInfo | URL) => {
        sent.push(input as Request);
        const type = status < 400 ? 'application/json' : 'application/problem+json';
        return new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });
      },
    });
    const answer = { columns: [], rows: [], watermark: null, elapsedMs: 1 };
    const asked = await postQuery({ ...answering(200, answer), body: { query: 'q', params: { n: 1 } } });
    expect(asked.data).toEqual(answer);
    const problem = { type: 'about:blank', title: 'Not found', status: 404, detail: 'There is none.' };
    const missing = await getProductsByName({ ...answering(404, problem), path: { name: 'a/b' } });
    expect([missing.data, missing.error]).toEqual([undefined, problem]);
    await getSession({ ...answering(200, {}), auth: () => 'a.b.c' });
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST http://127.0.0.1:4000/query',
      'GET http://127.0.0.1:4000/products/a%2Fb',
      'GET http://127.0.0.1:4000/session',
    ]);
    expect(await sent[0]?.json()).toEqual({ query: 'q', params: { n: 1 } });
    expect(sent[2]?.headers.get('authorization')).toBe('Bearer a.b.c');
  });
});
