import { ProblemError, type Fault } from './problem.ts';
import { csrfToken } from './session.ts';
import { noteServerTime } from './server-clock.ts';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly accept?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a request to the server that the page came from; the session's cookie goes with it. Throws a ProblemError. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', body, accept = 'application/json', signal } = options;
  const token = csrfToken();
  const response = await fetch(path, {
    method,
    headers: {
      accept,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(method !== 'GET' && token !== undefined && { 'x-csrf-token': token }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ProblemError(0, 'The server does not answer.');
  });
  noteServerTime(response.headers.get('date'));
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** A query string of the parameters that have a value, with its question mark. */
export function search(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

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
