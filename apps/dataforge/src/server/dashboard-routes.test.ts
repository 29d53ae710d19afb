import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createApi } from '@dataforge/api';
import { guard, type RouteModule } from '@dataforge/http';
import { unlimited } from '@dataforge/http/testing';
import { silentLog } from '@dataforge/kernel';
import { dashboardRoutes } from './dashboard-routes.ts';

const SCRIPT = `export const shell = '${'x'.repeat(500)}';`;
const ICON = '<svg xmlns="http://www.w3.org/2000/svg"/>';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'dashboard-'));
  const built = join(root, 'dashboard');
  mkdirSync(join(built, 'assets'), { recursive: true });
  writeFileSync(join(built, 'index.html'), '<div id="root">');
  writeFileSync(join(built, 'icon.svg'), ICON);
  writeFileSync(join(built, 'assets', 'index-Ab12.js'), SCRIPT);
  writeFileSync(join(root, 'secret.txt'), 'a secret');
  symlinkSync(join(root, 'secret.txt'), join(built, 'link.txt'));
  symlinkSync(join(root, 'nowhere'), join(built, 'broken'));
});
afterAll(() => rmSync(root, { recursive: true }));

const rootPage: RouteModule = (api) =>
  api.get('/', guard({ permission: 'public', rate: 'read' }), (context) => context.text('the root page'));

function get(path: string, init: RequestInit = {}, folder = 'dashboard') {
  const api = createApi({
    modules: [dashboardRoutes(rootPage, join(root, folder))],
    authentication: (_context, next) => next(),
    rateLimits: unlimited,
    origins: [],
    logger: silentLog,
  });
  return api.request(path, init);
}

describe('the dashboard', () => {
  it.each(['/', '/app'])('is where %s leads', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/app/']);
  });

  it.each([
    '/app/',
    '/app/index.html',
    '/app/explore',
    '/app/kpis/telemetry.readings',
    '/app/ledger?product=telemetry',
    '/app/trace/a/b',
  ])('answers %s with its page, which is asked for again each time', async (path) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(await answer.text()).toContain('<div id="root">');
  });

  it('is under a policy that takes scripts from this server alone, and live updates from its host', async () => {
    const answer = await get('http://127.0.0.1:4000/app/');
    expect(answer.headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "connect-src 'self' ws://127.0.0.1:4000 wss://127.0.0.1:4000",
      "img-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
  });

  it('has assets that are kept for good, since another content has another name', async () => {
    const answer = await get('/app/assets/index-Ab12.js');
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    });
    expect(await answer.text()).toBe(SCRIPT);
  });

  it.each([
    ['gzip, deflate, br', true],
    ['gzip;q=0.5', true],
    ['gzip;q=0', false],
    ['gzip; q=0.0, identity', false],
    ['br', false],
  ])('compresses for those who take it: %s', async (encoding, packed) => {
    const answer = await get('/app/assets/index-Ab12.js', { headers: { 'accept-encoding': encoding } });
    expect(answer.headers.get('content-encoding')).toBe(packed ? 'gzip' : null);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect((packed ? gunzipSync(bytes) : bytes).toString()).toBe(SCRIPT);
  });

  it('is asked again for other files, and answers 304 to who has them', async () => {
    const first = await get('/app/icon.svg');
    expect([first.headers.get('cache-control'), first.headers.get('content-type')]).toEqual([
      'no-cache',
      'image/svg+xml',
    ]);
    const etag = first.headers.get('etag') ?? '';
    for (const known of [etag, `"other", ${etag}`, '*']) {
      const again = await get('/app/icon.svg', { headers: { 'if-none-match': known } });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await get('/app/icon.svg', { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('answers HEAD with the headers alone', async () => {
    for (const path of ['/app/', '/app/icon.svg', '/app/assets/index-Ab12.js']) {
      const answer = await get(path, { method: 'HEAD' });
      expect([answer.status, await answer.text()]).toEqual([200, '']);
      expect(answer.headers.get('content-type')).not.toBeNull();
    }
  });

  it.each(['/app/assets/gone.js', '/app/index-Ab12.js', '/app/assets/index-Ab12.js.map', '/app/secret.txt'])(
    'has no %s',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    },
  );

  it.each([
    '/app/../secret.txt',
    '/app/%2e%2e/secret.txt',
    '/app/..%2fsecret.txt',
    '/app/assets/..%2f..%2f..%2fsecret.txt',
    '/app/..%5csecret.txt',
    '/app//../../secret.txt',
    '/app/%00/../secret.txt',
    '/app/broken',
    '/app/link.txt',
  ])('gives nothing out that is not its own: %s', async (path) => {
    const answer = await get(path);
    expect(await answer.text()).not.toContain('a secret');
    expect([200, 404]).toContain(answer.status);
  });

  it('leaves the root to another page where it is not built, and leads there', async () => {
    expect(await (await get('/', {}, 'nowhere')).text()).toBe('the root page');
    const answer = await get('/app/', {}, 'nowhere');
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/']);
    expect((await get('/app/assets/index-Ab12.js', {}, 'nowhere')).status).toBe(404);
  });
});
