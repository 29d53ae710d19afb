import { client, getMetrics } from '@dataforge/api-client';
import { useLive } from '../live/live-store.ts';
import { configureClient } from './client.ts';
import { ProblemError } from './problem.ts';
import { signIn, signOut } from './session.ts';

const session = {
  subject: 'ada',
  roles: ['analyst'],
  permissions: [],
  expiresAt: '2026-11-24T00:00:00.000Z',
  csrfToken: 'a-token',
  serverTime: '2026-11-23T14:00:00.000Z',
  liveUrl: '/live',
};

const network = globalThis.fetch;
const sent: Request[] = [];

/** What the server answers from here on; throws where nobody does. */
function answering(respond: () => Response): void {
  globalThis.fetch = async (input) => {
    sent.push(input as Request);
    return respond();
  };
}

const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    (error) => error,
  );

beforeAll(() => {
  configureClient();
  client.setConfig({ baseUrl: 'http://127.0.0.1:4000' });
});
afterAll(() => {
  globalThis.fetch = network;
});

describe('what is asked', () => {
  it("proves by the session's token that a change comes from this page; reading needs no proof", async () => {
    answering(() => Response.json(session));

    await signIn('once');
    await getMetrics({ throwOnError: true });
    answering(() => new Response(null, { status: 204 }));
    await signOut();

    expect(sent.map(({ method, headers }) => [method, headers.get('x-csrf-token')])).toEqual([
      ['POST', null],
      ['GET', null],
      ['DELETE', 'a-token'],
    ]);
  });
});

describe('what is not answered as asked', () => {
  it('is a problem with its faults, and when to ask again', async () => {
    const errors = [{ field: 'to', detail: 'is before from' }];
    answering(() =>
      Response.json({ detail: 'Wrong.', errors }, { status: 429, headers: { 'retry-after': '3' } }),
    );

    const failure = await failureOf(getMetrics({ throwOnError: true }));

    expect(failure).toBeInstanceOf(ProblemError);
    expect(failure).toMatchObject({ status: 429, message: 'Wrong.', errors, retryAfter: 3 });
  });

  it('says the status where the answer says nothing', async () => {
    answering(() => new Response('<h1>Bad gateway</h1>', { status: 502 }));

    expect(await failureOf(getMetrics({ throwOnError: true }))).toMatchObject({
      status: 502,
      message: 'The server answered 502.',
    });
  });

  it('says that nobody is there, but not when the page itself gave up', async () => {
    answering(() => {
      throw new TypeError('Failed to fetch');
    });
    expect(await failureOf(getMetrics({ throwOnError: true }))).toMatchObject({ status: 0 });
    expect(useLive.getState().answered).toBe(false);

    answering(() => {
      throw new DOMException('Gone.', 'AbortError');
    });
    expect(await failureOf(getMetrics({ throwOnError: true }))).toBeInstanceOf(DOMException);
  });
});
