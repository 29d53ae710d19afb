import type { MiddlewareHandler } from 'hono';
import type { ApiEnv } from './endpoint.ts';
import { HttpProblem } from './problem.ts';
import type { Principal } from './principal.ts';
import type { RateClass } from './rate.ts';

/** `public` needs nobody, `authenticated` somebody; everything else names the permission it needs. There is no default. */
export type RequiredPermission = 'public' | 'authenticated' | `${string}:${string}`;

export interface Requirements {
  readonly permission: RequiredPermission;
  readonly rate: RateClass;
}

const guards = new WeakSet<object>();

/** Whether this handler is a guard; the app refuses to be composed with a route that has none. */
export const isGuard = (handler: object): boolean => guards.has(handler);

/**
 * Stands before a route's handler and its body: too many requests are a 429, nobody a 401, a principal without the
 * permission a 403. `endpoint` puts one up; a route that is registered by hand brings its own.
 */
export function guard({ permission, rate }: Requirements): MiddlewareHandler<ApiEnv> {
  const guarding: MiddlewareHandler<ApiEnv> = async (context, next) => {
    context.get('admit')(rate);
    if (permission !== 'public') assertPermitted(context.get('principal'), permission);
    await next();
  };
  guards.add(guarding);
  return guarding;
}

/** Throws a 401 for nobody and a 403 for a principal without the permission; for what a body asks beyond its endpoint's. */
export function assertPermitted(principal: Principal | undefined, permission: RequiredPermission): void {
  if (!principal)
    throw new HttpProblem(
      401,
      'This endpoint needs a bearer token, or a session. Get a token with: npx --no dataforge token --role <role>; sign in with: npx --no dataforge signin --role <role>',
      { headers: { 'www-authenticate': 'Bearer' } },
    );
  if (permission !== 'authenticated' && !principal.permissions.has(permission))
    throw new HttpProblem(
      403,
      `The role ${principal.roles.join(', ') || '(none)'} does not include the permission ${permission}.`,
    );
}
