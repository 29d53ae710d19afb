import { deleteSession, getSession, postSession, type Session } from '@dataforge/api-client';
import { queryOptions } from '@tanstack/react-query';
import { setServerTime } from './server-clock.ts';

let current: Session | undefined;

/** What proves that a change comes from this page and not from another's form. */
export const csrfToken = (): string | undefined => current?.csrfToken;

function hold(session: Session): Session {
  current = session;
  setServerTime(Date.parse(session.serverTime));
  return session;
}

/** Who is signed in, and what they may do. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async ({ signal }) => hold((await getSession({ signal, throwOnError: true })).data),
  staleTime: 5 * 60_000,
  retry: false,
});

/** Swaps a one-time code for a session. */
export const signIn = async (code: string): Promise<Session> =>
  hold((await postSession({ body: { code }, throwOnError: true })).data);

export async function signOut(): Promise<void> {
  await deleteSession({ throwOnError: true });
  current = undefined;
}
