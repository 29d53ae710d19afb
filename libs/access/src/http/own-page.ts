import { assertOwnOrigin, HttpProblem, type ApiEnv } from '@dataforge/http';
import type { Context } from 'hono';
import { isCsrfToken } from '../index.ts';

export const SESSION_PATH = '/session';
const CSRF_HEADER = 'x-csrf-token';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export const isSigningIn = ({ req }: Context<ApiEnv>): boolean =>
  req.method === 'POST' && req.path === SESSION_PATH;

/**
 * What changes something by a session's cookie brings what other sites cannot know (the CSRF token), and comes from the
 * server's own pages if the browser says where it comes from.
 */
export function assertOwnPage(context: Context<ApiEnv>, secret: string, origins: readonly string[]): void {
  if (SAFE.has(context.req.method)) return;
  assertOwnOrigin(context, origins);
  if (!isCsrfToken(secret, context.req.header(CSRF_HEADER) ?? ''))
    throw new HttpProblem(
      403,
      `A change by a session needs the header ${CSRF_HEADER}. GET ${SESSION_PATH} answers its value as csrfToken.`,
    );
}
