import {
  assertOwnOrigin,
  endpoint,
  guard,
  HttpProblem,
  type ApiEnv,
  type RouteModule,
} from '@dataforge/http';
import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Authenticate, TokenIssuer } from '../index.ts';
import { assertOwnPage, isSigningIn } from './own-page.ts';
import { sessionSecretOf } from './session-cookie.ts';

export * from './rate-limits.ts';
export * from './session-routes.ts';

/**
 * Finds out who is there, by a bearer token or else by a session's cookie. A token that is wrong is refused even where
 * none is needed; a session that has ended is nobody. What changes something by a session has to come from a page of the
 * server's own, or of one of `origins`.
 */
export function authenticationMiddleware({
  authenticate,
  origins,
}: {
  authenticate: Authenticate;
  origins: readonly string[];
}): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const secret = sessionSecretOf(context);
    const caller = await authenticate(context.req.header('authorization'), secret);
    if (!caller.ok) {
      const { reason, detail } = caller.error;
      if (reason === 'keys-unavailable')
        throw new HttpProblem(503, detail, { headers: { 'retry-after': '5' } });
      throw new HttpProblem(401, detail, {
        headers: { 'www-authenticate': `Bearer error="invalid_token", error_description="${reason}"` },
      });
    }
    // Signing in shows who is there by a code, whoever was there before.
    if (isSigningIn(context)) assertOwnOrigin(context, origins);
    else if (caller.value?.via === 'session') assertOwnPage(context, secret ?? '', origins);
    context.set('principal', caller.value);
    await next();
  };
}

const jwks = endpoint({
  method: 'get',
  path: '/.well-known/jwks.json',
  permission: 'public',
  rate: 'read',
  summary: "The built-in issuer's public keys",
  responses: {
    200: {
      description: 'A JSON Web Key Set',
      content: {
        'application/json': { schema: z.object({ keys: z.array(z.record(z.string(), z.string())) }) },
      },
    },
  },
});

/** What the built-in issuer publishes. */
export const accessRoutes =
  ({ issuer }: { issuer: TokenIssuer }): RouteModule =>
  (api) => {
    api.openapi(jwks, (context) => context.json(issuer.jwks() as { keys: Record<string, string>[] }, 200));
    // A document about the issuer, as openapi.json is one about the API; neither describes the other.
    api.get('/.well-known/openid-configuration', guard({ permission: 'public', rate: 'read' }), (context) =>
      context.json({
        issuer: issuer.issuer,
        jwks_uri: new URL('/.well-known/jwks.json', context.req.url).href,
        id_token_signing_alg_values_supported: ['EdDSA'],
        subject_types_supported: ['public'],
        response_types_supported: ['none'],
      }),
    );
  };
