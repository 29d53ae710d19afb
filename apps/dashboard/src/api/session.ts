import { queryOptions } from '@tanstack/react-query';
import { request } from './request.ts';
import { setServerTime } from './server-clock.ts';

/** Who is signed in, and what they may do. */
export interface Session {
  readonly subject: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly expiresAt: string;
  readonly csrfToken: string;
  readonly serverTime: string;
  readonly liveUrl: string;
}

let current: Session | undefined;

/** What proves that a change comes from this page and not from another's form. */
export const csrfToken = (): string | undefined => current?.csrfToken;

function hold(session: Session): Session {
  current = session;
  setServerTime(Date.parse(session.serverTime));
  return session;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => hold(await request<Session>('/session', { signal })),
  staleTime: 5 * 60_000,
  retry: false,
});

/** Swaps a one-time code for a session. */
export const signIn = async (code: string): Promise<Session> =>
  hold(await request<Session>('/session', { method: 'POST', body: { code } }));

export async function signOut(): Promise<void> {
  await request('/session', { method: 'DELETE' });
  current = undefined;
}
