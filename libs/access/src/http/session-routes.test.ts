import { endpoint } from '@dataforge/http';
import { appAs } from '@dataforge/http/testing';
import { DAY_MS, HOUR_MS, MINUTE_MS, ok, systemSecrets } from '@dataforge/kernel';
import { simulatedClock } from '@dataforge/testkit';
import { memorySessionStore } from '../adapters/memory/index.ts';
import { authenticate, sessions, type Role } from '../index.ts';
import { authenticationMiddleware, sessionRoutes } from './index.ts';

const NOW = Date.UTC(2026, 10, 23);
const OWN = 'http://127.0.0.1:4000';
const NAMED = 'https://wall.example';

/** A server whose tokens are the names of roles. */
function open() {
  const clock = simulatedClock(NOW);
  const use = sessions({ store: memorySessionStore({ clock }), clock, secrets: systemSecrets });
  const verifier = {
    verify: async (token: string) => ok({ subject: 'bearer', roles: [token], expiresAt: NOW + 60_000 }),
  };
  const app = appAs(undefined);
  app.use(
    authenticationMiddleware({ authenticate: authenticate({ verifier, sessions: use }), origins: [NAMED] }),
  );
  sessionRoutes({ sessions: use, clock }, { liveUrl: '/live' })(app);
  const acknowledging = endpoint({
    method: 'post',
    path: '/ack',
    permission: 'alerts:ack',
    rate: 'read',
    responses: { 204: { description: 'Acknowledged' } },
  });
  app.openapi(acknowledging, (context) => context.body(null, 204));

  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    app.request(`${OWN}${path}`, {
      method,
      headers: { host: '127.0.0.1:4000', ...headers, ...(body !== undefined && JSON_TYPE) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  async function signIn(role: Role = 'operator', headers: Record<string, string> = {}) {
    const { code } = await use.issueCode({ subject: 'ada', role });
    const answer = await send('POST', '/session', headers, { code });
    const set = answer.headers.get('set-cookie') ?? '';
    const document = (await answer.json()) as { csrfToken: string };
    return { answer, set, cookie: set.split(';')[0] ?? '', code, document };
  }
  return { clock, send, signIn };
}

const JSON_TYPE = { 'content-type': 'application/json' };
const statusOf = async (answer: Promise<Response> | Response) => (await answer).status;

describe('signing in', () => {
  it('swaps a code for a cookie that scripts cannot read and other sites cannot send', async () => {
    const { signIn } = open();
    const { answer, set, document } = await signIn();
    expect(answer.status).toBe(201);
    expect(set).toMatch(/^dataforge_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(document).toEqual({
      subject: 'ada',
      roles: ['operator'],
      permissions: expect.arrayContaining(['alerts:ack', 'live:read']),
      expiresAt: '2026-11-23T12:00:00.000Z',
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      serverTime: '2026-11-23T00:00:00.000Z',
      liveUrl: '/live',
    });
    expect(JSON.stringify(document)).not.toContain(set.slice(18, 61));
  });

  it('keeps the cookie to TLS where a proxy ends it', async () => {
    const { signIn } = open();
    expect((await signIn('viewer', { 'x-forwarded-proto': 'https' })).set).toContain('; Secure');
  });

  it('works once for each code, and not with one that is wrong or too old', async () => {
    const { clock, send, signIn } = open();
    const { code } = await signIn();
    expect(await statusOf(send('POST', '/session', {}, { code }))).toBe(401);
    expect(await statusOf(send('POST', '/session', {}, { code: 'guessed' }))).toBe(401);
    const issued = await send(
      'POST',
      '/session/codes',
      { authorization: 'Bearer admin' },
      { role: 'viewer', subject: 'eve' },
    );
    const late = (await issued.json()) as { code: string };
    await clock.advance(10 * MINUTE_MS);
    expect(await statusOf(send('POST', '/session', {}, { code: late.code }))).toBe(401);
  });

  it('ends the session before it, with no need of its CSRF token', async () => {
    const { send, signIn } = open();
    const first = await signIn('admin');
    const second = await signIn('viewer', { cookie: first.cookie });
    expect(second.cookie).not.toBe(first.cookie);
    expect(await statusOf(send('GET', '/session', { cookie: first.cookie }))).toBe(401);
    const now = await send('GET', '/session', { cookie: second.cookie });
    expect(await now.json()).toMatchObject({ roles: ['viewer'] });
  });

  it.each([
    ['a page of another origin', { origin: 'https://evil.example' }, 403],
    ['a page of no origin', { origin: 'null' }, 403],
    ["the server's own page", { origin: OWN }, 201],
    ["the server's own page behind TLS", { origin: 'https://127.0.0.1:4000' }, 201],
    ['a named origin', { origin: NAMED }, 201],
  ])('is for %s to do, or not', async (_what, headers, status) => {
    expect((await open().signIn('viewer', headers)).answer.status).toBe(status);
  });

  it('refuses a form, a body that is too large, and members that it does not know', async () => {
    const { send } = open();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await statusOf(send('POST', '/session', form))).toBe(415);
    expect(await statusOf(send('POST', '/session', {}, { code: 'x'.repeat(2_000) }))).toBe(413);
    expect(await statusOf(send('POST', '/session', {}, { code: 'a', role: 'admin' }))).toBe(400);
  });
});

describe('the document of a session', () => {
  it('says who is there by cookie or by token, and nothing to nobody', async () => {
    const { send, signIn } = open();
    const { cookie, document } = await signIn();
    const bySession = await send('GET', '/session', { cookie });
    expect(await bySession.json()).toEqual(document);
    const byToken = await send('GET', '/session', { authorization: 'Bearer viewer' });
    expect(await byToken.json()).toMatchObject({
      subject: 'bearer',
      roles: ['viewer'],
      expiresAt: '2026-11-23T00:01:00.000Z',
    });
    expect(await statusOf(send('GET', '/session'))).toBe(401);
    expect(await statusOf(send('GET', '/session', { cookie: 'dataforge_session=guessed' }))).toBe(401);
  });

  it('has no CSRF token for a bearer token', async () => {
    const answer = await open().send('GET', '/session', { authorization: 'Bearer viewer' });
    expect(await answer.json()).not.toHaveProperty('csrfToken');
  });

  it('is gone after twelve hours without a request, and after seven days', async () => {
    const { clock, send, signIn } = open();
    const idle = await signIn();
    await clock.advance(12 * HOUR_MS);
    expect(await statusOf(send('GET', '/session', { cookie: idle.cookie }))).toBe(401);
    const busy = await signIn();
    for (let days = 0; days < 7; days += 0.25) {
      expect(await statusOf(send('GET', '/session', { cookie: busy.cookie }))).toBe(200);
      await clock.advance(DAY_MS / 4);
    }
    expect(await statusOf(send('GET', '/session', { cookie: busy.cookie }))).toBe(401);
  });
});

describe('a change by a session', () => {
  it.each([
    ['with its CSRF token', (token: string) => ({ 'x-csrf-token': token }), 204],
    ["and the server's origin", (token: string) => ({ 'x-csrf-token': token, origin: OWN }), 204],
    ['and a named origin', (token: string) => ({ 'x-csrf-token': token, origin: NAMED }), 204],
    ['without its CSRF token', () => ({}), 403],
    ['without it, from its own origin', () => ({ origin: OWN }), 403],
    ['with another', (token: string) => ({ 'x-csrf-token': `${token}x` }), 403],
    ['with an empty one', () => ({ 'x-csrf-token': '' }), 403],
    [
      'from another origin',
      (token: string) => ({ 'x-csrf-token': token, origin: 'https://evil.example' }),
      403,
    ],
    [
      'from another port',
      (token: string) => ({ 'x-csrf-token': token, origin: 'http://127.0.0.1:4001' }),
      403,
    ],
  ])('%s is answered as it should be', async (_what, headersWith, status) => {
    const { send, signIn } = open();
    const { cookie, document } = await signIn();
    const headers: Record<string, string> = { cookie, ...headersWith(document.csrfToken) };
    expect(await statusOf(send('POST', '/ack', headers))).toBe(status);
  });

  it('is not made with the CSRF token of another session', async () => {
    const { send, signIn } = open();
    const [mine, theirs] = [await signIn(), await signIn()];
    const headers = { cookie: mine.cookie, 'x-csrf-token': theirs.document.csrfToken };
    expect(await statusOf(send('POST', '/ack', headers))).toBe(403);
  });

  it('needs no CSRF token when it is made by a bearer token', async () => {
    const { send, signIn } = open();
    const { cookie } = await signIn('viewer');
    const headers = { authorization: 'Bearer operator', cookie };
    expect(await statusOf(send('POST', '/ack', headers))).toBe(204);
  });

  it('goes by the role of the session', async () => {
    const { send, signIn } = open();
    const { cookie, document } = await signIn('viewer');
    const headers = { cookie, 'x-csrf-token': document.csrfToken };
    expect(await statusOf(send('POST', '/ack', headers))).toBe(403);
    const code = { role: 'admin', subject: 'eve' };
    expect(await statusOf(send('POST', '/session/codes', headers, code))).toBe(403);
    expect(await statusOf(send('GET', '/session', headers))).toBe(200);
  });

  it('is by the session, with its CSRF token, where another scheme stands in the header', async () => {
    const { send, signIn } = open();
    const { cookie, document } = await signIn();
    const headers = { cookie, authorization: 'Basic YTpi' };
    expect(await statusOf(send('GET', '/session', headers))).toBe(200);
    expect(await statusOf(send('POST', '/ack', headers))).toBe(403);
    const withToken = { ...headers, 'x-csrf-token': document.csrfToken };
    expect(await statusOf(send('POST', '/ack', withToken))).toBe(204);
  });

  it('is never lent to a bearer token that may do less', async () => {
    const { send, signIn } = open();
    const { cookie, document } = await signIn('admin');
    const headers = { cookie, 'x-csrf-token': document.csrfToken, authorization: 'Bearer viewer' };
    expect(await statusOf(send('POST', '/ack', headers))).toBe(403);
  });
});

describe('signing out', () => {
  it('ends the session and takes the cookie back', async () => {
    const { send, signIn } = open();
    const { cookie, document } = await signIn();
    expect(await statusOf(send('DELETE', '/session', { cookie }))).toBe(403);
    const answer = await send('DELETE', '/session', { cookie, 'x-csrf-token': document.csrfToken });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^dataforge_session=; Max-Age=0; Path=\//);
    expect(await statusOf(send('GET', '/session', { cookie }))).toBe(401);
  });

  it('is no failure for somebody who is signed out already', async () => {
    const { send } = open();
    expect(await statusOf(send('DELETE', '/session'))).toBe(204);
    expect(await statusOf(send('DELETE', '/session', { cookie: 'dataforge_session=ended' }))).toBe(204);
  });
});

describe('a code to sign in with', () => {
  const request = { role: 'viewer', subject: 'wall' };

  it('is given to admins alone', async () => {
    const { send } = open();
    const by = (role: string) => send('POST', '/session/codes', { authorization: `Bearer ${role}` }, request);
    for (const role of ['viewer', 'analyst', 'operator', 'producer'])
      expect(await statusOf(by(role))).toBe(403);
    const issued = await by('admin');
    expect(issued.status).toBe(201);
    const { code, expiresAt } = (await issued.json()) as { code: string; expiresAt: string };
    expect(expiresAt).toBe('2026-11-23T00:10:00.000Z');
    const signedIn = await send('POST', '/session', {}, { code });
    expect(await signedIn.json()).toMatchObject({ subject: 'wall', roles: ['viewer'] });
  });

  it('is of a role that there is', async () => {
    const answer = await open().send(
      'POST',
      '/session/codes',
      { authorization: 'Bearer admin' },
      { ...request, role: 'root' },
    );
    expect(await answer.json()).toMatchObject({ status: 400, errors: [{ field: 'role' }] });
  });
});
