import { endpoint, HttpProblem, requirePermission, type ApiEnv, type RouteModule } from '@dataforge/http';
import { z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import type { Authenticate, TokenIssuer } from '../index.ts';

/** Finds out who is there. A token that is wrong is refused even where none is needed. */
export function authenticationMiddleware({
  authenticate,
}: {
  authenticate: Authenticate;
}): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    const caller = await authenticate(context.req.header('authorization'));
    if (!caller.ok) {
      const { reason, detail } = caller.error;
      if (reason === 'keys-unavailable')
        throw new HttpProblem(503, detail, { headers: { 'retry-after': '5' } });
      throw new HttpProblem(401, detail, {
        headers: { 'www-authenticate': `Bearer error="invalid_token", error_description="${reason}"` },
      });
    }
    context.set('principal', caller.value);
    await next();
  };
}

const jwks = endpoint({
  method: 'get',
  path: '/.well-known/jwks.json',
  permission: 'public',
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
    api.get('/.well-known/openid-configuration', requirePermission('public'), (context) =>
      context.json({
        issuer: issuer.issuer,
        jwks_uri: new URL('/.well-known/jwks.json', context.req.url).href,
        id_token_signing_alg_values_supported: ['EdDSA'],
        subject_types_supported: ['public'],
        response_types_supported: ['none'],
      }),
    );
  };
