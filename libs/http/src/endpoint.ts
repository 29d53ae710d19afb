import { createRoute, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { HttpProblem } from './problem.ts';
import { problemSchema } from './schemas.ts';
import type { Principal } from './principal.ts';

export type ApiEnv = { Variables: { principal: Principal | undefined } };
export type Api = OpenAPIHono<ApiEnv>;

/** Adds a domain's endpoints to the app. */
export type RouteModule = (api: Api) => void;

/** `public` needs no token; everything else names the permission it needs. There is no default. */
export type RequiredPermission = 'public' | `${string}:${string}`;

/**
 * Declares an endpoint: path, schemas and the permission it needs. The permission is checked before the
 * body is read and is written into the OpenAPI document (`x-permission`); the app refuses to be composed
 * with a route that has none.
 */
export function endpoint<P extends string, R extends Omit<RouteConfig, 'path'> & { path: P }>(
  config: R & { readonly permission: RequiredPermission },
) {
  const { permission, ...route } = config;
  const problems = Object.fromEntries(
    (permission === 'public' ? [] : [401, 403]).map((status) => [
      status,
      {
        description: status === 401 ? 'No valid token' : `The token does not carry ${permission}`,
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
  return createRoute<P, R>({
    ...route,
    ...(permission !== 'public' && { security: [{ bearer: [] }] }),
    responses: { ...problems, ...route.responses },
    'x-permission': permission,
    middleware: [requirePermission(permission)] as const,
  } as unknown as R);
}

/** For an endpoint that reads its body itself and so is registered by hand; `endpoint` uses the same. */
export function requirePermission(permission: RequiredPermission): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    if (permission === 'public') return next();
    const principal = context.get('principal');
    if (!principal)
      throw new HttpProblem(
        401,
        'This endpoint needs a bearer token. Get one with: npx --no dataforge token --role <role>',
        { headers: { 'www-authenticate': 'Bearer' } },
      );
    if (!principal.permissions.has(permission))
      throw new HttpProblem(
        403,
        `The role ${principal.roles.join(', ') || '(none)'} does not include the permission ${permission}.`,
      );
    return next();
  };
}
