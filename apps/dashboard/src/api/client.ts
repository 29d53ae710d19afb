import { client } from '@dataforge/api-client';
import { useLive } from '../live/live-store.ts';
import { ProblemError, type Fault } from './problem.ts';
import { noteServerTime } from './server-clock.ts';
import { csrfToken } from './session.ts';

/** Sends a request to the server that the page came from; the session's cookie goes with it. Throws a ProblemError. */
const send: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  const token = csrfToken();
  if (request.method !== 'GET' && token !== undefined) request.headers.set('x-csrf-token', token);
  const response = await fetch(request).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    useLive.getState().setAnswered(false);
    throw new ProblemError(0, 'The server does not answer.');
  });
  useLive.getState().setAnswered(true);
  noteServerTime(response.headers.get('date'));
  if (!response.ok) throw await problemOf(response);
  return response;
};

/** To be called before anything is asked. */
export const configureClient = () => void client.setConfig({ baseUrl: '', fetch: send });

async function problemOf(response: Response): Promise<ProblemError> {
  const problem = (await response.json().catch(() => undefined)) as
    { detail?: string; errors?: Fault[] } | undefined;
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  return new ProblemError(
    response.status,
    problem?.detail ?? `The server answered ${response.status}.`,
    problem?.errors ?? [],
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}
