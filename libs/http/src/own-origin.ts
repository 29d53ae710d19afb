import type { Context } from 'hono';
import type { ApiEnv } from './endpoint.ts';
import { HttpProblem } from './problem.ts';

/**
 * A browser sends a session's cookie from any page, and says in `origin` which: it has to be one of the server's own or of
 * `origins`. By host: in front of the server a proxy may end TLS, so that the scheme is not the server's to know.
 */
export function assertOwnOrigin({ req }: Context<ApiEnv>, origins: readonly string[]): void {
  const origin = req.header('origin');
  if (origin === undefined || origins.includes(origin)) return;
  const host = req.header('host') ?? new URL(req.url).host;
  if (URL.canParse(origin) && new URL(origin).host === host) return;
  throw new HttpProblem(
    403,
    `A page of ${origin.slice(0, 200)} may not do this here. Origins that may are set under cors.origins in the configuration file.`,
  );
}
