import type { Page } from '@playwright/test';
import type { OwnServer } from './own-server.ts';

/** Asks the API with a token, past the browser. */
export async function ask<T>({ url, token }: Pick<OwnServer, 'url' | 'token'>, path: string): Promise<T> {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Posts with the session of a page, as its own script could: what the server answers, whatever the page offers. */
export const postFrom = (page: Page, path: string, body?: object): Promise<number> =>
  page.evaluate(
    async ([to, json]) => {
      const { csrfToken } = (await (await fetch('/session')).json()) as { csrfToken: string };
      const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken };
      return (await fetch(to, { method: 'POST', headers, ...(json !== '' && { body: json }) })).status;
    },
    [path, body === undefined ? '' : JSON.stringify(body)] as const,
  );
