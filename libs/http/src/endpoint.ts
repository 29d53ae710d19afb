import { createRoute, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import { guard, type Requirements } from './guard.ts';
import { problemContent } from './schemas.ts';
import type { Principal } from './principal.ts';
import type { Admit } from './rate.ts';

export type ApiEnv = { Variables: { principal: Principal | undefined; admit: Admit } };
export type Api = OpenAPIHono<ApiEnv>;

/** Adds a domain's endpoints to the app. */
export type RouteModule = (api: Api) => void;

/**
 * Declares an endpoint: path, schemas, the permission it needs and the rate class it counts in. Both are checked before
 * the body is read and are written into the OpenAPI document (`x-permission`, `x-rate-class`).
 */
export function endpoint<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P }>(
  config: R & Requirements,
) {
  const { permission, rate, ...route } = config;
  return createRoute<P, R>({
    ...route,
    ...(permission !== 'public' && { security: [{ bearer: [] }, { session: [] }] }),
    responses: { ...refusalsOf(route.method, { permission, rate }), ...route.responses },
    'x-permission': permission,
    'x-rate-class': rate,
    middleware: [guard({ permission, rate })] as const,
  } as unknown as R);
}

/** The refusals that come before the handler. */
function refusalsOf(method: string, { permission, rate }: Requirements) {
  const forbidden = [
    ...(permission === 'authenticated' ? [] : [`no role of theirs includes ${permission}`]),
    ...(method === 'get' ? [] : ['a session without its CSRF token']),
  ].join(', or ');
  return {
    ...(permission !== 'public' && { 401: problemContent('No valid token or session') }),
    ...(permission !== 'public' && forbidden !== '' && { 403: problemContent(`Forbidden: ${forbidden}`) }),
    429: problemContent(`More requests of the class ${rate} than the role may send; Retry-After says when`),
  };
}
