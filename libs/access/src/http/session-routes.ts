import type { z } from '@hono/zod-openapi';
import {
  endpoint,
  HttpProblem,
  jsonBody,
  problemContent,
  readJson,
  type Principal,
  type RouteModule,
} from '@dataforge/http';
import { toRfc3339, type Clock } from '@dataforge/kernel';
import { csrfTokenOf, permissionsOf, sessionEnd, type Sessions } from '../index.ts';
import { SESSION_PATH } from './own-page.ts';
import { COOKIE, forgetSessionSecret, keepSessionSecret, sessionSecretOf } from './session-cookie.ts';
import { codeRequestSchema, codeSchema, sessionSchema, signInSchema } from './session-schemas.ts';

const MOST_BYTES = 1_024;
const tags = ['Session'];
const content = { 'application/json': { schema: sessionSchema } };

const signIn = endpoint({
  method: 'post',
  path: SESSION_PATH,
  permission: 'public',
  rate: 'session',
  tags,
  summary: 'Sign in with a one-time code',
  description:
    'Answers with the cookie of a new session (HttpOnly, SameSite=Strict); the one before it ends. A session ends after 12 hours without a request, and after 7 days.',
  request: { body: jsonBody(signInSchema) },
  responses: {
    201: { description: 'Signed in', content },
    400: problemContent('The body is not as it should be'),
    401: problemContent('The code is wrong, was used, or has expired'),
    403: problemContent("A page of another origin than the server's own"),
    413: problemContent('The body is larger than 1 KiB'),
    415: problemContent('The body is not JSON'),
  },
});

const who = endpoint({
  method: 'get',
  path: SESSION_PATH,
  permission: 'authenticated',
  rate: 'read',
  tags,
  summary: 'Who is signed in, or sends this token, and what they may do',
  responses: { 200: { description: 'The session', content } },
});

const signOut = endpoint({
  method: 'delete',
  path: SESSION_PATH,
  permission: 'public',
  rate: 'session',
  tags,
  summary: 'Sign out',
  responses: {
    204: { description: 'There is no session now' },
    403: problemContent('Without the CSRF token of the session, or from a page of another origin'),
  },
});

const issueCode = endpoint({
  method: 'post',
  path: `${SESSION_PATH}/codes`,
  permission: 'sessions:issue',
  rate: 'session',
  tags,
  summary: 'A one-time code to sign in with',
  description: 'Good for ten minutes. The link is <server>/app/#signin=<code>.',
  request: { body: jsonBody(codeRequestSchema) },
  responses: {
    201: { description: 'A code', content: { 'application/json': { schema: codeSchema } } },
    400: problemContent('The body is not as it should be'),
    413: problemContent('The body is larger than 1 KiB'),
    415: problemContent('The body is not JSON'),
  },
});

export interface SessionRoutesDeps {
  readonly sessions: Sessions;
  readonly clock: Clock;
}

/** Sign-in, the session's document, sign-out, and codes to sign in with. */
export const sessionRoutes =
  ({ sessions, clock }: SessionRoutesDeps, { liveUrl }: { readonly liveUrl: string }): RouteModule =>
  (api) => {
    const view = (
      { subject, roles, permissions, expiresAt }: Omit<Principal, 'via'>,
      secret: string | undefined,
    ): z.infer<typeof sessionSchema> => ({
      subject,
      roles: [...roles],
      permissions: [...permissions].sort(),
      expiresAt: toRfc3339(expiresAt),
      ...(secret !== undefined && { csrfToken: csrfTokenOf(secret) }),
      serverTime: toRfc3339(clock.now()),
      liveUrl,
    });
    api.openAPIRegistry.registerComponent('securitySchemes', 'session', {
      type: 'apiKey',
      in: 'cookie',
      name: COOKIE,
    });
    api.openapi(signIn, async (context) => {
      const { code } = await readJson(context.req.raw, signInSchema, MOST_BYTES);
      const result = await sessions.signIn(code, sessionSecretOf(context));
      if (!result.ok)
        throw new HttpProblem(
          401,
          'The code is wrong, was used, or has expired. Print a new link with: npx --no dataforge signin --role <role>',
          { headers: { 'www-authenticate': 'Bearer' } },
        );
      const { secret, session } = result.value;
      keepSessionSecret(context, secret);
      const { subject, roles } = session;
      const permissions = permissionsOf(roles);
      return context.json(view({ subject, roles, permissions, expiresAt: sessionEnd(session) }, secret), 201);
    });
    api.openapi(who, (context) => {
      const principal = context.get('principal') as Principal;
      return context.json(
        view(principal, principal.via === 'session' ? sessionSecretOf(context) : undefined),
        200,
      );
    });
    api.openapi(signOut, async (context) => {
      const secret = sessionSecretOf(context);
      if (secret !== undefined) await sessions.signOut(secret);
      forgetSessionSecret(context);
      return context.body(null, 204);
    });
    api.openapi(issueCode, async (context) => {
      const request = await readJson(context.req.raw, codeRequestSchema, MOST_BYTES);
      const { code, expiresAt } = await sessions.issueCode(request);
      return context.json({ code, expiresAt: toRfc3339(expiresAt) }, 201);
    });
  };
